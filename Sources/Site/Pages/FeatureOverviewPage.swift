import Findings

/// The list of the lists of features: one line for each dataset and checkpoint.
struct FeatureOverviewPage {
  static let schema: PageSchema = [
    "rows": .rows([
      "dataset": .text, "checkpoint": .text, "link": .link, "feature_count": .text, "alive": .text, "dense": .text,
      "paged": .text, "example_l0": .text, "best_feature": .text, "best_link": .link, "best_class": .text,
      "best_auroc": .text, "dead": .text, "duplicates": .text, "data_link": .link,
    ]),
    "methods_link": .link,
  ]

  let context: SiteContext
  let highlights: [Highlights]

  func render() throws {
    let template = try context.template(.featuresIndex)
    let links = Links(from: SitePaths.features)
    let rows = highlights.map { row($0, links) }
    try context.publish(
      template, ["rows": .rows(rows), "methods_link": .link(links.page(SitePaths.methods))],
      PageFrame(path: SitePaths.features, title: context.words[.features], section: .features))
  }

  private func row(_ item: Highlights, _ links: Links) -> TemplateScope {
    let totals = context.dataset(item.dataset)?.checkpoints.first { $0.checkpoint == item.checkpoint }
    let best = item.byLabel.first.flatMap { $0.isShown ? $0 : nil }
    return [
      "dataset": .text(item.dataset), "checkpoint": .text(item.checkpoint),
      "link": .link(links.page(SitePaths.featureFolder(item.dataset, item.checkpoint) + "index")),
      "feature_count": .count(totals?.featureCount ?? 0), "alive": .count(totals?.aliveFeatures ?? 0),
      "dense": .count(totals?.denseFeatures ?? 0), "paged": .count(item.paged),
      "dead": .count((totals?.featureCount ?? 0) - (totals?.aliveFeatures ?? 0)),
      "duplicates": .count(item.duplicates),
      "example_l0": .number(totals?.exampleL0, .magnitude), "best_feature": .text(best.map { "\($0.feature)" } ?? ""),
      "best_link": .link(
        best.map { links.page(SitePaths.feature(item.dataset, item.checkpoint, $0.feature)) } ?? ""),
      "best_class": .text(best?.className ?? ""), "best_auroc": .number(best?.auroc, .fixed(3)),
      "data_link": .link(links.file(DataFiles.features(item.dataset, item.checkpoint))),
    ]
  }
}
