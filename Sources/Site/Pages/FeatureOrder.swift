import Findings

/// An order in which the list of features is made beforehand, so that it needs no script to sort.
struct FeatureOrder: Sendable {
  /// Part of a file name.
  let id: String
  let title: String
  /// Features with a page, the first of the list first.
  let features: [Int32]

  static let labelID = "label"
  static let numberID = "number"
  static func groupID(_ attribute: String) -> String { "group-" + FileName.part(attribute) }

  /// By the label, by density, by the effect of each attribute, by number.
  static func all(_ catalog: FeatureCatalog, _ words: Words) -> [FeatureOrder] {
    let table = catalog.table
    var orders: [FeatureOrder] = []
    if !table.classes.isEmpty {
      orders.append(
        FeatureOrder(labelID, words[.orderLabel], catalog.paged) { catalog.clearness($0) })
    }
    for entry in catalog.groups {
      let title = words.format(.orderEffect, entry.study.attribute)
      let id = groupID(entry.study.attribute)
      orders.append(
        FeatureOrder(id, title, catalog.paged) { feature in
          // Features that stand for the group come first; within what is shown the largest effect.
          let strength = Self.strength(entry.table.shownVerdict(feature, margin: entry.study.margin))
          return strength + min(1, (entry.table.riskDifference.at(feature) ?? .nan).magnitude)
        })
    }
    orders.append(
      FeatureOrder("density", words[.orderDensity], catalog.paged) { Double(table.activeExamples[$0]) })
    orders.append(FeatureOrder(id: numberID, title: words[.orderNumber], features: catalog.paged))
    return orders
  }

  private init(id: String, title: String, features: [Int32]) {
    self.id = id
    self.title = title
    self.features = features
  }

  /// Largest key first; undefined keys last; equal keys by number.
  private init(_ id: String, _ title: String, _ features: [Int32], key: (Int) -> Double) {
    let keyed = features.map { feature in
      let value = key(Int(feature))
      return (feature: feature, key: value.isFinite ? value : -.infinity)
    }
    let sorted = keyed.sorted { ($0.key, $1.feature) > ($1.key, $0.feature) }
    self.init(id: id, title: title, features: sorted.map(\.feature))
  }

  private static func strength(_ verdict: String) -> Double {
    switch verdict {
    case "proxy": 12
    case "differs": 10
    case "depends": 8
    case "composition": 6
    case "equivalent": 4
    case "insufficient": 2
    default: 0
    }
  }
}
