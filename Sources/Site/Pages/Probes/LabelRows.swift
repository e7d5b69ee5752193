import Charts
import Claims
import Findings

/// The labels of a dataset whose examples may have several, each with the score of one arm on a common scale.
struct LabelRows {
  let page: ProbedDataset
  private let arm: ProbeArm?
  private let parts: [Part]
  private let axis: Axis?

  /// A label, and its own study.
  fileprivate struct Part {
    let id: String
    let label: CategoryCount
    let estimate: MetricEstimate?
  }

  static let slots: Slots<LabelRows> = [
    .flag("has_parts") { !$0.parts.isEmpty }, .text("part_arm") { $0.arm?.name },
    .inline("part_axis") { $0.page.context.axisHead($0.axis) },
    .text("part_metric") { $0.page.context.words.code("metric", $0.page.headline.metric) },
    .rows("parts", Row.slots) { labels in labels.parts.map { Row(page: labels.page, part: $0, axis: labels.axis) } },
  ]

  init(_ page: ProbedDataset) {
    self.page = page
    let arm = page.headline.lead ?? page.headline.arms.last
    self.arm = arm
    parts = zip(page.dataset.parts, page.dataset.classes).map { id, label in
      Part(
        id: id, label: label,
        estimate: page.context.dataset(id)?.probes?.arms.first { $0.key == arm?.key }?.metric(page.headline.metric))
    }
    axis = Axis(
      holding: parts.flatMap { [$0.estimate?.mean, $0.estimate?.low, $0.estimate?.high].compactMap { $0 } },
      limits: 0...1)
  }

  private struct Row {
    let page: ProbedDataset
    let part: Part
    let axis: Axis?

    static let slots: Slots<Row> = [
      .text("label") { $0.part.label.name },
      .link("link") { row in
        row.page.links.page(row.part.estimate == nil ? SitePaths.features : SitePaths.probes(row.part.id))
      },
      .count("count") { $0.part.label.count },
      .number("share", .percent) { Double($0.part.label.count) / Double(max(1, $0.page.dataset.exampleCount)) },
      .part(EstimateRow.slots) { row in
        EstimateRow(
          context: row.page.context, estimate: row.part.estimate, axis: row.axis,
          reference: row.page.study.headlineMetric?.chance, emphasised: true)
      },
    ]
  }
}
