import Diagnostics

/// A table inside a FlatBuffer (https://flatbuffers.dev/internals): every step is checked against the bytes there are.
struct FlatTable {
  private let bytes: UnsafeRawBufferPointer
  private let position: Int
  /// Where the table's list of field positions lies, and how many bytes it has.
  private let directory: Int
  private let directorySize: Int

  /// The root table of a buffer.
  init(root bytes: UnsafeRawBufferPointer) throws {
    let start = Int(try FlatTable.load(UInt32.self, bytes, 0))
    try self.init(bytes, start)
  }

  private init(_ bytes: UnsafeRawBufferPointer, _ position: Int) throws {
    self.bytes = bytes
    self.position = position
    directory = position - Int(try FlatTable.load(Int32.self, bytes, position))
    directorySize = Int(try FlatTable.load(UInt16.self, bytes, directory))
  }

  private static func load<T: FixedWidthInteger & BitwiseCopyable>(
    _ type: T.Type, _ bytes: UnsafeRawBufferPointer, _ position: Int
  ) throws -> T {
    guard position >= 0, position <= bytes.count - MemoryLayout<T>.size else { throw damaged }
    return T(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: T.self))
  }

  static let damaged = AtlasError(.input, "the Arrow metadata is damaged", hint: "copy the file again")

  /// Position of a field; nil where it has its default value.
  private func place(_ field: Int) throws -> Int? {
    guard 4 + 2 * field + 2 <= directorySize else { return nil }
    let offset = Int(try FlatTable.load(UInt16.self, bytes, directory + 4 + 2 * field))
    return offset == 0 ? nil : position + offset
  }

  func integer<T: FixedWidthInteger & BitwiseCopyable>(_ field: Int, _ type: T.Type) throws -> T? {
    try place(field).map { try FlatTable.load(type, bytes, $0) }
  }

  func table(_ field: Int) throws -> FlatTable? {
    guard let place = try place(field) else { return nil }
    return try FlatTable(bytes, place + Int(try FlatTable.load(UInt32.self, bytes, place)))
  }

  func text(_ field: Int) throws -> String? {
    guard let (start, count) = try vector(field, elementSize: 1) else { return nil }
    guard let text = String(validating: bytes[start..<start + count], as: UTF8.self) else { throw FlatTable.damaged }
    return text
  }

  func tables(_ field: Int) throws -> [FlatTable] {
    guard let (start, count) = try vector(field, elementSize: 4) else { return [] }
    return try (0..<count).map { i in
      let place = start + 4 * i
      return try FlatTable(bytes, place + Int(try FlatTable.load(UInt32.self, bytes, place)))
    }
  }

  /// A vector of structs of two 64-bit integers.
  func pairs(_ field: Int) throws -> [(Int64, Int64)] {
    guard let (start, count) = try vector(field, elementSize: 16) else { return [] }
    return try (0..<count).map { i in
      (
        try FlatTable.load(Int64.self, bytes, start + 16 * i),
        try FlatTable.load(Int64.self, bytes, start + 16 * i + 8)
      )
    }
  }

  private func vector(_ field: Int, elementSize: Int) throws -> (start: Int, count: Int)? {
    guard let place = try place(field) else { return nil }
    let start = place + Int(try FlatTable.load(UInt32.self, bytes, place))
    let count = Int(try FlatTable.load(UInt32.self, bytes, start))
    guard count <= (bytes.count - start - 4) / elementSize else { throw FlatTable.damaged }
    return (start + 4, count)
  }
}
