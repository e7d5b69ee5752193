import Claims
import Findings

/// Arms compared in pairs over the same folds.
struct PairTables {
  /// Pairs that a page shows at most; of more, those of the leading arms.
  private static let most = 60

  let page: ProbedDataset
  /// One metric to a scale; without comparisons on the metric of the plot, the first that there is.
  private let metric: String?
  private let all: [ArmComparison]
  private let shown: ComparisonRows
  private let others: ComparisonRows

  static let slots: Slots<PairTables> = [
    .flag("has_comparisons") { !$0.page.study.comparisons.isEmpty },
    .link("comparisons_link") { $0.page.link(DataFiles.comparisons) },
    .inline("difference_axis") { $0.page.context.axisHead($0.shown.axis) },
    .text("pair_metric") { pairs in pairs.metric.map { pairs.page.context.words.code("metric", $0) } },
    .inline("pair_counts") { try $0.page.say { $0.pairs() } },
    .rows("comparisons", ComparisonRows.Row.slots) { $0.shown.rows },
    .rows("other_comparisons", ComparisonRows.Row.slots) { $0.others.rows },
  ]

  init(_ page: ProbedDataset) {
    self.page = page
    let comparisons = page.study.comparisons
    let metric =
      comparisons.contains { $0.metric == page.headline.metric } ? page.headline.metric : comparisons.first?.metric
    self.metric = metric
    all = comparisons.filter { $0.metric == metric }
    shown = ComparisonRows(page, Self.shown(all, page.study))
    others = ComparisonRows(page, Self.shown(comparisons.filter { $0.metric != metric }, page.study))
  }

  private static func shown(_ comparisons: [ArmComparison], _ study: ProbeStudy) -> [ArmComparison] {
    let whole = Set(study.wholeArms)
    let headline = study.headline.arms
    let candidates = comparisons.filter { whole.contains($0.a) && whole.contains($0.b) }
    let few =
      candidates.count > most
      ? candidates.filter { headline.contains($0.a) && headline.contains($0.b) } : candidates
    return few.filter { $0.family == ComparisonFamily.headline } + few.filter { $0.family != ComparisonFamily.headline }
  }
}
