import Claims
import Findings

/// What a decision of each leading arm takes.
struct CostReport {
  let page: ProbedDataset

  static let slots: Slots<CostReport> = [
    .link("timings_link") { $0.page.links.file(DataFiles.timings) },
    .inline("encoder") { report in
      try report.page.say { claims in report.checkpoint.map { claims.encoderCost($0) } ?? [] }
    },
    .rows("costs", Row.slots) { report in
      report.page.headline.arms.compactMap { arm in
        arm.cost.map { Row(words: report.page.context.words, arm: arm, cost: $0) }
      }
    },
  ]

  private var checkpoint: CheckpointFinding? { page.headline.lead?.key.checkpoint.flatMap(page.context.checkpoint) }

  private struct Row {
    let words: Words
    let arm: ProbeArm
    let cost: ArmCost

    static let slots: Slots<Row> = [
      .text("arm") { $0.arm.name }, .text("needs") { $0.words[$0.needs] },
      .number("numbers", .fixed(1)) { $0.cost.numbers }, .number("example_bytes", .fixed(0)) { $0.cost.exampleBytes },
      .count("model_bytes") { $0.cost.modelBytes },
      .value("encoder_bytes", .number) { $0.cost.encoderBytes.map { .count($0) } ?? .text("–") },
    ]

    private var needs: Word {
      switch arm.key.representation.input {
      case .text: .needsText
      case .nothing, .state: .needsState
      case .chosenFeatures: .needsSome
      case .allFeatures: .needsAll
      }
    }
  }
}
