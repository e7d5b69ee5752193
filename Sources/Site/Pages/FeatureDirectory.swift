import Findings

/// Which features have a page and what they are called, kept after the tables of their checkpoint are gone.
struct FeatureDirectory: Sendable {
  private struct Entry: Sendable {
    var paged: Set<Int32>
    /// Of features with a name or distinctive words.
    var titles: [Int32: FeatureTitle]
  }

  private let style: PageStyle
  private var entries: [String: Entry] = [:]

  init(_ style: PageStyle) { self.style = style }

  mutating func add(_ catalog: FeatureCatalog, _ words: Words) {
    var titles: [Int32: FeatureTitle] = [:]
    for feature in 0..<catalog.table.featureCount {
      titles[Int32(feature)] = catalog.title(of: feature, words, .cell)
    }
    entries["\(catalog.dataset.id)/\(catalog.checkpoint)"] = Entry(paged: Set(catalog.paged), titles: titles)
  }

  func hasPage(_ dataset: String, _ checkpoint: String, _ feature: Int) -> Bool {
    entries["\(dataset)/\(checkpoint)"]?.paged.contains(Int32(feature)) ?? false
  }

  /// nil where nobody named it and no words set its examples apart.
  func title(_ dataset: String, _ checkpoint: String, _ feature: Int) -> FeatureTitle? {
    entries["\(dataset)/\(checkpoint)"]?.titles[Int32(feature)]
  }

  /// For tables: empty without a title.
  func mark(_ dataset: String, _ checkpoint: String, _ feature: Int) -> Fragment {
    var out = FragmentWriter(style)
    if let title = title(dataset, checkpoint, feature) { out.title(title) }
    return out.fragment
  }

  /// For charts: `#12 praise`.
  func label(_ dataset: String, _ checkpoint: String, _ feature: Int) -> String {
    guard let title = title(dataset, checkpoint, feature) else { return "#\(feature)" }
    return "#\(feature) \(title.text)"
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
    .text("feature") { "\($0.feature)" },
    // Its own name alone.
    .text("name") { mention in
      mention.directory.title(mention.dataset, mention.checkpoint, mention.feature).flatMap {
        $0.isGenerated ? nil : $0.text
      }
    },
    .inline("title") { $0.directory.mark($0.dataset, $0.checkpoint, $0.feature) },
    .link("link") { $0.links.page(SitePaths.feature($0.dataset, $0.checkpoint, $0.feature)) },
    .flag("has_page") { $0.directory.hasPage($0.dataset, $0.checkpoint, $0.feature) },
  ]
}
