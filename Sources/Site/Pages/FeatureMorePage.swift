import Files
import Findings

extension PageTemplate {
  static let featureMore = PageTemplate(
    "feature-more", page: "features/…/…/more-[number]", FeaturePages.slots.schema, FeatureMorePage.slots.schema)
}

/// What the pages of some features do not show at once, further examples and the rates of groups in which nothing was found: a
/// page that is read without a script, and the examples for the script of those pages.
struct FeatureMorePage {
  let pages: FeaturePages
  /// Counted from 0.
  let number: Int
  /// Those that have more to show than their own page, ascending.
  let features: [Int]
  private let lists: [Fragment]

  static let slots: Slots<FeatureMorePage> = [
    .text("first") { $0.features.first.map(String.init) }, .text("last") { $0.features.last.map(String.init) },
    .count("shown") { _ in FeaturePages.inlineExamples },
    .rows("features", Row.slots) { page in page.features.indices.map { Row(page: page, index: $0) } },
  ]

  /// nil where every example is on the page of its feature.
  init?(pages: FeaturePages, number: Int, features: ArraySlice<Int32>) {
    self.pages = pages
    self.number = number
    self.features = features.map { Int($0) }.filter {
      pages.moreExamples($0) > 0 || !pages.otherRates($0).isEmpty
    }
    if self.features.isEmpty { return nil }
    lists = self.features.map { feature in
      var out = FragmentWriter(pages.context.style, capacity: 4096)
      pages.examples.write(
        feature, pages.catalog.table.strongest, ranks: FeaturePages.inlineExamples..<Int.max, root: pages.links.root,
        into: &out)
      return out.fragment
    }
  }

  var frame: PageFrame {
    let (catalog, words) = (pages.catalog, pages.context.words)
    let range = words.numbers.range("\(features.first ?? 0)", "\(features.last ?? 0)")
    return PageFrame(
      path: SitePaths.featureFolder(pages.dataset, catalog.checkpoint) + Self.name(number),
      title: "\(words[.examples]): \(words[.features]) \(range) · \(catalog.checkpoint) · \(pages.dataset)",
      section: .features, script: "feature")
  }

  /// Without its ending, in the folder of the features.
  static func name(_ number: Int) -> String { "more-\(number)" }
  static func anchor(_ feature: Int) -> String { "f\(feature)" }

  /// The lists as a script that calls a function, since pages opened as files cannot fetch anything.
  func script() -> [UInt8] {
    var out = ByteWriter(capacity: 1 << 15)
    out.append("atlasMore({" as StaticString)
    for (index, feature) in features.enumerated().filter({ !lists[$0.offset].isEmpty }) {
      out.append(out.bytes.last == UInt8(ascii: "{") ? "\"\(feature)\":" : ",\"\(feature)\":")
      out.append(json: lists[index].bytes)
    }
    out.append("});\n" as StaticString)
    return out.bytes
  }

  private struct Row {
    let page: FeatureMorePage
    let index: Int

    static let slots: Slots<Row> = [
      .text("feature") { String($0.feature) }, .link("link") { "\($0.feature).html" },
      .link("anchor") { FeatureMorePage.anchor($0.feature) },
      .text("title") { row in
        row.page.pages.catalog.title(of: row.feature, row.page.pages.context.words).map(\.text)
      },
      .block("examples") { $0.page.lists[$0.index] },
      .rows("attributes", Rates.slots) { row in
        row.page.pages.otherRates(row.feature).map { Rates(pages: row.page.pages, feature: row.feature, index: $0) }
      },
    ]

    var feature: Int { page.features[index] }
  }

  /// Of one feature in the groups of one attribute.
  private struct Rates {
    let pages: FeaturePages
    let feature: Int
    let index: Int

    static let slots: Slots<Rates> = [
      .text("attribute") { $0.attribute },
      .block("rates") { row in
        var out = TableWriter(row.pages.context.style)
        let caption = "\(row.pages.context.words[.rate]) · \(row.attribute)"
        row.pages.rates[row.index].write(row.feature, caption: caption, into: &out)
        return out.fragment
      },
    ]

    private var attribute: String { pages.catalog.groups[index].study.attribute }
  }
}
