import Claims
import Findings

/// What other pages say about the features of one dataset and checkpoint, kept after its tables are gone: the first
/// features of each order.
struct Highlights: Sendable {
  static let labelsKept = 10
  static let groupsKept = 100

  struct LabelFeature: Sendable {
    let feature: Int
    let className: String
    let density: Double
    let auroc: Double
    let q: Double
    /// Whether q is small enough to say so.
    let isShown: Bool
  }

  struct GroupFeature: Sendable {
    let feature: Int
    /// What may be said, see `Verdicts.shown`.
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
  /// For how many features a relation with the label is shown.
  let labels: [Claim]
  /// Clearest first, see `FeatureCatalog.clearness`.
  let byLabel: [LabelFeature]
  /// [attribute]: features with a verdict, those that stand for the group first, then by the size of the effect.
  let byGroup: [String: [GroupFeature]]

  init(_ catalog: FeatureCatalog, _ words: Words) {
    dataset = catalog.dataset.id
    checkpoint = catalog.checkpoint
    paged = catalog.paged.count
    duplicates = catalog.duplicates.values.reduce(0) { $0 + $1.count }
    labels = FeatureClaims(catalog.table, dataset: catalog.dataset).labels()
    var byLabel: [LabelFeature] = []
    var byGroup: [String: [GroupFeature]] = [:]
    let orders = FeatureOrder.all(catalog, words)
    if let order = orders.first(where: { $0.id == FeatureOrder.labelID }) {
      byLabel = order.features.prefix(Self.labelsKept).map { Highlights.labelFeature(catalog, Int($0)) }
    }
    for entry in catalog.groups {
      let id = FeatureOrder.groupID(entry.study.attribute)
      guard let order = orders.first(where: { $0.id == id }) else { continue }
      let features = order.features.lazy.map { Int($0) }.filter { !entry.table.verdict($0).isEmpty }
      byGroup[entry.study.attribute] = features.prefix(Self.groupsKept).map {
        Highlights.groupFeature(catalog, entry, $0)
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
      q: catalog.q(feature), isShown: catalog.isLabelShown(feature))
  }

  private static func groupFeature(_ catalog: FeatureCatalog, _ entry: FeatureCatalog.AttributeGroups, _ feature: Int)
    -> GroupFeature
  {
    let table = entry.table
    return GroupFeature(
      feature: feature, verdict: table.shownVerdict(feature, margin: entry.study.margin),
      maxGroup: table.name(table.maxGroup.at(feature)),
      minGroup: table.name(table.minGroup.at(feature)), difference: table.riskDifference.at(feature) ?? .nan,
      low: table.riskLow.at(feature) ?? .nan, high: table.riskHigh.at(feature) ?? .nan,
      proxy: table.proxy.at(feature) ?? .nan, composition: table.composition.at(feature) ?? .nan,
      q: table.q.at(feature) ?? .nan, needed: Int(table.needed.at(feature) ?? 0),
      density: catalog.table.density.at(feature) ?? .nan)
  }
}
