import Claims
import Findings

/// What a decision of each leading arm takes.
struct CostReport {
  static let slots: PageSchema = [
    "timings_link": .link, "encoder": .text, "encoder_width": .text, "encoder_dimension": .text,
    "costs": .rows([
      "arm": .text, "needs": .text, "numbers": .text, "example_bytes": .text, "model_bytes": .text,
      "encoder_bytes": .text,
    ]),
  ]

  let context: SiteContext
  let headline: HeadlineArms
  let links: Links

  func scope() -> TemplateScope {
    let checkpoint = headline.lead?.key.checkpoint.flatMap(context.checkpoint)
    return [
      "timings_link": .link(links.file(DataFiles.timings)), "encoder": .text(checkpoint?.id ?? ""),
      "encoder_width": .count(checkpoint?.featureCount ?? 0),
      "encoder_dimension": .count(checkpoint?.inputDimension ?? 0),
      "costs": .rows(headline.arms.compactMap(row)),
    ]
  }

  private func row(_ arm: ProbeArm) -> TemplateScope? {
    guard let cost = arm.cost else { return nil }
    let encoder = cost.encoderBytes.map { TemplateValue.count($0) } ?? .text("–")
    let needs: Word =
      switch arm.key.representation.input {
      case .text: .needsText
      case .nothing, .state: .needsState
      case .chosenFeatures: .needsSome
      case .allFeatures: .needsAll
      }
    return [
      "arm": .text(arm.name), "needs": .text(context.words[needs]), "numbers": .number(cost.numbers, .fixed(1)),
      "example_bytes": .number(cost.exampleBytes, .fixed(0)), "model_bytes": .count(cost.modelBytes),
      "encoder_bytes": encoder,
    ]
  }
}
