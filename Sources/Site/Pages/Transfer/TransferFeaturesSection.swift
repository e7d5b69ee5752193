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

    /// The clearest rows of each kind: by the weaker side of what both have, else by the stronger.
    private func rows(_ kinds: [TransferKind]) throws -> [Row] {
      let (train, test) = (pair.finding.train, pair.finding.test)
      let table = try pair.context.tables.transfer(train, test, summary.checkpoint)
      let count = max(1, table.classes.count)
      return kinds.flatMap { kind -> [Row] in
        func strength(_ row: Int) -> Double {
          let sides = [table.aurocTrain[row], table.aurocTest[row]].map { $0.isNaN ? 0 : ($0 - 0.5).magnitude }
          return kind == .shared || kind == .reversed ? min(sides[0], sides[1]) : max(sides[0], sides[1])
        }
        let found = table.kind.indices.filter { table.kind[$0] == kind }.sorted {
          (strength($0), $1) > (strength($1), $0)
        }
        return found.prefix(kind == .shared ? shown.shared : shown.other).map { row in
          let feature = row / count
          let dataset = pair.features.hasPage(test, summary.checkpoint, feature) ? test : train
          return Row(
            pair: pair, table: table, row: row,
            mention: FeatureMention(
              directory: pair.features, dataset: dataset, checkpoint: summary.checkpoint, feature: feature,
              links: pair.links))
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
