import Files

/// A file that appears under its name only when it is complete (`TemporaryFile`), written through a buffer.
final class OutputFile {
  /// Bytes written so far.
  private(set) var count = 0
  private let file: TemporaryFile
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 20

  /// - Throws: `AtlasError` of kind `failure` if the folder does not exist or cannot be written.
  init(_ path: String) throws {
    file = try TemporaryFile(path)
    buffer.reserveCapacity(OutputFile.bufferSize)
  }

  /// A file without a name on the disk of `path`: it is gone when this object is, however the process ends.
  init(spillingBeside path: String) throws {
    file = try TemporaryFile(namelessBeside: path)
    buffer.reserveCapacity(OutputFile.bufferSize)
  }

  /// What was written, mapped; the mapping outlives this object.
  func mapped() throws -> MappedFile {
    try flush()
    return try MappedFile("/proc/self/fd/\(file.descriptor)")
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    count += bytes.count
    if buffer.count + bytes.count <= OutputFile.bufferSize {
      buffer.append(contentsOf: bytes)
      return
    }
    try flush()
    if bytes.count >= OutputFile.bufferSize { try file.write(bytes) } else { buffer.append(contentsOf: bytes) }
  }

  func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  /// Writes what is left and gives the file its name.
  func finish() throws {
    try flush()
    try file.finish()
  }

  private func flush() throws {
    try buffer.withUnsafeBytes { try file.write($0) }
    buffer.removeAll(keepingCapacity: true)
  }
}

extension Array where Element == UInt8 {
  /// Appends an integer, low byte first.
  mutating func appendLittle<T: FixedWidthInteger>(_ value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
