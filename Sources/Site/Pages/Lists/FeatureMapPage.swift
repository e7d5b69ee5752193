import Charts
import Files
import Findings

extension PageTemplate {
  static let featureMap = PageTemplate("feature-map", page: "features/…/…/map", FeatureMapPage.slots.schema)
}

/// The features of one dataset and checkpoint on a map: a picture that needs no script, and the data of one that can be
/// moved and enlarged.
struct FeatureMapPage {
  let context: SiteContext
  let catalog: FeatureCatalog

  static let slots: Slots<FeatureMapPage> = [
    .text("dataset") { $0.catalog.dataset.id }, .text("checkpoint") { $0.catalog.checkpoint },
    .link("features_link") { $0.links.page(SitePaths.features) }, .link("index_link") { _ in "index.html" },
    .link("methods_link") { $0.links.page(SitePaths.methods) },
    .link("data_link") { $0.links.file(DataFiles.features($0.catalog.dataset.id, $0.catalog.checkpoint)) },
    .count("shown") { $0.shown.count }, .count("paged") { $0.catalog.paged.count },
    .count("others") { $0.catalog.paged.count - $0.shown.count }, .flag("has_map") { !$0.shown.isEmpty },
    .flag("has_others") { $0.shown.count < $0.catalog.paged.count && !$0.shown.isEmpty },
    .flag("by_direction") { $0.catalog.profiles.decoder.offsets.count > 1 },
    .block("map") { $0.map },
  ]

  var frame: PageFrame {
    PageFrame(
      path: SitePaths.featureMap(catalog.dataset.id, catalog.checkpoint),
      title: "\(context.words[.mapTitle]) · \(catalog.checkpoint) · \(catalog.dataset.id)", section: .features)
  }

  private var links: Links { Links(from: SitePaths.featureMap(catalog.dataset.id, catalog.checkpoint)) }

  func render(_ template: Template) throws {
    try context.publish(template, Self.slots.scope(self), frame)
    guard context.format == .html, !shown.isEmpty else { return }
    try context.sink.write(
      SitePaths.featureFolder(catalog.dataset.id, catalog.checkpoint) + "map.js", data)
  }

  /// Features with a page and a place.
  private var shown: [Int] {
    catalog.paged.map(Int.init).filter { (catalog.table.mapX.at($0) ?? .nan).isFinite }
  }

  /// `atlasMap([across of each feature with a page], [down])`, in ten-thousandths; −1 where it is not on the map.
  private var data: [UInt8] {
    var out = ByteWriter(capacity: 1 << 18)
    out.append("atlasMap(" as StaticString)
    for (index, column) in [catalog.table.mapX, catalog.table.mapY].enumerated() {
      if index > 0 { out.append(",\n" as StaticString) }
      out.list(catalog.paged) { out, feature in
        let value = column.at(Int(feature)) ?? .nan
        out.append(value.isFinite ? Int((value * 10_000).rounded()) : -1)
      }
    }
    out.append(");\n" as StaticString)
    return out.bytes
  }

  private var map: Fragment {
    let picture = context.figure(chart)
    guard context.format == .html, !picture.isEmpty else { return picture }
    let chunks = (catalog.paged.count + FeatureIndexPages.chunkSize - 1) / FeatureIndexPages.chunkSize
    var out = FragmentWriter(context.style, capacity: 1 << 16)
    out.raw("<div id=\"map\" data-chunks=\"")
    out.integer(chunks)
    out.raw("\">")
    out.fragment(picture)
    out.raw("</div>\n")
    return out.fragment
  }

  private var chart: MapChart {
    let colouring = MapColouring(catalog, context.words)
    let (table, words) = (catalog.table, context.words)
    let points = shown.map {
      MapChart.Point(x: Double(table.mapX[$0]), y: Double(table.mapY[$0]), kind: colouring.kind($0))
    }
    let counts = colouring.kinds.indices.map { kind in points.count { $0.kind == kind } }
    let numbers = words.numbers
    let kinds = zip(colouring.kinds, counts).map { kind, count in
      (name: numbers.named(kind.name, numbers.text(Double(count), .count)), mark: kind.mark)
    }
    return MapChart(
      ChartText(
        title: colouring.title, description: words.list(kinds.map(\.name)), axis: "",
        figure: { numbers.text($0, .plain) },
        tick: { numbers.text($0, .fixed($1)) }), kinds: kinds, points: points)
  }
}

/// By what the picture tells features apart: the verdict on the first attribute, else the relation with the label, else how
/// often they fire.
struct MapColouring {
  let title: String
  let kinds: [(name: String, mark: MapChart.Mark)]
  let kind: (Int) -> Int

  init(_ catalog: FeatureCatalog, _ words: Words) {
    if let entry = catalog.groups.first {
      title = words.format(.mapByVerdict, entry.study.attribute)
      kinds = [
        (words[.mapDepends], .square), (words[.composition], .ring), (words[.equivalent], .dot),
        (words[.mapUnsettled], .dust),
      ]
      kind = { feature in
        switch entry.table.shownVerdict(feature, margin: entry.study.margin) {
        case "proxy", "differs", "depends": 0
        case "composition": 1
        case "equivalent": 2
        default: 3
        }
      }
    } else if !catalog.table.classes.isEmpty {
      title = words[.mapByLabel]
      kinds = [(words[.mapShown], .square), (words[.mapNotShown], .dust)]
      kind = { catalog.isLabelShown($0) ? 0 : 1 }
    } else {
      title = words[.mapByDensity]
      kinds = [(words[.mapOften], .square), (words[.mapRarely], .dot)]
      kind = { (catalog.table.density.at($0) ?? 0) > 0.05 ? 0 : 1 }
    }
  }
}
