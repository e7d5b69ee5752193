import Claims
import Findings

extension SiteSection {
  static let study = SiteSection("study", path: SitePaths.study, StudyPage.slots, isInNavigation: false) {
    StudyPage(context: $0.context)
  }
}

/// The entry for somebody who checks the study: representations side by side, transfer, and where everything lies.
struct StudyPage {
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
      page.context.findings.transfers.compactMap { transfer in
        TransferClaims(transfer).leading.map {
          Transfer(transfer: transfer, row: TransferPage.Row(context: page.context, row: $0, axis: nil))
        }
      }
    },
  ]

  /// The leading row of a pair.
  private struct Transfer {
    let transfer: TransferFinding
    let row: TransferPage.Row

    static let slots: Slots<Transfer> = [
      .text("train") { $0.transfer.train }, .text("test") { $0.transfer.test },
      .part(TransferPage.Row.slots) { $0.row },
    ]
  }
}
