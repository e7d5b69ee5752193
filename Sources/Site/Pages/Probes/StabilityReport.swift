import Charts
import Claims
import Findings

/// Whether the folds choose the same features, and the libraries made of what they agree on.
struct StabilityReport {
  /// Rows of a table that a page shows at most.
  private static let most = 60

  let page: ProbedDataset
  private let axis: Axis?
  private let open: ArraySlice<StabilityRow>
  private let more: ArraySlice<StabilityRow>

  static let slots: Slots<StabilityReport> = [
    .flag("has_stability") { !$0.page.study.stability.isEmpty },
    .inline("stability_axis") { $0.page.context.axisHead($0.axis) },
    .link("stability_link") { $0.page.link(DataFiles.stability) },
    // Means over labels have no fits of their own.
    .flag("has_selections") { $0.page.study.design.labelCount == nil },
    .link("selections_link") { $0.page.link(DataFiles.selections) }, .rows("stability", row) { $0.rows($0.open) },
    .rows("more_stability", row) { $0.rows($0.more) },
    .flag("has_library_scores") { report in report.page.study.libraries.contains { $0.scores != nil } },
    .text("library_metric") { $0.page.context.words.code("metric", $0.page.headline.metric) },
    .link("library_link") { $0.page.link(DataFiles.library) },
    .rows("libraries", library) { report in
      report.page.study.libraries.prefix(most).map { library in
        (library: library, score: library.scores?.first { $0.name == report.page.headline.metric })
      }
    },
  ]
  private static let row: Slots<(arm: String, row: StabilityRow, strip: Fragment)> = [
    .text("arm") { $0.arm }, .number("selected", .fixed(1)) { $0.row.selectedMean },
    .number("phi", .fixed(2)) { $0.row.phi }, .number("low", .fixed(2)) { $0.row.low },
    .number("high", .fixed(2)) { $0.row.high }, .inline("strip") { $0.strip },
  ]
  private static let library: Slots<(library: FeatureLibrary, score: MetricEstimate?)> = [
    .text("arm") { $0.library.arm }, .count("count") { $0.library.features.count },
    .number("score", .fixed(3)) { $0.score?.mean }, .number("low", .fixed(3)) { $0.score?.low },
    .number("high", .fixed(3)) { $0.score?.high },
  ]

  init(_ page: ProbedDataset) {
    self.page = page
    let (all, headline) = (page.study.stability, page.headline)
    axis = Axis(holding: all.flatMap { [$0.phi, $0.low, $0.high].compactMap { $0 } } + [0, 1], limits: 0...1)
    let own = all.filter { headline.contains($0.arm) }
    let others = all.filter { row in
      !headline.contains(row.arm) && page.study.wholeArms.contains(row.arm) && page.study.sharesPlace(row.arm)
    }
    // Without a leading arm that selects, the others stand in the open.
    open = (!own.isEmpty ? own : !others.isEmpty ? others : all).prefix(Self.most)
    more = own.isEmpty ? [] : others.prefix(Self.most)
  }

  private func rows(_ rows: ArraySlice<StabilityRow>) -> [(arm: String, row: StabilityRow, strip: Fragment)] {
    rows.map { (page.name($0.arm), $0, page.context.strip($0.phi, $0.low, $0.high, axis)) }
  }
}
