import Claims
import Findings

/// Why single examples were decided as they were.
struct ExplanationReport {
  static let slots: PageSchema = [
    "has_explanations": .flag, "explanations_link": .link, "explained_arm": .text,
    "explanations": .rows([
      "kind": .text, "id": .text, "text": .text, "label": .text, "decision": .text, "probability": .text,
      "is_wrong": .flag, "rest": .rows(["rest_share": .text]),
      "reasons": .rows(FeatureDirectory.slots.adding(["value": .text, "contribution": .text, "share": .text])),
    ]),
  ]

  /// Longest text of an explained example, in characters.
  private static let longestText = 160
  /// Shares below this are rounding.
  private static let leastRest = 0.0005

  let context: SiteContext
  let dataset: DatasetFinding
  let study: ProbeStudy
  let headline: HeadlineArms
  let features: FeatureDirectory
  let links: Links

  func scope() throws -> TemplateScope {
    let arm = study.headline.leading(study.explanations.map(\.arm))
    let checkpoint = arm.flatMap { study.arms[$0].key.checkpoint } ?? ""
    let shown = study.explanations.filter { $0.arm == arm }
    let list = shown.isEmpty ? nil : try context.tables.examples(dataset.id)
    return [
      "has_explanations": .flag(!shown.isEmpty), "explained_arm": .text(arm.map { study.arms[$0].name } ?? ""),
      "explanations_link": .link(links.file(DataFiles.explanations(dataset.id))),
      "explanations": .rows(
        shown.map { item in
          let text = list?.texts.at(item.example) ?? ""
          let short = text.prefix(Self.longestText)
          let rest = 1 - item.reasons.reduce(0) { $0 + $1.share }
          return [
            "kind": .text(context.words.code("explanation", item.kind)),
            "id": .text(list?.ids.at(item.example) ?? "\(item.example)"),
            "text": .text(short.endIndex < text.endIndex ? short + " …" : String(short)),
            "label": .text(item.label), "decision": .text(item.decision),
            "probability": .number(item.probability, .fixed(3)), "is_wrong": .flag(item.label != item.decision),
            "rest": .rows(rest > Self.leastRest ? [["rest_share": .number(rest, .percent)]] : []),
            "reasons": .rows(item.reasons.map { reason($0, checkpoint) }),
          ]
        }),
    ]
  }

  private func reason(_ reason: Explanation.Reason, _ checkpoint: String) -> TemplateScope {
    var scope = features.scope(dataset.id, checkpoint, Int(reason.feature), links)
    scope.merge([
      "value": .number(reason.value, .magnitude), "contribution": .number(reason.contribution, .signed(2)),
      "share": .number(reason.share, .percent),
    ])
    return scope
  }
}
