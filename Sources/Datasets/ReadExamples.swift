import Diagnostics

extension ExampleTable {
  /// Reads labelled examples from CSV, TSV or JSON lines, each also packed with gzip or zstd.
  ///
  /// An empty label is −1 (unlabelled), an empty group −1 (unknown). Classes and group values are sorted by Unicode
  /// scalars, so that their order does not depend on the order of rows or the language of the machine.
  ///
  /// - Throws: `AtlasError` for a column that is not there (naming those that are), an empty id or one that comes twice
  ///   (naming both lines), more than 2³¹ − 1 rows, and for everything that `TextTable.read` throws.
  public static func read(path: String, columns: ExampleColumns) throws -> ExampleTable {
    var names: [String] = []
    for name in [
      columns.id, columns.text, columns.label, columns.split, columns.image, columns.alt, columns.cluster, columns.pair,
    ]
      + (columns.labels?.columns ?? []).map(Optional.some) + columns.groups.map(Optional.some)
    {
      if let name, !names.contains(name) { names.append(name) }
    }
    let lists: Set<String> = if case .names(let column, _)? = columns.labels { [column] } else { [] }
    // Without any named column the rows still count the examples.
    let table = try TextTable.read(path, columns: names, lists: lists)
    func cells(_ name: String?) -> [String]? { name.flatMap(names.firstIndex).map { table.columns[$0] } }

    let ids: [String]
    if let name = columns.id, let column = cells(name) {
      try checkUnique(column, name, table)
      ids = column
    } else {
      ids = (0..<table.rowCount).map(String.init)
    }
    var warnings: [Note] = []
    var read: Set<String> = []
    func categories(_ name: String) -> CategoryColumn {
      let cleaned = CategoryCells(cells(name) ?? [], column: name)
      if read.insert(name).inserted { warnings += cleaned.warnings }
      return CategoryColumn(name: name, cells: cleaned.cells)
    }
    let label = columns.label.map(categories)
    let sets = try columns.labels.map { try LabelSets($0, in: table) { cells($0) ?? [] } }
    let groups = columns.groups.map(categories)
    let splits = columns.split.map { CategoryCells(cells($0) ?? [], column: $0) }?.cells
    let clusters = columns.cluster.map(categories)
    let pairs = columns.pair.map(categories)
    return ExampleTable(
      path: path, ids: ids, texts: cells(columns.text), classes: label?.values ?? [], labels: label?.codes ?? [],
      labelSets: sets, groups: groups, splits: splits, clusters: clusters, pairs: pairs,
      images: cells(columns.image), alts: cells(columns.alt),
      lines: table.lines,
      warnings: warnings)
  }

  private static func checkUnique(_ ids: [String], _ column: String, _ table: TextTable) throws {
    var rows: [String: Int] = [:]
    rows.reserveCapacity(ids.count)
    for (row, id) in ids.enumerated() {
      guard !id.isEmpty else {
        throw AtlasError(
          path: table.path, line: table.lines[row], "the id (column \"\(column)\") is empty",
          hint: "give every row an id, or leave the id column out: rows are then numbered from 0")
      }
      if let first = rows.updateValue(row, forKey: id) {
        throw AtlasError(
          path: table.path, line: table.lines[row],
          "the id \"\(id)\" (column \"\(column)\") was used before, on line \(table.lines[first])",
          hint: "ids must be unique")
      }
    }
  }
}
