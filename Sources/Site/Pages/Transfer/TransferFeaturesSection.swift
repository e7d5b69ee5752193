import Claims
import Findings

/// What single features say on both sides, one checkpoint after the other.
struct TransferFeaturesSection {
  /// Rows of features that separate a class on both sides, and of each other kind; all are in the file.
  private static let shown = (shared: 12, other: 4)

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
      .inline("sentence") { try $0.pair.say(TransferFeatureClaims($0.pair.finding).all($0.summary)) },
      .link("data_link") { row in
        row.pair.links.file(
          DataFiles.transferFeatures(row.pair.finding.train, row.pair.finding.test, row.summary.checkpoint))
      },
      .link("library_link") { row in
        row.summary.hasLibrary
          ? row.pair.links.file(
            DataFiles.transferLibrary(row.pair.finding.train, row.pair.finding.test, row.summary.checkpoint)) : nil
      },
      .rows("features", Row.slots) { try $0.rows([.shared]) },
      .rows("other_features", Row.slots) { try $0.rows([.reversed, .sourceOnly, .targetOnly]) },
    ]

    /// The clearest rows of each kind.
    private func rows(_ kinds: [TransferKind]) throws -> [Row] {
      let table = try pair.context.tables.transfer(pair.finding.train, pair.finding.test, summary.checkpoint)
      let count = max(1, table.classes.count)
      return kinds.flatMap { kind in
        pair.clearest(kind, of: table).prefix(kind == .shared ? shown.shared : shown.other).map { row in
          Row(pair: pair, table: table, row: row, mention: pair.mention(row / count, summary.checkpoint))
        }
      }
    }
  }

  private struct Row {
    let pair: TransferredPair
    let table: TransferTable
    let row: Int
    let mention: FeatureMention

    static let slots: Slots<Row> = [
      .part(FeatureMention.slots) { $0.mention },
      .text("class") { row in row.table.classes.at(row.row % max(1, row.table.classes.count)) },
      .text("kind") { row in
        switch row.table.kind[row.row] {
        case .sourceOnly: row.table.train
        case .targetOnly: row.table.test
        default: row.pair.context.words.code("transfer-kind", row.table.kind[row.row].rawValue)
        }
      },
      .number("auroc_train", .fixed(3)) { $0.table.aurocTrain.at($0.row) },
      .number("auroc_test", .fixed(3)) { $0.table.aurocTest.at($0.row) },
      .number("density_train", .percent) { $0.table.densityTrain.at($0.mention.feature) },
      .number("density_test", .percent) { $0.table.densityTest.at($0.mention.feature) },
      .number("strength_train", .magnitude) { $0.table.strengthTrain.at($0.mention.feature) },
      .number("strength_test", .magnitude) { $0.table.strengthTest.at($0.mention.feature) },
      .number("q", .probability) { row in
        switch row.table.kind[row.row] {
        case .sourceOnly: row.table.qSourceOnly.at(row.row)
        case .targetOnly: row.table.qTargetOnly.at(row.row)
        default: row.table.qMax.at(row.row)
        }
      },
    ]
  }
}
