import Buffers
import Diagnostics
import Glibc

/// Plain writing of files: open, write, close; interrupted and short writes are continued, nothing is synced per file.
public enum FileSink {
  /// Makes or replaces the file; a run that is interrupted leaves a part of it.
  ///
  /// - Throws: `AtlasError` with the path where the system refuses.
  public static func write(_ path: String, _ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write(path, $0) }
  }

  /// Writes beside `path` and renames: a file of that name is whole or not there.
  public static func replace(_ path: String, _ bytes: [UInt8]) throws {
    let file = try TemporaryFile(path)
    try bytes.withUnsafeBytes { try file.write($0) }
    try file.finish()
  }

  /// The same from memory of the caller.
  public static func write(_ path: String, _ bytes: UnsafeRawBufferPointer) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileErrors.cannotWrite(path, errno) }
    do {
      try write(bytes, to: descriptor, path)
    } catch {
      close(descriptor)
      throw error
    }
    if close(descriptor) != 0 { throw FileErrors.cannotWrite(path, errno) }
  }

  /// All of `bytes` to an open file; `path` is for messages.
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws {
    var start = 0
    while start < bytes.count {
      let written = Glibc.write(descriptor, bytes.start + start, bytes.count - start)
      if written < 0 {
        if errno == EINTR { continue }
        throw FileErrors.cannotWrite(path, errno)
      }
      start += written
    }
  }
}
