import Claims
import Findings

/// A pair that another page names, with its verdict and a link.
struct TransferLink {
  let context: SiteContext
  let finding: TransferFinding
  let links: Links

  static let slots: Slots<TransferLink> = [
    .text("train") { $0.finding.trainName }, .text("test") { $0.finding.testName }, .link("link") { $0.link },
    .inline("verdict") { $0.badge },
  ]

  var title: String { context.words.format(.transferPair, finding.trainName, finding.testName) }
  var link: String { links.page(SitePaths.transfer(finding.train, finding.test)) }
  var badge: Fragment {
    var out = FragmentWriter(context.style)
    TransferVerdict(finding).badge(context.words, into: &out)
    return out.fragment
  }

  /// Pairs that have a dataset on one of their sides.
  static func all(of dataset: String, _ context: SiteContext, _ links: Links) -> [TransferLink] {
    context.findings.transfers.filter { $0.train == dataset || $0.test == dataset }.map {
      TransferLink(context: context, finding: $0, links: links)
    }
  }

  /// All of few pairs; of many the first of each verdict, in the order of verdicts.
  static func leading(_ pairs: [TransferFinding], most: Int) -> [TransferFinding] {
    guard pairs.count > most else { return pairs }
    let verdicts = pairs.map(TransferVerdict.init)
    let firsts = TransferVerdict.allCases.compactMap { verdict in verdicts.firstIndex(of: verdict).map { pairs[$0] } }
    return Array(firsts.prefix(most))
  }
}
