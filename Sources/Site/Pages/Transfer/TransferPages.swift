import Claims
import Findings

extension SiteSection {
  static let transfer = SiteSection(
    "transfer", path: SitePaths.transfer, file: "transfer-index", TransferPages.slots,
    isPresent: { !$0.transfers.isEmpty }, others: [.transferPair], renderOthers: { try TransferPages($0).render() },
    page: TransferPages.init)
}

/// Probes trained on one dataset and tested on another: a page for each pair, and one that sets all beside each other.
struct TransferPages {
  /// Pairs whose sentence stands on the page of all.
  private static let sentences = 4

  let context: SiteContext
  let features: FeatureDirectory
  private let counterparts: Counterparts
  private let links = Links(from: SitePaths.transfer)

  static let slots: Slots<TransferPages> = [
    .link("data_link") { $0.links.file(DataFiles.transfer) },
    .link("methods_link") { $0.links.page(SitePaths.methods) },
    .rows("leading", Leading.slots) { pages in
      TransferLink.leading(pages.pairs, most: Self.sentences).map {
        Leading(link: TransferLink(context: pages.context, finding: $0, links: pages.links))
      }
    },
    .flag("has_more") { $0.pairs.count > Self.sentences },
    .rows("matrices", matrix) { TransferMatrix.all($0.context, $0.links) },
    .rows("verdicts", Group.slots) { $0.groups },
    .rows("left_out", LeftOut.slots) { pages in
      pages.context.findings.leftOut.map { LeftOut(pages: pages, finding: $0) }
    },
    .link("left_out_link") { $0.context.findings.leftOut.isEmpty ? nil : $0.links.file(DataFiles.leftOut) },
  ]
  private static let matrix: Slots<TransferMatrix> = [.block("matrix") { $0.table }]

  init(_ material: SiteMaterial) {
    context = material.context
    features = material.features
    counterparts = material.counterparts
  }

  private var pairs: [TransferFinding] { context.findings.transfers }

  /// Writes the pages of the pairs.
  func render() throws {
    let template = try context.template(.transferPair)
    for (place, finding) in pairs.enumerated() {
      let path = SitePaths.transfer(finding.train, finding.test)
      let links = Links(from: path)
      func link(_ other: Int) -> TransferLink? {
        pairs.at(other).map { TransferLink(context: context, finding: $0, links: links) }
      }
      let page = TransferPairPage(
        pair: TransferredPair(
          context: context, features: features, counterparts: counterparts, finding: finding, links: links),
        previous: link(place - 1), next: link(place + 1))
      let title =
        "\(context.words.format(.transferPair, finding.trainName, finding.testName)) · \(context.words[.transfer])"
      try context.publish(
        template, TransferPairPage.slots.scope(page),
        PageFrame(
          path: path, title: title, section: .transfer, previous: page.previous?.link, next: page.next?.link))
    }
  }

  /// The pairs of each verdict that there is.
  private var groups: [Group] {
    let all = pairs.map {
      (verdict: TransferVerdict($0), link: TransferLink(context: context, finding: $0, links: links))
    }
    return TransferVerdict.allCases.compactMap { verdict in
      let own = all.filter { $0.verdict == verdict }.map(\.link)
      return own.isEmpty ? nil : Group(verdict: verdict, pairs: own)
    }
  }

  /// Trained on all others.
  private struct LeftOut {
    let pages: TransferPages
    let finding: TransferFinding

    static let slots: Slots<LeftOut> = [
      .text("test") { $0.finding.test },
      .inline("sentence") {
        try $0.pages.context.say(TransferClaims($0.finding).leftOut(), root: $0.pages.links.root)
      },
    ]
  }

  /// A pair with its sentence.
  private struct Leading {
    let link: TransferLink

    static let slots: Slots<Leading> = [
      .part(TransferLink.slots) { $0.link },
      .inline("sentence") {
        try $0.link.context.say(TransferClaims($0.link.finding).score(), root: $0.link.links.root)
      },
    ]
  }

  private struct Group {
    let verdict: TransferVerdict
    let pairs: [TransferLink]

    static let slots: Slots<Group> = [
      .inline("verdict") { $0.pairs[0].badge },
      .rows("pairs", Pair.slots) { group in
        group.pairs.indices.map { Pair(link: group.pairs[$0], isLast: $0 == group.pairs.count - 1) }
      },
    ]
  }

  private struct Pair {
    let link: TransferLink
    let isLast: Bool

    static let slots: Slots<Pair> = [.part(TransferLink.slots) { $0.link }, .flag("is_last") { $0.isLast }]
  }
}
