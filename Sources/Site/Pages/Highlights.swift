import Findings

/// What other pages say about the features of one dataset and checkpoint, kept after its tables are gone: the first
/// features of each order.
struct Highlights: Sendable {
  static let labelCount = 10
  static let groupCount = 100

  struct LabelFeature: Sendable {
    let feature: Int
    let className: String
    let density: Double
    let auroc: Double
    let q: Double
  }

  struct GroupFeature: Sendable {
    let feature: Int
    let verdict: String
    let maxGroup: String
    let minGroup: String
    let difference: Double
    let low: Double
    let high: Double
    let proxy: Double
    let composition: Double
    let q: Double
    let needed: Int
    let density: Double
  }

  let dataset: String
  let checkpoint: String
  let paged: Int
  let duplicates: Int
  /// Farthest AUROC from ½ first.
  let byLabel: [LabelFeature]
  /// [attribute]: features with a verdict, proxies first, then by the size of the effect.
  let byGroup: [String: [GroupFeature]]

  init(_ catalog: FeatureCatalog, _ words: Words) {
    dataset = catalog.dataset.id
    checkpoint = catalog.checkpoint
    paged = catalog.paged.count
    duplicates = catalog.duplicates.values.reduce(0) { $0 + $1.count }
    var byLabel: [LabelFeature] = []
    var byGroup: [String: [GroupFeature]] = [:]
    let orders = FeatureOrder.all(catalog, words)
    if let order = orders.first(where: { $0.id == FeatureOrder.labelID }) {
      byLabel = order.features.prefix(Self.labelCount).map { Highlights.labelFeature(catalog, Int($0)) }
    }
    for entry in catalog.groups {
      let id = FeatureOrder.groupID(entry.study.attribute)
      guard let order = orders.first(where: { $0.id == id }) else { continue }
      let features = order.features.lazy.map { Int($0) }.filter { !entry.table.verdict($0).isEmpty }
      byGroup[entry.study.attribute] = features.prefix(Self.groupCount).map {
        Highlights.groupFeature(catalog, entry.table, $0)
      }
    }
    self.byLabel = byLabel
    self.byGroup = byGroup
  }

  private static func labelFeature(_ catalog: FeatureCatalog, _ feature: Int) -> LabelFeature {
    let clearest = catalog.clearestClass(feature)
    return LabelFeature(
      feature: feature, className: clearest.flatMap { catalog.table.classes.at($0) } ?? "",
      density: catalog.table.density.at(feature) ?? .nan, auroc: catalog.auroc(feature),
      q: clearest.flatMap { catalog.table.q.at($0)?.at(feature) } ?? .nan)
  }

  private static func groupFeature(_ catalog: FeatureCatalog, _ table: GroupTable, _ feature: Int) -> GroupFeature {
    GroupFeature(
      feature: feature, verdict: table.verdict(feature), maxGroup: table.name(table.maxGroup.at(feature)),
      minGroup: table.name(table.minGroup.at(feature)), difference: table.riskDifference.at(feature) ?? .nan,
      low: table.riskLow.at(feature) ?? .nan, high: table.riskHigh.at(feature) ?? .nan,
      proxy: table.proxy.at(feature) ?? .nan, composition: table.composition.at(feature) ?? .nan,
      q: table.q.at(feature) ?? .nan, needed: Int(table.needed.at(feature) ?? 0),
      density: catalog.table.density.at(feature) ?? .nan)
  }
}
