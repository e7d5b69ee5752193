import Diagnostics
import Files
import Foundation
import TensorFiles

/// Writes a table's columns to a safetensors file or reads them back: each table lists its columns once, for both ways.
///
/// Numbers become tensors; texts go into the header's metadata as JSON.
final class ColumnCoder {
  private enum Direction {
    case writing
    case reading(any TensorContainer)
  }

  private let direction: Direction
  private var entries: [(name: String, type: String, shape: [Int], bytes: [UInt8])] = []
  private var texts: [String: String] = [:]

  /// For writing.
  init() { direction = .writing }

  /// For reading.
  init(path: String) throws { direction = .reading(try TensorFile.open(path)) }

  func doubles(_ name: String, _ values: inout [Double]) throws {
    try numbers(name, "F64", &values) { $0.doubles() }
  }

  func floats(_ name: String, _ values: inout [Float]) throws {
    try numbers(name, "F32", &values) { $0.floats() }
  }

  func int32s(_ name: String, _ values: inout [Int32]) throws {
    try numbers(name, "I32", &values) { try $0.int64s().map { Int32(truncatingIfNeeded: $0) } }
  }

  func uint32s(_ name: String, _ values: inout [UInt32]) throws {
    try numbers(name, "U32", &values) { try $0.int64s().map { UInt32(truncatingIfNeeded: $0) } }
  }

  func ints(_ name: String, _ values: inout [Int]) throws {
    var wide = values.map { Int64($0) }
    try numbers(name, "I64", &wide) { try $0.int64s() }
    values = wide.map { Int($0) }
  }

  func bools(_ name: String, _ values: inout [Bool]) throws {
    var bytes = values.map { UInt8($0 ? 1 : 0) }
    try numbers(name, "U8", &bytes) { try $0.int64s().map { UInt8(truncatingIfNeeded: $0) } }
    values = bytes.map { $0 != 0 }
  }

  /// Several columns under numbered names; `count` must be known when reading.
  func doubleColumns(_ name: String, count: Int, _ columns: inout [[Double]]) throws {
    try each(name, count: count, &columns) { try doubles($0, &$1) }
  }

  func int32Columns(_ name: String, count: Int, _ columns: inout [[Int32]]) throws {
    try each(name, count: count, &columns) { try int32s($0, &$1) }
  }

  func strings(_ name: String, _ values: inout [String]) throws {
    switch direction {
    case .writing: texts[name] = String(decoding: try JSONEncoder().encode(values), as: UTF8.self)
    case .reading(let container):
      guard let text = container.metadata[name],
        let decoded = try? JSONDecoder().decode([String].self, from: Data(text.utf8))
      else {
        throw AtlasError(path: container.path, "the header has no “\(name)”", hint: "run `analyze` again")
      }
      values = decoded
    }
  }

  func string(_ name: String, _ value: inout String) throws {
    var list = [value]
    try strings(name, &list)
    value = list.first ?? ""
  }

  func int(_ name: String, _ value: inout Int) throws {
    var list = [value]
    try ints(name, &list)
    value = list.first ?? 0
  }

  private func each<T>(
    _ name: String, count: Int, _ columns: inout [[T]], _ body: (String, inout [T]) throws -> Void
  ) throws {
    if case .reading = direction { columns = Array(repeating: [], count: count) }
    for index in columns.indices { try body("\(name).\(index)", &columns[index]) }
  }

  private func numbers<T>(
    _ name: String, _ type: String, _ values: inout [T], read: (Tensor) throws -> [T]
  ) throws {
    switch direction {
    case .writing: entries.append((name, type, [values.count], values.withUnsafeBytes { Array($0) }))
    case .reading(let container): values = try read(try container.tensor(name))
    }
  }

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
