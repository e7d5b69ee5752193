import Diagnostics
import Files
import Foundation
import TensorFiles

/// How many values a column has.
enum ColumnCount {
  case exactly(Int)
  /// As many, or none where it was not measured.
  case noneOr(Int)
  case any

  /// A product that stays below `Int.max`.
  static func product(_ factors: Int...) -> ColumnCount {
    .exactly(factors.reduce(1) { $0.multipliedReportingOverflow(by: $1).overflow ? Int.max : $0 * $1 })
  }

  func holds(_ count: Int) -> Bool {
    switch self {
    case .exactly(let expected): count == expected
    case .noneOr(let expected): count == expected || count == 0
    case .any: true
    }
  }

  fileprivate var words: String {
    switch self {
    case .exactly(let count): "\(count)"
    case .noneOr(let count): "\(count) or none"
    case .any: "any number"
    }
  }
}

/// Writes a table's columns to a safetensors file or reads them back: each table lists its columns once, for both ways,
/// with the number and the range of their values, which are checked on reading.
///
/// Numbers become tensors; texts go into the header's metadata as JSON.
final class ColumnCoder {
  private enum Direction {
    case writing
    case reading(any TensorContainer)
  }

  private let direction: Direction
  /// Features and examples that the findings promise; 0 when writing, where nothing is checked.
  let features: Int
  let examples: Int
  private var entries: [(name: String, type: String, shape: [Int], bytes: [UInt8])] = []
  private var texts: [String: String] = [:]

  /// For writing.
  init() { (direction, features, examples) = (.writing, 0, 0) }

  /// For reading.
  init(path: String, features: Int, examples: Int) throws {
    let container = try TensorFile.open(path)
    (direction, self.features, self.examples) = (.reading(container), features, examples)
  }

  /// - Parameter range: of all values that are defined (not NaN).
  func doubles(
    _ name: String, _ values: inout [Double], _ count: ColumnCount, in range: ClosedRange<Double>? = nil
  ) throws {
    try numbers(name, .float64, &values, count) { $0.doubles() }
    if let range { try check(name, values) { $0.isNaN || range.contains($0) } }
  }

  func floats(
    _ name: String, _ values: inout [Float], _ count: ColumnCount, in range: ClosedRange<Float>? = nil
  ) throws {
    try numbers(name, .float32, &values, count) { $0.floats() }
    if let range { try check(name, values) { $0.isNaN || range.contains($0) } }
  }

  func int32s(_ name: String, _ values: inout [Int32], _ count: ColumnCount, in range: Range<Int>) throws {
    try numbers(name, .int32, &values, count) { try $0.int64s().map { Int32(truncatingIfNeeded: $0) } }
    try check(name, values) { range.contains(Int($0)) }
  }

  func uint32s(_ name: String, _ values: inout [UInt32], _ count: ColumnCount) throws {
    try numbers(name, .uint32, &values, count) { try $0.int64s().map { UInt32(truncatingIfNeeded: $0) } }
  }

  /// Where the entries of each row begin, and where those of the last end: [rows + 1], from 0 on, never falling.
  func offsets(_ name: String, _ values: inout [Int], rows: ColumnCount) throws {
    try ints(name, &values, .any)
    guard case .reading = direction else { return }
    guard values.first == 0, rows.holds(values.count - 1) else {
      throw failure("“\(name)” has \(values.count) offsets, but there are \(rows.words) rows, from 0 on")
    }
    if let place = values.indices.dropFirst().first(where: { values[$0] < values[$0 - 1] }) {
      throw failure("“\(name)” falls from \(values[place - 1]) to \(values[place]) at index \(place)")
    }
  }

  func bools(_ name: String, _ values: inout [Bool], _ count: ColumnCount) throws {
    var bytes = values.map { UInt8($0 ? 1 : 0) }
    try numbers(name, .uint8, &bytes, count) { try $0.int64s().map { UInt8(truncatingIfNeeded: $0) } }
    try check(name, bytes) { $0 < 2 }
    values = bytes.map { $0 != 0 }
  }

  /// Several columns of the same length under numbered names.
  func doubleColumns(
    _ name: String, columns: Int, _ values: inout [[Double]], _ count: ColumnCount, in range: ClosedRange<Double>? = nil
  ) throws {
    try each(name, columns, &values) { try doubles($0, &$1, count, in: range) }
  }

  func int32Columns(
    _ name: String, columns: Int, _ values: inout [[Int32]], _ count: ColumnCount, in range: Range<Int>
  ) throws {
    try each(name, columns, &values) { try int32s($0, &$1, count, in: range) }
  }

