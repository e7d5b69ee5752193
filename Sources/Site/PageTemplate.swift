/// Every template that pages are made from: its file, its slots, and the pages it makes.
enum PageTemplate: String, CaseIterable, Sendable {
  case overview
  case featuresIndex = "features-index"
  case feature
  case featureList = "feature-list"
  case probesIndex = "probes-index"
  case probes
  case biasIndex = "bias-index"
  case bias
  case transfer
  case inputs
  case methods
  case reproduce
  case notFound = "404"

  /// Of the scopes that fill it, the outermost first.
  var schemas: [PageSchema] {
    switch self {
    case .overview: [OverviewPage.slots.schema]
    case .featuresIndex: [FeatureOverviewPage.slots.schema]
    case .feature: [FeaturePages.slots.schema, FeaturePage.slots.schema]
    case .featureList: [FeatureListPage.slots.schema]
    case .probesIndex: [ProbesPages.slots.schema]
    case .probes: [ProbesPage.slots.schema]
    case .biasIndex: [BiasPages.slots.schema]
    case .bias: [BiasPage.slots.schema]
    case .transfer: [TransferPage.slots.schema]
    case .inputs: [InputsPage.slots.schema]
    case .methods: [MethodsPage.slots.schema]
    case .reproduce: [ReproducePage.slots.schema]
    case .notFound: [NotFoundPage.slots.schema]
    }
  }

  /// Path of the page without its ending, for messages.
  var page: String {
    switch self {
    case .overview: SitePaths.overview
    case .featuresIndex: SitePaths.features
    case .feature: "features/…/…/[number]"
    case .featureList: "features/…/…/index"
    case .probesIndex: SitePaths.probes
    case .probes: "probes/…/index"
    case .biasIndex: SitePaths.bias
    case .bias: "bias/…/by-…"
    case .transfer: SitePaths.transfer
    case .inputs: SitePaths.inputs
    case .methods: SitePaths.methods
    case .reproduce: SitePaths.reproduce
    case .notFound: SitePaths.notFound
    }
  }
}
