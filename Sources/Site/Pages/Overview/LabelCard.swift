import Claims
import Findings

/// The features that carry the label, of one checkpoint.
struct LabelCard {
  let page: UsePage
  let item: Highlights

  static let slots: Slots<LabelCard> = [
    .text("dataset") { $0.item.dataset }, .text("checkpoint") { $0.item.checkpoint },
    .inline("sentence") { try $0.page.say($0.item.labels) },
    .link("index_link") { $0.page.links.page(SitePaths.featureFolder($0.item.dataset, $0.item.checkpoint) + "index") },
    .rows("features", Feature.slots) { card in card.features.map { Feature(card: card, feature: $0) } },
  ]

  private var features: [Highlights.LabelFeature] { item.byLabel.prefix(5).filter(\.isShown) }

  private struct Feature {
    let card: LabelCard
    let feature: Highlights.LabelFeature

    static let slots: Slots<Feature> = [
      .part(FeatureMention.slots) { row in
        FeatureMention(
          directory: row.card.page.directory, dataset: row.card.item.dataset, checkpoint: row.card.item.checkpoint,
          feature: row.feature.feature, links: row.card.page.links)
      },
      .text("class") { $0.feature.className }, .number("auroc", .fixed(3)) { $0.feature.auroc },
      .number("q", .probability) { $0.feature.q }, .number("density", .percent) { $0.feature.density },
    ]
  }
}