  func uint32Columns(_ name: String, columns: Int, _ values: inout [[UInt32]], _ count: ColumnCount) throws {
    try each(name, columns, &values) { try uint32s($0, &$1, count) }
  }

  /// Texts or notes, as JSON in the header.
  func strings<Value: Codable>(_ name: String, _ values: inout [Value], _ count: ColumnCount) throws {
    switch direction {
    case .writing:
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      texts[name] = String(decoding: try encoder.encode(values), as: UTF8.self)
    case .reading(let container):
      guard let text = container.metadata[name],
        let decoded = try? JSONDecoder().decode([Value].self, from: Data(text.utf8))
      else { throw failure("the header has no “\(name)”") }
      try check(name, decoded.count, count)
      values = decoded
    }
  }

  func string(_ name: String, _ value: inout String) throws {
    var list = [value]
    try strings(name, &list, .exactly(1))
    value = list[0]
  }

  /// Texts that the reader knows before: what is read has to be the same.
  func known(_ name: String, _ values: inout [String]) throws {
    let expected = values
    try strings(name, &values, .any)
    guard values == expected else { throw failure("“\(name)” is \(values), where the findings say \(expected)") }
  }

  func known(_ name: String, _ value: inout String) throws {
    var list = [value]
    try known(name, &list)
  }

  func known(_ name: String, _ value: inout Int) throws {
    var list = [value]
    try ints(name, &list, .exactly(1))
    guard list == [value] else { throw failure("“\(name)” is \(list[0]), where the findings say \(value)") }
  }

  /// Anything else that the values have to be.
  func require(_ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String) throws {
    if case .reading = direction, !condition() { throw failure(message()) }
  }

  private func ints(_ name: String, _ values: inout [Int], _ count: ColumnCount) throws {
    var wide = values.map { Int64($0) }
    try numbers(name, .int64, &wide, count) { try $0.int64s() }
    values = wide.map { Int($0) }
  }

  private func each<T>(
    _ name: String, _ count: Int, _ columns: inout [[T]], _ body: (String, inout [T]) throws -> Void
  ) throws {
    if case .reading = direction { columns = Array(repeating: [], count: count) }
    for index in columns.indices { try body("\(name).\(index)", &columns[index]) }
  }

  private func numbers<T>(
    _ name: String, _ type: ElementType, _ values: inout [T], _ count: ColumnCount, read: (Tensor) throws -> [T]
  ) throws {
    switch direction {
    case .writing:
      entries.append((name, Self.codes[type] ?? "", [values.count], values.withUnsafeBytes { Array($0) }))
    case .reading(let container):
      let tensor = try container.tensor(name)
      guard tensor.elementType == type, tensor.shape.count == 1 else {
        throw failure("“\(name)” is no column of \(type.rawValue)")
      }
      try check(name, tensor.count, count)
      do { values = try read(tensor) } catch let error as AtlasError { throw error.located(path: container.path) }
    }
  }

  private func check(_ name: String, _ count: Int, _ expected: ColumnCount) throws {
    if !expected.holds(count) { throw failure("“\(name)” has \(count) values, where \(expected.words) belong") }
  }

  private func check<T>(_ name: String, _ values: [T], _ isRight: (T) -> Bool) throws {
    guard case .reading = direction, let place = values.firstIndex(where: { !isRight($0) }) else { return }
    throw failure("“\(name)” holds \(values[place]) at index \(place), which is out of its range")
  }

  private func failure(_ message: String) -> AtlasError {
    guard case .reading(let container) = direction else { return AtlasError(.failure, message) }
    return AtlasError(path: container.path, message, hint: "run `feature-atlas analyze` again")
  }

  private static let codes: [ElementType: String] = [
    .float64: "F64", .float32: "F32", .int64: "I64", .int32: "I32", .uint32: "U32", .uint8: "U8",
  ]

  /// The safetensors file: header length, header, data, the columns in the order in which they were listed.
  func bytes() throws -> [UInt8] {
    var header: [String: Any] = ["__metadata__": texts]
    var position = 0
    for entry in entries {
      header[entry.name] = [
        "dtype": entry.type, "shape": entry.shape, "data_offsets": [position, position + entry.bytes.count],
      ]
      position += entry.bytes.count
    }
    var json = Array(try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys]))
    while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
    var result = [UInt8]()
    result.reserveCapacity(8 + json.count + position)
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { result.append(contentsOf: $0) }
    result.append(contentsOf: json)
    for entry in entries { result.append(contentsOf: entry.bytes) }
    return result
  }
}
