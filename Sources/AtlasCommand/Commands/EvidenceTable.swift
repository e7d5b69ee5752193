import Datasets
import Diagnostics
import Files

/// A published CSV file in which rows are looked up by the texts of some columns.
final class EvidenceTable {
  private let table: TextTable
  private let places: [String: Int]
  /// [key columns, joined][their texts, joined]: rows.
  private var indices: [String: [String: [Int]]] = [:]

  /// - Throws: `AtlasError` if the file cannot be read as a table.
  init(_ path: String) throws {
    table = try TextTable.read(path)
    places = Dictionary(table.header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Rows whose columns hold these texts; nil where a column is not there.
  func rows(_ key: [String: String]) -> [Int]? {
    let columns = key.keys.sorted()
    guard columns.allSatisfy({ places[$0] != nil }) else { return nil }
    let name = columns.joined(separator: "\u{1f}")
    if indices[name] == nil {
      var index: [String: [Int]] = [:]
      for row in 0..<table.rowCount {
        index[columns.map { table.columns[places[$0] ?? 0][row] }.joined(separator: "\u{1f}"), default: []].append(row)
      }
      indices[name] = index
    }
    return indices[name]?[columns.map { key[$0] ?? "" }.joined(separator: "\u{1f}")] ?? []
  }

  func columns(beginningWith name: String) -> [String] { table.header.filter { $0.hasPrefix(name) } }

  /// The number in a cell; nil where the column is not there or the cell is no number.
  func number(_ column: String, _ row: Int) -> Double? { places[column].flatMap { Double(table.columns[$0][row]) } }
}
