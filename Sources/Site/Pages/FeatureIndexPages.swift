import Files
import Findings
import Parallel

/// The lists of features of one dataset and checkpoint: in several orders, page by page, and as data for the filter.
struct FeatureIndexPages {
  static let rowsPerPage = 200
  /// Features per file of filter data.
  private static let chunkSize = 4000

  static let schema: PageSchema = [
    "dataset": .text, "checkpoint": .text, "order": .text, "page": .text, "page_count": .text, "shown": .text,
    "paged": .text, "alive": .text, "feature_count": .text, "is_limited": .flag, "example_count": .text,
    "pooling": .text, "data_link": .link, "features_link": .link, "filter": .block, "list": .block,
    "previous_page": .link, "next_page": .link, "has_previous": .flag, "has_next": .flag,
    "is_first": .flag, "notes": .rows(.note), "unusual": .rows(UnusualFeatures.schema),
    "words_link": .link, "neighbours_link": .link, "spread_link": .link, "has_words": .flag, "methods_link": .link,
    "orders": .rows(["title": .text, "link": .link, "is_current": .flag]),
    "page_links": .rows(["number": .text, "link": .link, "is_current": .flag]),
  ]

  let context: SiteContext
  let catalog: FeatureCatalog
  let template: Template

  func render() throws {
    let orders = FeatureOrder.all(catalog, context.words)
    let pages = max(1, (catalog.paged.count + Self.rowsPerPage - 1) / Self.rowsPerPage)
    let shared = context.layout.shared(path: path(orders, 0, 1), section: .features)
    try parallelFor(orders.count * pages, threads: context.threads) { index in
      let (order, page) = (index / pages, index % pages + 1)
      var writer = PageWriter(context)
      let frame = PageFrame(
        path: path(orders, order, page), title: title(orders[order], page), section: .features)
      try writer.publish(template, try scope(orders, order, page, pages), frame, shared)
    }
    if context.format == .html { try writeFilterData() }
  }

  private func path(_ orders: [FeatureOrder], _ order: Int, _ page: Int) -> String {
    SitePaths.featureIndex(
      catalog.dataset.id, catalog.checkpoint, order: orders[order].id, isFirst: order == 0, page: page)
  }

  private func link(_ orders: [FeatureOrder], _ order: Int, _ page: Int) -> TemplateValue {
    let name = path(orders, order, page).split(separator: "/").last.map(String.init) ?? ""
    return .link(Links.encoded(name) + ".html")
  }

  private func title(_ order: FeatureOrder, _ page: Int) -> String {
    let words = context.words
    return
      "\(words[.features]) · \(catalog.checkpoint) · \(catalog.dataset.id) · \(order.title) · \(words[.page]) \(page)"
  }

  private func scope(_ orders: [FeatureOrder], _ order: Int, _ page: Int, _ pages: Int) throws -> TemplateScope {
    let links = Links(from: path(orders, order, page))
    let (dataset, checkpoint) = (catalog.dataset.id, catalog.checkpoint)
    let rows = orders[order].features.dropFirst((page - 1) * Self.rowsPerPage).prefix(Self.rowsPerPage)
    let isFirst = order == 0 && page == 1
    let alive = catalog.table.activeExamples.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
    return [
      "dataset": .text(dataset), "checkpoint": .text(checkpoint), "order": .text(orders[order].title),
      "page": .count(page), "page_count": .count(pages), "shown": .count(rows.count),
      "paged": .count(catalog.paged.count), "alive": .count(alive), "is_limited": .flag(catalog.paged.count < alive),
      "feature_count": .count(catalog.table.featureCount), "example_count": .count(catalog.table.exampleCount),
      "pooling": .text(catalog.table.pooling), "features_link": .link(links.page(SitePaths.features)),
      "data_link": .link(links.file(DataFiles.features(dataset, checkpoint))),
      "filter": .fragment(filterBox()), "list": .fragment(list(rows, caption: orders[order].title)),
      "is_first": .flag(isFirst), "notes": try context.rows(catalog.profiles.notes),
      "unusual": .rows(
        isFirst
          ? [UnusualFeatures(catalog: catalog, words: context.words, format: context.format).scope] : []),
      "words_link": .link(links.file(DataFiles.words(dataset, checkpoint))),
      "neighbours_link": .link(links.file(DataFiles.neighbours(dataset, checkpoint))),
      "spread_link": .link(links.file(DataFiles.spread(dataset, checkpoint))),
      "methods_link": .link(links.page(SitePaths.methods)),
      "has_words": .flag(!catalog.profiles.words.unit.isEmpty),
      "has_previous": .flag(page > 1), "has_next": .flag(page < pages),
      "previous_page": link(orders, order, max(1, page - 1)), "next_page": link(orders, order, min(pages, page + 1)),
      "orders": .rows(
        orders.indices.map {
          ["title": .text(orders[$0].title), "link": link(orders, $0, 1), "is_current": .flag($0 == order)]
        }),
      "page_links": .rows(
        near(page, pages).map {
          ["number": .count($0), "link": link(orders, order, $0), "is_current": .flag($0 == page)]
        }),
    ]
  }

