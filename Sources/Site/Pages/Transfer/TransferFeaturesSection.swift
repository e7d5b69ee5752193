import Claims
import Findings

/// Which features separate the classes on both sides, one checkpoint after the other.
struct TransferFeaturesSection {
  /// Features that are shown for each checkpoint; all are in the file.
  private static let shown = 12

  let pair: TransferredPair

  static let slots: Slots<TransferFeaturesSection> = [
    .rows("checkpoints", Checkpoint.slots) { part in
      part.pair.checkpoints.map { Checkpoint(pair: part.pair, summary: $0) }
    }
  ]

  private struct Checkpoint {
    let pair: TransferredPair
    let summary: TransferCheckpointSummary

    static let slots: Slots<Checkpoint> = [
      .text("checkpoint") { $0.summary.checkpoint },
      .inline("sentence") { try $0.pair.say(TransferClaims($0.pair.finding).features($0.summary)) },
      .link("data_link") { row in
        row.pair.links.file(
          DataFiles.transferFeatures(row.pair.finding.train, row.pair.finding.test, row.summary.checkpoint))
      },
      .rows("features", Shared.slots) { try $0.features() },
    ]

    /// The features that separate the classes on both sides, by the weaker side.
    private func features() throws -> [Shared] {
      let (train, test) = (pair.finding.train, pair.finding.test)
      let table = try pair.context.tables.transfer(train, test, summary.checkpoint)
      let shared = table.shared.indices.filter { table.shared[$0] }.sorted {
        (strength(table, $0), $1) > (strength(table, $1), $0)
      }
      return shared.filter { pair.features.hasPage(test, summary.checkpoint, $0) }.prefix(shown).map { feature in
        Shared(
          table: table,
          mention: FeatureMention(
            directory: pair.features, dataset: test, checkpoint: summary.checkpoint, feature: feature,
            links: pair.links))
      }
    }

    /// How well a feature separates on the weaker of the two sides.
    private func strength(_ table: TransferTable, _ feature: Int) -> Double {
      let sides = [table.aurocTrain.at(feature), table.aurocTest.at(feature)].map { (($0 ?? .nan) - 0.5).magnitude }
      return sides.contains { !$0.isFinite } ? -1 : min(sides[0], sides[1])
    }
  }

  private struct Shared {
    let table: TransferTable
    let mention: FeatureMention

    static let slots: Slots<Shared> = [
      .part(FeatureMention.slots) { $0.mention },
      .number("auroc_train", .fixed(3)) { $0.table.aurocTrain.at($0.mention.feature) },
      .number("q_train", .probability) { $0.table.qTrain.at($0.mention.feature) },
      .number("auroc_test", .fixed(3)) { $0.table.aurocTest.at($0.mention.feature) },
      .number("q_test", .probability) { $0.table.qTest.at($0.mention.feature) },
    ]
  }
}
