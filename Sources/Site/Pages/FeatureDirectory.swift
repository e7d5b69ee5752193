import Findings

/// Which features have a page and what they are called, kept after the tables of their checkpoint are gone.
struct FeatureDirectory: Sendable {
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
}

/// A feature that a row names, with a link where it has a page.
struct FeatureMention {
  let directory: FeatureDirectory
  let dataset: String
  let checkpoint: String
  let feature: Int
  let links: Links

  static let slots: Slots<FeatureMention> = [
    .text("feature") { "\($0.feature)" }, .text("name") { $0.name },
    .link("link") { $0.links.page(SitePaths.feature($0.dataset, $0.checkpoint, $0.feature)) },
    .flag("has_page") { $0.directory.hasPage($0.dataset, $0.checkpoint, $0.feature) },
  ]

  var name: String { directory.name(dataset, checkpoint, feature) }
}
