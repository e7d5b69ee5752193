import Claims
import Findings

extension SiteSection {
  static let study = SiteSection("study", path: SitePaths.study, StudyPage.slots, isInNavigation: false) {
    StudyPage(context: $0.context)
  }
}

/// The entry for somebody who checks the study: representations side by side, transfer, and where everything lies.
struct StudyPage {
  /// Pairs of a transfer that are shown.
  private static let pairs = 6

  let context: SiteContext
  let links = Links(from: SitePaths.study)

  static let slots: Slots<StudyPage> = [
    .part(Depths.slots) { Depths($0.links) },
    .flag("has_bias") { page in page.context.findings.datasets.contains { !$0.bias.isEmpty } },
    .flag("has_probes") { page in page.context.findings.datasets.contains { $0.probes != nil } },
    .link("features_link") { $0.links.page(SitePaths.features) },
    .link("probes_link") { $0.links.page(SitePaths.probes) }, .link("bias_link") { $0.links.page(SitePaths.bias) },
    .link("transfer_link") { $0.links.page(SitePaths.transfer) },
    .link("inputs_link") { $0.links.page(SitePaths.inputs) },
    .link("methods_link") { $0.links.page(SitePaths.methods) },
    .link("reproduce_link") { $0.links.page(SitePaths.reproduce) },
    .rows("probes", ProbeSummary.slots) { page in
      // A dataset with several labels per example speaks for them all.
      page.context.findings.datasets.filter { $0.partOf == nil }.compactMap { dataset in
        dataset.probes.map { ProbeSummary(page.context, dataset, $0, page.links) }
      }
    },
    .rows("transfers", Transfer.slots) { page in
      TransferLink.leading(page.context.findings.transfers, most: Self.pairs).compactMap { finding in
        TransferClaims(finding).leading.map {
          Transfer(
            link: TransferLink(context: page.context, finding: finding, links: page.links),
            row: TransferRowSlots(context: page.context, row: $0, axis: nil))
        }
      }
    },
    .flag("has_more_transfers") { $0.context.findings.transfers.count > Self.pairs },
  ]

  /// The leading row of a pair.
  private struct Transfer {
    let link: TransferLink
    let row: TransferRowSlots

    static let slots: Slots<Transfer> = [
      .part(TransferLink.slots) { $0.link }, .part(TransferRowSlots.slots) { $0.row },
    ]
  }
}
