import Claims
import Findings

/// What single features of one checkpoint say in both datasets of a pair.
struct PairFeatures {
  /// Rows shown of each kind.
  private static let most = 12

  let context: SiteContext
  let directory: FeatureDirectory
  let links: Links
  let transfer: TransferFinding
  let summary: TransferCheckpointSummary

  static let slots: Slots<PairFeatures> = [
    .inline("features_sentence") { section in
      try section.context.say(
        TransferFeatureClaims(section.transfer).all(section.summary), root: section.links.root)
    },
    .link("features_link") { section in
      section.links.file(
        DataFiles.transferFeatures(section.transfer.train, section.transfer.test, section.summary.checkpoint))
    },
    .link("library_link") { section in
      section.summary.hasLibrary
        ? section.links.file(
          DataFiles.transferLibrary(section.transfer.train, section.transfer.test, section.summary.checkpoint)) : nil
    },
    .rows("features", Row.slots) { try $0.rows([.shared]) },
    .rows("other_features", Row.slots) { try $0.rows([.reversed, .sourceOnly, .targetOnly]) },
    .flag("has_classes") { $0.summary.classes.count > 1 },
  ]

  /// The clearest rows of each kind: by the weaker side of what both have, else by the stronger.
  private func rows(_ kinds: [TransferKind]) throws -> [Row] {
    let table = try context.tables.transfer(transfer.train, transfer.test, summary.checkpoint)
    let count = max(1, table.classes.count)
    return kinds.flatMap { kind -> [Row] in
      func strength(_ row: Int) -> Double {
        let sides = [table.aurocTrain[row], table.aurocTest[row]].map { $0.isNaN ? 0 : ($0 - 0.5).magnitude }
        return kind == .shared || kind == .reversed ? min(sides[0], sides[1]) : max(sides[0], sides[1])
      }
      let found = table.kind.indices.filter { table.kind[$0] == kind }.sorted {
        (strength($0), $1) > (strength($1), $0)
      }
      return found.prefix(kind == .shared ? Self.most : Self.most / 3).map { row in
        let feature = row / count
        let dataset = directory.hasPage(transfer.test, summary.checkpoint, feature) ? transfer.test : transfer.train
        return Row(
          section: self, table: table, row: row,
          mention: FeatureMention(
            directory: directory, dataset: dataset, checkpoint: summary.checkpoint, feature: feature, links: links))
      }
    }
  }

  private struct Row {
    let section: PairFeatures
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
        default: row.section.context.words.code("transfer-kind", row.table.kind[row.row].rawValue)
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
