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

  var schema: PageSchema {
    switch self {
    case .overview: OverviewPage.schema
    case .featuresIndex: FeatureOverviewPage.schema
    case .feature: FeaturePages.schema
    case .featureList: FeatureIndexPages.schema
    case .probesIndex: ProbesPages.indexSchema
    case .probes: ProbesPages.schema
    case .biasIndex: BiasPages.indexSchema
    case .bias: BiasPages.schema
    case .transfer: TransferPage.schema
    case .inputs: InputsPage.schema
    case .methods: ReproducePages.methodsSchema
    case .reproduce: ReproducePages.reproduceSchema
    case .notFound: ReproducePages.notFoundSchema
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
