import Findings

extension SiteSection {
  /// The pages below are made before any section: their highlights are what sections are made from.
  static let features = SiteSection(
    "features", path: SitePaths.features, file: "features-index", FeatureOverviewPage.slots,
    others: [.feature, .featureMore, .featureList, .featureMap]
  ) { FeatureOverviewPage(context: $0.context, highlights: $0.highlights, directory: $0.features) }
}

extension PageTemplate {
  static let feature = PageTemplate(
    "feature", page: "features/…/…/[number]", FeaturePages.slots.schema, FeaturePage.slots.schema)
  static let featureList = PageTemplate("feature-list", page: "features/…/…/index", FeatureListPage.slots.schema)
}

/// The list of the lists of features: one line for each dataset and checkpoint.
struct FeatureOverviewPage {
  let context: SiteContext
  let highlights: [Highlights]
  let directory: FeatureDirectory
  let links = Links(from: SitePaths.features)

  static let slots: Slots<FeatureOverviewPage> = [
    .rows("rows", Row.slots) { page in page.highlights.map { Row(page: page, item: $0) } },
    .link("methods_link") { $0.links.page(SitePaths.methods) },
  ]

  private struct Row {
    let page: FeatureOverviewPage
    let item: Highlights

    static let slots: Slots<Row> = [
      .text("dataset") { $0.item.dataset }, .text("checkpoint") { $0.item.checkpoint },
      .link("link") { $0.page.links.page(SitePaths.featureFolder($0.item.dataset, $0.item.checkpoint) + "index") },
      .link("map_link") { $0.page.links.page(SitePaths.featureMap($0.item.dataset, $0.item.checkpoint)) },
      .count("feature_count") { $0.totals?.featureCount ?? 0 }, .count("alive") { $0.totals?.aliveFeatures ?? 0 },
      .count("dense") { $0.totals?.denseFeatures ?? 0 }, .count("paged") { $0.item.paged },
      .count("dead") { ($0.totals?.featureCount ?? 0) - ($0.totals?.aliveFeatures ?? 0) },
      .count("duplicates") { $0.item.duplicates }, .number("example_l0", .magnitude) { $0.totals?.exampleL0 },
      .flag("lacks_pages") { row in row.item.paged < row.totals?.aliveFeatures ?? 0 },
      .text("best_feature") { $0.best.map { "\($0.feature)" } },
      .inline("best_title") { row in
        row.best.map { row.page.directory.mark(row.item.dataset, row.item.checkpoint, $0.feature) } ?? .empty
      },
      .link("best_link") { row in
        row.best.map { row.page.links.page(SitePaths.feature(row.item.dataset, row.item.checkpoint, $0.feature)) }
      },
      .text("best_class") { $0.best?.className }, .number("best_auroc", .fixed(3)) { $0.best?.auroc },
      .link("data_link") { $0.page.links.file(DataFiles.features($0.item.dataset, $0.item.checkpoint)) },
    ]

    private var totals: DatasetCheckpointFinding? {
      page.context.dataset(item.dataset)?.checkpoints.first { $0.checkpoint == item.checkpoint }
    }

    private var best: Highlights.LabelFeature? { item.byLabel.first.flatMap { $0.isShown ? $0 : nil } }
  }
}
