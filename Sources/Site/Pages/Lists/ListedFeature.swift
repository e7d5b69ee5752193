/// A feature in a list whose columns a template chooses: `{{#row features}}`.
struct ListedFeature: Sendable {
  let catalog: FeatureCatalog
  let feature: Int
  /// Its name, given or generated.
  let title: String?

  static let slots: Slots<ListedFeature> = [
    .link("link") { "\($0.feature).html" }, .text("title") { $0.title },
    .part(FeatureColumns.slots) { FeatureColumns(table: $0.catalog.table, feature: $0.feature) },
    .rows("classes", OfClass.slots) { row in
      row.catalog.table.classes.indices.map { OfClass(row: row, index: $0) }
    },
  ]

  private struct OfClass {
    let row: ListedFeature
    let index: Int

    static let slots: Slots<OfClass> = [
      .text("class") { $0.row.catalog.table.classes.at($0.index) },
      .part(FeatureColumnsOfClass.slots) {
        FeatureColumnsOfClass(table: $0.row.catalog.table, feature: $0.row.feature, index: $0.index)
      },
    ]
  }
}
