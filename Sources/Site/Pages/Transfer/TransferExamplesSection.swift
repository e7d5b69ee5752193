import Findings

/// The strongest examples of features that separate the class on both sides, texts beside pictures: what a feature that carries
/// over means to a reader. Pairs of texts have their features' pages for that.
struct TransferExamplesSection {
  /// Features that are shown, so that the page stays small.
  private static let shown = 3

  let pair: TransferredPair

  static let slots: Slots<TransferExamplesSection> = [
    .rows("beside", Feature.slots) { try $0.features() },
    .text("beside_checkpoint") { $0.pair.checkpoints.first?.checkpoint },
  ]

  /// Of the checkpoint that leads, the clearest; none where neither dataset has pictures, or both have.
  private func features() throws -> [Feature] {
    let finding = pair.finding
    guard let checkpoint = pair.checkpoints.first?.checkpoint,
      let train = pair.counterparts.side(finding.train, checkpoint),
      let test = pair.counterparts.side(finding.test, checkpoint),
      train.list.pictures.hasAny != test.list.pictures.hasAny
    else { return [] }
    let table = try pair.context.tables.transfer(finding.train, finding.test, checkpoint)
    var seen: Set<Int> = []
    return pair.clearest(.shared, of: table).compactMap { row in
      let feature = row / max(1, table.classes.count)
      guard seen.count < Self.shown, train.hasExamples(feature), test.hasExamples(feature),
        seen.insert(feature).inserted
      else { return nil }
      return Feature(pair: pair, table: table, row: row, feature: feature, train: train, test: test)
    }
  }

  private struct Feature {
    let pair: TransferredPair
    let table: TransferTable
    let row: Int
    let feature: Int
    let train: Counterparts.Side
    let test: Counterparts.Side

    static let slots: Slots<Feature> = [
      .part(FeatureMention.slots) { $0.pair.mention($0.feature, $0.train.checkpoint) },
      .text("class") { $0.table.classes.at($0.row % max(1, $0.table.classes.count)) },
      .number("auroc_train", .fixed(3)) { $0.table.aurocTrain.at($0.row) },
      .number("auroc_test", .fixed(3)) { $0.table.aurocTest.at($0.row) },
      .block("examples_train") { $0.examples($0.train) }, .block("examples_test") { $0.examples($0.test) },
    ]

    private func examples(_ side: Counterparts.Side) -> Fragment {
      var out = FragmentWriter(pair.context.style, capacity: 4096)
      side.list.write(feature, side.strongest, root: pair.links.root, into: &out)
      return out.fragment
    }
  }
}

extension Counterparts.Side {
  fileprivate func hasExamples(_ feature: Int) -> Bool { list.count(feature, strongest) > 0 }
}
