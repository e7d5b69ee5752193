import Charts
import Claims
import Findings

/// The leading arms on the data's own test part, beside what cross-validation says of them.
struct SplitReport {
  let page: ProbedDataset
  private let split: SplitEvaluation?
  private let arms: [SplitEvaluation.Arm]
  private let pairs: [SplitEvaluation.Pair]
  private let axis: Axis?
  /// Of the leading metric among those of an arm.
  private let place: Int

  static let slots: Slots<SplitReport> = [
    .flag("has_split") { $0.split != nil }, .inline("split_axis") { $0.page.context.axisHead($0.axis) },
    .link("split_link") { $0.page.link(DataFiles.split) },
    .link("split_pairs_link") { $0.page.link(DataFiles.splitComparisons) },
    .inline("test_part") { try $0.page.say { $0.testPart() } },
    .inline("test_pairs") { try $0.page.say { $0.testPairs() } },
    .text("split_metric") { $0.page.context.words.code("metric", $0.page.headline.metric) },
    .rows("split_arms", Row.slots) { report in report.arms.map { Row(report: report, arm: $0) } },
    .rows("split_pairs", Pair.slots) { report in report.pairs.map { Pair(page: report.page, pair: $0) }
    },
  ]

  init(_ page: ProbedDataset) {
    self.page = page
    split = page.study.split
    let place = page.study.metrics.firstIndex { $0.name == page.headline.metric } ?? 0
    self.place = place
    arms = split?.arms.filter { page.headline.contains($0.arm) } ?? []
    pairs = split?.pairs.filter { page.headline.contains($0.a) && page.headline.contains($0.b) } ?? []
    axis = Axis(
      holding: arms.flatMap { [$0.metrics[place], $0.aurocLow, $0.aurocHigh].compactMap { $0 } }, limits: 0...1)
  }

  private struct Row {
    let report: SplitReport
    let arm: SplitEvaluation.Arm

    static let slots: Slots<Row> = [
      .text("arm") { $0.report.page.name($0.arm.arm) }, .number("score", .fixed(3)) { $0.arm.metrics[$0.report.place] },
      .number("low", .fixed(3)) { $0.arm.aurocLow }, .number("high", .fixed(3)) { $0.arm.aurocHigh },
      .inline("strip") { row in
        row.report.page.context.strip(
          row.arm.metrics[row.report.place], row.arm.aurocLow, row.arm.aurocHigh, row.report.axis,
          reference: row.report.page.study.headlineMetric?.chance,
          emphasised: row.arm.arm == row.report.page.study.headline.lead)
      },
      .number("validated", .fixed(3)) { row in
        let study = row.report.page.study
        return study.arms[row.arm.arm].metric(study.headline.metric)?.mean
      },
      .number("accuracy", .fixed(3)) { $0.score("accuracy") }, .number("macro_f1", .fixed(3)) { $0.score("macro_f1") },
    ]

    private func score(_ metric: String) -> Double? {
      report.page.study.metrics.firstIndex { $0.name == metric }.flatMap { arm.metrics[$0] }
    }
  }

  private struct Pair {
    let page: ProbedDataset
    let pair: SplitEvaluation.Pair

    static let slots: Slots<Pair> = [
      .text("a") { $0.page.name($0.pair.a) }, .text("b") { $0.page.name($0.pair.b) },
      .number("difference", .signed(3)) { $0.pair.aurocDifference },
      .number("low", .signed(3)) { $0.pair.low }, .number("high", .signed(3)) { $0.pair.high },
      .number("p", .probability) { $0.pair.delongP }, .count("only_a") { $0.pair.onlyFirst },
      .count("only_b") { $0.pair.onlySecond }, .number("mcnemar", .probability) { $0.pair.mcnemarP },
      .text("verdict") { $0.page.context.words.code("comparison", $0.pair.verdict) },
    ]
  }
}
