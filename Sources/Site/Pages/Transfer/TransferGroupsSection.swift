import Claims
import Findings

/// Groups of an attribute that both datasets of a pair have: whether what was found in the training dataset is found in the
/// test dataset.
struct TransferGroupsSection {
  let pair: TransferredPair

  private var transfer: TransferFinding { pair.finding }
  private var context: SiteContext { pair.context }
  private var links: Links { pair.links }

  static let slots: Slots<TransferGroupsSection> = [
    .rows("attributes", Attribute.slots) { section in
      section.transfer.bias.map { Attribute(section: section, across: $0) }
    },
    .link("bias_link") { section in
      section.transfer.bias.contains { !$0.features.isEmpty }
        ? section.links.file(DataFiles.transferBias(section.transfer.train, section.transfer.test)) : nil
    },
    .link("gaps_link") { section in
      section.transfer.bias.contains { !$0.gaps.isEmpty }
        ? section.links.file(DataFiles.transferGaps(section.transfer.train, section.transfer.test)) : nil
    },
  ]

  private struct Attribute {
    let section: TransferGroupsSection
    let across: BiasAcross

    static let slots: Slots<Attribute> = [
      .text("attribute") { $0.across.attribute },
      .link("train_link") { $0.link($0.section.transfer.train) },
      .link("test_link") { $0.link($0.section.transfer.test) },
      .inline("features_sentence") { row in
        try row.say(TransferBiasClaims(row.section.transfer).features(row.across))
      },
      .inline("gap_sentence") { row in try row.say(TransferBiasClaims(row.section.transfer).gap(row.across)) },
      .rows("gaps", Gap.slots) { row in
        row.across.gaps.filter { $0.kind == .reference && $0.difference != nil && Gap.shown.contains($0.metric) }
          .map { Gap(context: row.section.context, row: $0) }
      },
    ]

    private func link(_ dataset: String) -> String {
      section.links.page(SitePaths.bias(dataset, across.attribute))
    }

    private func say(_ claims: [Claim]) throws -> Fragment { try section.pair.say(claims) }
  }

  private struct Gap {
    static let shown: [DecisionMetric] = [.selectionRate, .truePositiveRate, .falsePositiveRate]

    let context: SiteContext
    let row: GapAcross

    static let slots: Slots<Gap> = [
      .text("metric") { gap in
        switch gap.row.metric {
        case .truePositiveRate: gap.context.words[.truePositiveRate]
        case .falsePositiveRate: gap.context.words[.falsePositiveRate]
        default: gap.context.words[.selectionRate]
        }
      }, .text("group") { $0.row.group }, .text("reference") { $0.row.reference },
      .interval("gap", .points) { $0.row.difference },
      .interval("own", .points) { $0.row.own }, .interval("change", .points) { $0.row.change },
    ]
  }
}
