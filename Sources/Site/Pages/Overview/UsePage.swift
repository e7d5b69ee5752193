import Claims
import Findings

extension SiteSection {
  static let use = SiteSection("use", path: SitePaths.use, UsePage.slots, isInNavigation: false) {
    UsePage(context: $0.context, highlights: $0.highlights, directory: $0.features)
  }
}

/// The entry for somebody who works with the features: those that are related to the label, and those that follow a group.
struct UsePage {
  let context: SiteContext
  let highlights: [Highlights]
  let directory: FeatureDirectory
  let links = Links(from: SitePaths.use)

  static let slots: Slots<UsePage> = [
    .part(Depths.slots) { Depths($0.links) },
    .flag("has_bias") { page in page.context.findings.datasets.contains { !$0.bias.isEmpty } },
    .link("features_link") { $0.links.page(SitePaths.features) },
    .link("methods_link") { $0.links.page(SitePaths.methods) },
    .rows("labels", LabelCard.slots) { page in
      page.highlights.filter { !$0.byLabel.isEmpty }.map { LabelCard(page: page, item: $0) }
    },
    .rows("bias", GroupPanel.slots) { page in
      page.context.findings.datasets.flatMap { dataset in
        dataset.bias.map { GroupPanel(page: page, dataset: dataset, study: $0) }
      }
    },
  ]

  func say(_ claims: [Claim]) throws -> Fragment { try context.say(claims, root: links.root) }
}
