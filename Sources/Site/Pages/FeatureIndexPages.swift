import Claims
import Files
import Findings
import Parallel

/// The lists of features of one dataset and checkpoint: in several orders, page by page, and as data for the filter.
struct FeatureIndexPages {
  static let rowsPerPage = 200
  /// Features per file of filter data.
  static let chunkSize = 4000

  let context: SiteContext
  let catalog: FeatureCatalog
  let template: Template
  let list: ExampleList

  func render() throws {
    let orders = FeatureOrder.all(catalog, context.words)
    let pages = max(1, (catalog.paged.count + Self.rowsPerPage - 1) / Self.rowsPerPage)
    let numbers = NumberRanges(catalog.paged, perPage: Self.rowsPerPage)
    let claims = FeatureClaims(catalog.table, dataset: catalog.dataset).list(pages: catalog.paged.count)
    try parallelFor(orders.count * pages, threads: context.threads) { index in
      let page = FeatureListPage(
        context: context, catalog: catalog, orders: orders, order: index / pages, page: index % pages + 1,
        pageCount: pages, numbers: numbers, claims: claims)
      try context.publish(template, FeatureListPage.slots.scope(page), page.frame)
    }
    guard context.format == .html else { return }
    try writeFilterData()
    try CompareData(context: context, catalog: catalog, list: list).write()
  }

  /// Rows as JavaScript that calls a function, since pages opened as files cannot fetch data.
  private func writeFilterData() throws {
    let folder = SitePaths.featureFolder(catalog.dataset.id, catalog.checkpoint)
    try parallelFor((catalog.paged.count + Self.chunkSize - 1) / Self.chunkSize, threads: context.threads) { chunk in
      let start = chunk * Self.chunkSize
      var out = FilterData(catalog, context.words)
      for feature in catalog.paged[start..<min(catalog.paged.count, start + Self.chunkSize)] {
        out.append(Int(feature), catalog)
      }
      try context.sink.write("\(folder)features-\(chunk).js", out.bytes())
    }
  }
}
