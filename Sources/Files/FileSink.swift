import Diagnostics
import Glibc

/// Plain writing of files: open, write, close; interrupted and short writes are continued, nothing is synced per file.
public enum FileSink {
  public static func write(_ path: String, _ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write(path, $0) }
  }

  /// Writes beside `path` and renames: a file of that name is whole or not there.
  public static func replace(_ path: String, _ bytes: [UInt8]) throws {
    let beside = path + ".\(getpid()).part"
    do {
      try write(beside, bytes)
      guard rename(beside, path) == 0 else { throw FileErrors.cannotWrite(path, errno) }
    } catch {
      unlink(beside)
      throw error
    }
  }

  public static func write(_ path: String, _ bytes: UnsafeRawBufferPointer) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileErrors.cannotWrite(path, errno) }
    var failure: Int32 = 0
    var start = 0
    while start < bytes.count {
      let written = Glibc.write(descriptor, bytes.baseAddress! + start, bytes.count - start)
      if written < 0 {
        if errno == EINTR { continue }
        failure = errno
        break
      }
      start += written
    }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure != 0 { throw FileErrors.cannotWrite(path, failure) }
  }
}
