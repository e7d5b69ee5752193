import Claims
import Findings

/// The labels of a dataset whose examples may have several, each with the score of one arm on a common scale.
struct LabelRows {
  static let slots: PageSchema = [
    "has_parts": .flag, "part_arm": .text, "part_axis": .inline, "part_count": .text, "part_metric": .text,
    "parts": .rows([
      "label": .text, "link": .link, "count": .text, "share": .text, "mean": .text, "low": .text, "high": .text,
      "strip": .inline,
    ]),
  ]

  let context: SiteContext
  let dataset: DatasetFinding
  let study: ProbeStudy
  let headline: HeadlineArms
  let links: Links

  func scope() -> TemplateScope {
    let arm = headline.lead ?? headline.arms.last
    let parts = zip(dataset.parts, dataset.classes).map { id, label in
      (
        id: id, label: label,
        estimate: context.findings.datasets.first { $0.id == id }?.probes?.arms.first { $0.key == arm?.key }?
          .metric(headline.metric)
      )
    }
    let values = parts.flatMap { [$0.estimate?.mean, $0.estimate?.low, $0.estimate?.high].compactMap { $0 } }
    let axis = Axis(holding: values, limits: 0...1)
    return [
      "has_parts": .flag(!parts.isEmpty), "part_arm": .text(arm?.name ?? ""), "part_axis": context.axisHead(axis),
      "part_count": .count(parts.count), "part_metric": .text(context.words.code("metric", headline.metric)),
      "parts": .rows(
        parts.map { part in
          [
            "label": .text(part.label.name),
            "link": .link(
              links.page(part.estimate == nil ? SitePaths.features : SitePaths.probes(part.id))),
            "count": .count(part.label.count),
            "share": .number(Double(part.label.count) / Double(max(1, dataset.exampleCount)), .percent),
            "mean": .number(part.estimate?.mean, .fixed(3)), "low": .number(part.estimate?.low, .fixed(3)),
            "high": .number(part.estimate?.high, .fixed(3)),
            "strip": context.strip(
              part.estimate?.mean, part.estimate?.low, part.estimate?.high, axis,
              reference: headline.metric == "auroc" ? 0.5 : nil, emphasised: true),
          ]
        }),
    ]
  }
}
