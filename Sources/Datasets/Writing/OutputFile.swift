import Diagnostics
import Files
import Glibc

/// A file that appears under its name only when it is complete: written beside it under another name, then renamed.
final class OutputFile {
  let path: String
  /// Bytes written so far.
  private(set) var count = 0
  private let temporary: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 20

  /// - Throws: `AtlasError` of kind `failure` if the folder does not exist or cannot be written.
  init(_ path: String) throws {
    self.path = path
    temporary = path + ".writing-\(getpid())"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw FileErrors.cannotWrite(path, errno) }
    buffer.reserveCapacity(OutputFile.bufferSize)
  }

  /// A file without a name on the disk of `path`: it is gone when this object is, however the process ends.
  init(spillingBeside path: String) throws {
    self.path = path
    temporary = path + ".spilling-\(getpid())"
    descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw FileErrors.cannotWrite(path, errno) }
    unlink(temporary)
    buffer.reserveCapacity(OutputFile.bufferSize)
  }

  /// What was written, mapped; the mapping outlives this object.
  func mapped() throws -> MappedFile {
    try flush()
    return try MappedFile("/proc/self/fd/\(descriptor)")
  }

  /// Without `finish` nothing remains.
  deinit {
    if descriptor >= 0 {
      close(descriptor)
      unlink(temporary)
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    count += bytes.count
    if buffer.count + bytes.count <= OutputFile.bufferSize {
      buffer.append(contentsOf: bytes)
      return
    }
    try flush()
    if bytes.count >= OutputFile.bufferSize { try writeAll(bytes) } else { buffer.append(contentsOf: bytes) }
  }

  func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  /// Writes what is left and gives the file its name.
  func finish() throws {
    try flush()
    let status = close(descriptor)
    descriptor = -1
    guard status == 0, rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw FileErrors.cannotWrite(path, code)
    }
  }

  private func flush() throws {
    try buffer.withUnsafeBytes { try writeAll($0) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) throws {
    var start = 0
    while start < bytes.count {
      let written = Glibc.write(descriptor, bytes.baseAddress! + start, bytes.count - start)
      if written < 0 {
        if errno == EINTR { continue }
        throw FileErrors.cannotWrite(path, errno)
      }
      start += written
    }
  }
}

extension Array where Element == UInt8 {
  /// Appends an integer, low byte first.
  mutating func appendLittle<T: FixedWidthInteger>(_ value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
