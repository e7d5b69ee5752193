import Findings

/// Which features have a page and what they are called, kept after the tables of their checkpoint are gone.
struct FeatureDirectory: Sendable {
  /// The slots of a row that mentions a feature.
  static let slots: PageSchema = ["feature": .text, "link": .link, "has_page": .flag, "name": .text]

  private struct Entry: Sendable {
    var paged: Set<Int32>
    /// Only those that somebody named.
    var names: [Int: String]
  }

  private var entries: [String: Entry] = [:]

  mutating func add(_ catalog: FeatureCatalog) {
    var names: [Int: String] = [:]
    for (feature, name) in catalog.table.names.enumerated() where !name.isEmpty { names[feature] = name }
    entries["\(catalog.dataset.id)/\(catalog.checkpoint)"] = Entry(paged: Set(catalog.paged), names: names)
  }

  func hasPage(_ dataset: String, _ checkpoint: String, _ feature: Int) -> Bool {
    entries["\(dataset)/\(checkpoint)"]?.paged.contains(Int32(feature)) ?? false
  }

  /// Empty where nobody named it.
  func name(_ dataset: String, _ checkpoint: String, _ feature: Int) -> String {
    entries["\(dataset)/\(checkpoint)"]?.names[feature] ?? ""
  }

  func scope(_ dataset: String, _ checkpoint: String, _ feature: Int, _ links: Links) -> TemplateScope {
    [
      "feature": .text("\(feature)"), "name": .text(name(dataset, checkpoint, feature)),
      "link": .link(links.page(SitePaths.feature(dataset, checkpoint, feature))),
      "has_page": .flag(hasPage(dataset, checkpoint, feature)),
    ]
  }
}