  /// Numbers of pages worth a link: the ends and those around the page, however many there are.
  private func near(_ page: Int, _ pages: Int) -> [Int] {
    guard pages > 1 else { return [] }
    return Set([1, 2, page - 2, page - 1, page, page + 1, page + 2, pages - 1, pages])
      .filter { $0 >= 1 && $0 <= pages }.sorted()
  }

  private func list(_ features: ArraySlice<Int32>, caption: String) -> Fragment {
    var out = TableWriter(context.format, capacity: 65_536)
    let (table, words) = (catalog.table, context.words)
    out.begin(caption: caption)
    out.head(words[.feature], .right)
    out.head(words[.active], .right)
    out.head(words[.density], .right)
    out.head(words[.meanActive], .right)
    if !table.classes.isEmpty {
      out.head(words[.label], .left)
      out.head(words[.auroc], .right)
      out.head(words[.q], .right)
    }
    for entry in catalog.groups {
      out.head(entry.study.attribute, .left)
      out.head(words[.effect], .right)
    }
    out.body(
      [.right, .right, .right, .right] + (table.classes.isEmpty ? [] : [.left, .right, .right])
        + catalog.groups.flatMap { _ -> [TableWriter.Alignment] in [.left, .right] })
    for feature in features { row(Int(feature), &out) }
    out.end()
    return out.fragment
  }

  private func row(_ feature: Int, _ out: inout TableWriter) {
    let words = context.words
    let isHTML = context.format == .html
    out.beginRow()
    out.cell(.right) { writer in
      writer.raw(isHTML ? "<a href=\"" : "[")
      writer.integer(feature)
      writer.raw(isHTML ? ".html\">" : "](")
      writer.integer(feature)
      writer.raw(isHTML ? "</a>" : ".html)")
    }
    out.cell(.right) { $0.count(Int(catalog.table.activeExamples[feature])) }
    out.cell(.right) { $0.number(catalog.table.density.at(feature) ?? .nan, .percent) }
    out.cell(.right) { $0.number(catalog.table.meanActive.at(feature) ?? .nan, .magnitude) }
    if !catalog.table.classes.isEmpty {
      let clearest = catalog.clearestClass(feature)
      out.cell(.left) { $0.text(clearest.flatMap { catalog.table.classes.at($0) } ?? "–") }
      out.cell(.right) { $0.number(catalog.auroc(feature), .fixed(3)) }
      out.cell(.right) { $0.number(catalog.q(feature), .probability) }
    }
    for entry in catalog.groups {
      let verdict = entry.table.shownVerdict(feature, margin: entry.study.margin)
      out.cell(.left) { writer in
        Verdicts.badge(verdict, words, into: &writer)
        if Verdicts.hasDirection(verdict) {
          writer.raw(" ")
          writer.text(entry.table.name(entry.table.maxGroup.at(feature)))
        }
      }
      out.cell(.right) { $0.number(entry.table.riskDifference.at(feature) ?? .nan, .points) }
    }
    out.endRow()
  }

  /// The place where the script puts its filter; hidden without it.
  private func filterBox() -> Fragment {
    var out = FragmentWriter(context.format)
    guard context.format == .html else { return .empty }
    let words = context.words
    let chunks = (catalog.paged.count + Self.chunkSize - 1) / Self.chunkSize
    out.raw("<form class=\"filter\" id=\"filter\" hidden data-chunks=\"")
    out.integer(chunks)
    out.raw("\" data-matches=\"")
    out.attribute(words[.matches])
    out.raw("\" data-none=\"")
    out.attribute(words[.noMatches])
    out.raw("\" data-loading=\"")
    out.attribute(words[.loading])
    out.raw("\"><label for=\"filter-text\">")
    out.text(words[.filter])
    out.raw("</label><input id=\"filter-text\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\">")
    out.raw("<p class=\"help\" id=\"filter-help\">")
    out.text(words[.filterHelp])
    out.raw("</p><p class=\"status\" role=\"status\" id=\"filter-status\"></p></form>\n")
    return out.fragment
  }

  /// Rows as JavaScript that calls a function, since pages opened as files cannot fetch data.
  private func writeFilterData() throws {
    let folder = SitePaths.featureFolder(catalog.dataset.id, catalog.checkpoint)
    for start in stride(from: 0, to: catalog.paged.count, by: Self.chunkSize) {
      var out = FilterData(classes: catalog.table.classes, attributes: catalog.groups.map(\.study.attribute))
      for feature in catalog.paged[start..<min(catalog.paged.count, start + Self.chunkSize)] {
        out.append(Int(feature), catalog, context.words)
      }
      try context.sink.write("\(folder)features-\(start / Self.chunkSize).js", out.bytes())
    }
  }
}
