import Findings

extension SiteSection {
  static let methods = SiteSection("methods", path: SitePaths.methods, MethodsPage.slots) {
    MethodsPage(findings: $0.context.findings)
  }
}

/// What the formulas are.
struct MethodsPage {
  let findings: AtlasFindings
  let links = Links(from: SitePaths.methods)

  static let slots: Slots<MethodsPage> = [
    .link("reproduce_link") { $0.links.page(SitePaths.reproduce) },
    .link("inputs_link") { $0.links.page(SitePaths.inputs) },
    .flag("has_probes") { page in page.findings.datasets.contains { $0.probes != nil } },
    .flag("has_bias") { page in page.findings.datasets.contains { !$0.bias.isEmpty } },
    .flag("has_transfer") { !$0.findings.transfers.isEmpty },
    .flag("has_reviews") { $0.findings.reviews != nil },
    .link("transfer_link") { $0.links.page(SitePaths.transfer) },
    .rows("formulas", formula) { $0.findings.checkpoints },
  ]
  private static let formula: Slots<CheckpointFinding> = [
    .text("checkpoint") { $0.id }, .text("family") { $0.family }, .text("formula") { $0.formula },
    .text("source") { $0.source },
  ]
}
