import Diagnostics

/// Where examples that may have several labels at once say which.
public enum LabelSetColumns: Sendable, Equatable {
  /// One column per label: 1, true or yes where it holds; 0, false or no where it does not; empty or −1 where unknown.
  case indicators([String])
  /// One column of names with `separator` between them, or a list in JSON lines; empty where none holds.
  case names(column: String, separator: String)

  /// The columns that are read.
  public var columns: [String] {
    switch self {
    case .indicators(let columns): columns
    case .names(let column, _): [column]
    }
  }
}

/// Labels of which an example may have several.
public struct LabelSets: Sendable, Equatable {
  /// Indicators in the order of the configuration, names of one column sorted by Unicode scalars.
  public var names: [String]
  /// [label][example]: 1 where it holds, 0 where it does not, −1 where that is unknown.
  public var holds: [[Int32]]

  public init(names: [String], holds: [[Int32]]) {
    self.names = names
    self.holds = holds
  }
}

extension LabelSets {
  /// - Throws: `AtlasError` with the line of a cell that is neither yes nor no.
  init(_ source: LabelSetColumns, in table: TextTable, cells: (String) -> [String]) throws {
    switch source {
    case .indicators(let columns):
      self.init(
        names: columns,
        holds: try columns.map { name in
          try cells(name).enumerated().map { row, cell in
            guard let value = Self.indicator(cell) else {
              throw AtlasError(
                path: table.path, line: table.lines[row],
                "“\(cell.prefix(40))” (column \"\(name)\") is neither yes nor no",
                hint: "write 1 where the label holds, 0 where it does not, nothing where it is unknown")
            }
            return value
          }
        })
    case .names(let column, let separator):
      let sets = cells(column).map { cell in
        Set(
          cell.split(separator: JSONRecords.listSeparator).flatMap { $0.split(separator: separator) }
            .map(Self.trimmed).filter { !$0.isEmpty })
      }
      let names = sets.reduce(into: Set<String>()) { $0.formUnion($1) }
        .sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
      self.init(names: names, holds: names.map { name in sets.map { $0.contains(name) ? 1 : 0 } })
    }
  }

  private static func indicator(_ cell: String) -> Int32? {
    switch trimmed(cell).lowercased() {
    case "1", "1.0", "true", "yes": 1
    case "0", "0.0", "false", "no": 0
    case "", "-1": -1
    default: nil
    }
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let start = text.drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}

extension ExampleTable {
  /// The examples with one of their labels against the rest: two classes, the second that it holds.
  public func oneVersusRest(_ label: Int) -> ExampleTable {
    guard let labelSets else { return self }
    var table = self
    table.classes = ["not \(labelSets.names[label])", labelSets.names[label]]
    table.labels = labelSets.holds[label]
    return table
  }
}
