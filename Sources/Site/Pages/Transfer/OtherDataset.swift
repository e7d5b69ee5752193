import Findings

/// The feature of a page beside itself in another dataset: one row, whichever of the two was trained on.
struct OtherDataset {
  let pages: FeaturePages
  let feature: Int
  let transfer: TransferTable

  static let slots: Slots<OtherDataset> = [
    .text("other") { $0.other },
    .link("other_link") { row in
      row.there?.paged.contains(Int32(row.feature)) ?? false
        ? row.pages.links.page(SitePaths.feature(row.other, row.transfer.checkpoint, row.feature)) : nil
    },
    .text("kind") { $0.pages.context.words.code("transfer-kind", $0.kind.rawValue) },
    .text("class") { row in
      let classes = row.transfer.classes
      return classes.count > 1 ? row.row.map { classes[$0 % classes.count] } : nil
    },
    .number("auroc", .fixed(3)) { $0.value($0.transfer.aurocTrain, $0.transfer.aurocTest) },
    .number("auroc_other", .fixed(3)) { $0.value($0.transfer.aurocTest, $0.transfer.aurocTrain) },
    .number("density", .percent) { $0.share($0.transfer.densityTrain, $0.transfer.densityTest) },
    .number("density_other", .percent) { $0.share($0.transfer.densityTest, $0.transfer.densityTrain) },
    .inline("example") { $0.excerpt($0.pages.counterparts.side($0.pages.dataset, $0.transfer.checkpoint)) },
    .inline("example_other") { $0.excerpt($0.there) },
    .link("pair_link") { $0.pages.links.page(SitePaths.transfer($0.transfer.train, $0.transfer.test)) },
  ]

  private var isTrain: Bool { transfer.train == pages.dataset }
  var other: String { isTrain ? transfer.test : transfer.train }
  private var row: Int? { transfer.leadingRow(feature) }
  private var there: Counterparts.Side? { pages.counterparts.side(other, transfer.checkpoint) }
  var kind: TransferKind {
    let kind = row.map { transfer.kind[$0] } ?? .none
    return isTrain ? kind : kind.turned
  }

  /// Of the dataset that the page is about where it was trained on, else of the other.
  private func value(_ train: [Double], _ test: [Double]) -> Double? { row.flatMap { (isTrain ? train : test).at($0) } }
  private func share(_ train: [Double], _ test: [Double]) -> Double? { (isTrain ? train : test).at(feature) }

  private func excerpt(_ side: Counterparts.Side?) -> Fragment {
    var out = FragmentWriter(pages.context.style, capacity: 512)
    side?.list.excerpt(feature, side?.strongest ?? StrongestExamples(), root: pages.links.root, into: &out)
    return out.fragment
  }
}
