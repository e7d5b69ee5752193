/// A column of a published table.
public struct CSVColumn<Row>: Sendable {
  /// As the header has it.
  public let name: String
  /// What it holds: unit, range, and when it is empty.
  public let meaning: String
  fileprivate let write: @Sendable (Row, inout CSVWriter) -> Void
}

/// A published table: every column is declared once, with its name, its meaning and how it is written.
public struct CSVTable<Row>: Sendable {
  /// In the order of the file.
  public private(set) var columns: [CSVColumn<Row>] = []

  /// - Parameter declare: adds the columns one by one.
  init(_ declare: (inout CSVTable) -> Void) { declare(&self) }

  mutating func text(_ name: String, _ meaning: String, _ value: @escaping @Sendable (Row) -> String?) {
    add(name, meaning) { $1.text(value($0)) }
  }

  mutating func integer<N: BinaryInteger & Sendable>(
    _ name: String, _ meaning: String, _ value: @escaping @Sendable (Row) -> N?
  ) { add(name, meaning) { $1.integer(value($0)) } }

  mutating func real<N: CSVReal>(_ name: String, _ meaning: String, _ value: @escaping @Sendable (Row) -> N?) {
    add(name, meaning) { $1.real(value($0)) }
  }

  mutating func flag(_ name: String, _ meaning: String, _ value: @escaping @Sendable (Row) -> Bool) {
    add(name, meaning) { $1.flag(value($0)) }
  }

  private mutating func add(
    _ name: String, _ meaning: String, _ write: @escaping @Sendable (Row, inout CSVWriter) -> Void
  ) { columns.append(CSVColumn(name: name, meaning: meaning, write: write)) }

  /// The header line, with room for the rows.
  func header() -> CSVWriter {
    var csv = CSVWriter()
    for column in columns { csv.text(column.name) }
    csv.endRow()
    return csv
  }

  func write(_ row: Row, to csv: inout CSVWriter) {
    // An iterator would retain and release every column once more for every cell.
    columns.withUnsafeBufferPointer { columns in
      for index in columns.indices { columns[index].write(row, &csv) }
    }
    csv.endRow()
  }

  /// The file.
  func bytes(_ rows: some Sequence<Row>) -> [UInt8] {
    var csv = header()
    for row in rows { write(row, to: &csv) }
    return csv.bytes.bytes
  }
}

extension CSVTable<Int> {
  /// Of a value for each row.
  mutating func real(_ name: String, _ meaning: String, of values: [Double]) {
    add(name, meaning) { $1.real(values[$0]) }
  }
}
