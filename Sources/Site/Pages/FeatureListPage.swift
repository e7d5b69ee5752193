import Claims
import Findings

/// One page of the list of features, in one of its orders.
struct FeatureListPage {
  let context: SiteContext
  let catalog: FeatureCatalog
  let orders: [FeatureOrder]
  let order: Int
  /// Counted from 1.
  let page: Int
  let pageCount: Int
  let numbers: NumberRanges
  /// Of the whole list.
  let claims: [Claim]

  static let slots: Slots<FeatureListPage> = [
    .text("dataset") { $0.dataset }, .text("checkpoint") { $0.catalog.checkpoint },
    .inline("sentences") { try $0.context.say($0.claims, root: $0.links.root) },
    .link("features_link") { $0.links.page(SitePaths.features) },
    .link("data_link") { $0.links.file(DataFiles.features($0.dataset, $0.catalog.checkpoint)) },
    .block("filter") { list in
      FilterForm(
        catalog: list.catalog, words: list.context.words, style: list.context.style, order: list.orders[list.order].id
      ).fragment
    }, .block("list") { $0.list },
    .rows("features", ListedFeature.slots) { list in
      list.rows.map { feature in
        ListedFeature(
          catalog: list.catalog, feature: Int(feature),
          title: list.catalog.title(of: Int(feature), list.context.words)?.text)
      }
    }, .flag("is_first") { $0.isFirst },
    .rows("notes", NoteRow.slots) { $0.context.rows($0.catalog.profiles.notes) },
    .rows("unusual", UnusualFeatures.slots) { list in
      list.isFirst
        ? [UnusualFeatures(catalog: list.catalog, words: list.context.words, style: list.context.style)] : []
    },
    .link("words_link") { $0.links.file(DataFiles.words($0.dataset, $0.catalog.checkpoint)) },
    .link("neighbours_link") { $0.links.file(DataFiles.neighbours($0.dataset, $0.catalog.checkpoint)) },
    .link("spread_link") { $0.links.file(DataFiles.spread($0.dataset, $0.catalog.checkpoint)) },
    .link("methods_link") { $0.links.page(SitePaths.methods) },
    .flag("has_words") { !$0.catalog.profiles.words.unit.isEmpty }, .flag("has_previous") { $0.page > 1 },
    .flag("has_next") { $0.page < $0.pageCount }, .link("previous_page") { $0.link($0.order, $0.page - 1) },
    .link("next_page") { $0.link($0.order, $0.page + 1) },
    .rows("orders", Tab.slots) { list in
      list.orders.indices.map { Tab(list.orders[$0].title, list.link($0, 1), isCurrent: $0 == list.order) }
    },
    .rows("page_links", Tab.slots) { list in
      list.near.map { Tab(list.pageTitle($0), list.link(list.order, $0), isCurrent: $0 == list.page) }
    },
    .rows("ranges", Tab.slots) { $0.ranges }, .link("map_link") { _ in "map.html" },
    .link("lists_link") { $0.links.page(SitePaths.ownLists) },
  ]

  var frame: PageFrame {
    let words = context.words
    return PageFrame(
      path: path(order, page),
      title:
        "\(words[.features]) · \(catalog.checkpoint) · \(dataset) · \(orders[order].title) · \(words[.page]) \(page)",
      section: .features)
  }

  private var dataset: String { catalog.dataset.id }
  private var links: Links { Links(from: path(order, page)) }
  private var isFirst: Bool { order == 0 && page == 1 }

  private var rows: ArraySlice<Int32> {
    let size = FeatureIndexPages.rowsPerPage
    return orders[order].features.dropFirst((page - 1) * size).prefix(size)
  }

  private func path(_ order: Int, _ page: Int) -> String {
    SitePaths.featureIndex(dataset, catalog.checkpoint, order: orders[order].id, isFirst: order == 0, page: page)
  }

  /// To a page of the same folder, within the pages that there are.
  private func link(_ order: Int, _ page: Int) -> String {
    let name = path(order, max(1, min(pageCount, page))).split(separator: "/").last.map(String.init) ?? ""
    return Links.encoded(name) + ".html"
  }

  /// Numbers of pages worth a link: the ends and those around the page, however many there are.
  private var near: [Int] {
    guard pageCount > 1 else { return [] }
    return Set([1, 2, page - 2, page - 1, page, page + 1, page + 2, pageCount - 1, pageCount])
      .filter { $0 >= 1 && $0 <= pageCount }.sorted()
  }

  private var isByNumber: Bool { orders[order].id == FeatureOrder.numberID }

  private func pageTitle(_ page: Int) -> String { isByNumber ? numbers.title(page, context.words) : "\(page)" }

  /// All ranges of numbers, on the first page of the list and on that of the order by number: there are hundreds.
  private var ranges: [Tab] {
    guard pageCount > 1, isFirst || isByNumber && page == 1,
      let byNumber = orders.firstIndex(where: { $0.id == FeatureOrder.numberID })
    else { return [] }
    return (1...pageCount).map {
      Tab(numbers.title($0, context.words), link(byNumber, $0), isCurrent: isByNumber && $0 == page)
    }
  }

  private var list: Fragment {
    var out = TableWriter(context.style, capacity: 65_536)
    if context.format == .html { out.out.raw("<div class=\"listing\" id=\"listing\">") }
    let (table, words) = (catalog.table, context.words)
    out.begin(caption: orders[order].title)
    out.head(words[.feature], .left)
    out.head(words[.listActive], .right)
    out.head(words[.meanActive], .right)
    if !table.classes.isEmpty {
      out.head(words[.label], .left)
      out.head(words[.auroc], .right)
      out.head(words[.q], .right)
    }
    let groups = ListedGroups(catalog, order: orders[order].id, words)
    if let groups { out.head(groups.title, .left) }
    out.body(
      [.left, .right, .right] + (table.classes.isEmpty ? [] : [.left, .right, .right]) + (groups == nil ? [] : [.left]))
    for feature in rows { row(Int(feature), groups, &out) }
    out.end()
    if context.format == .html { out.out.raw("</div>\n") }
    return out.fragment
  }

  private func row(_ feature: Int, _ groups: ListedGroups?, _ out: inout TableWriter) {
    let words = context.words
    out.beginRow()
    out.cell(.left) { $0.link(feature, titled: catalog.title(of: feature, words)) }
    out.cell(.right) { writer in
      writer.count(Int(catalog.table.activeExamples[feature]))
      writer.raw(" · ")
      writer.number(catalog.table.density.at(feature) ?? .nan, .percent)
    }
    out.cell(.right) { $0.number(catalog.table.meanActive.at(feature) ?? .nan, .magnitude) }
    if !catalog.table.classes.isEmpty {
      let clearest = catalog.clearestClass(feature)
      out.cell(.left) { $0.text(clearest.flatMap { catalog.table.classes.at($0) } ?? "–") }
      out.cell(.right) { $0.number(catalog.auroc(feature), .fixed(3)) }
      out.cell(.right) { $0.number(catalog.q(feature), .probability) }
    }
    if let groups { out.cell(.left) { groups.write(feature, into: &$0) } }
    out.endRow()
  }
}
