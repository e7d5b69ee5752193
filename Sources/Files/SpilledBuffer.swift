import Diagnostics
import Glibc

/// Memory that the system may write out: a file without a name, mapped. For content larger than one wants to hold; its pages
/// are dropped and read again as needed.
public final class SpilledBuffer: @unchecked Sendable {
  /// Valid as long as this object lives and does not grow.
  public private(set) var bytes: UnsafeMutableRawBufferPointer
  /// Of the file; −1 unless it may grow.
  private var descriptor: Int32 = -1
  private let folder: String

  /// - Parameters:
  ///   - byteCount: at least 1; the space is reserved at once, so that a full disk is an error here and no signal later.
  ///   - mayGrow: whether `grow` will be called; the file stays open then.
  /// - Throws: `AtlasError` if there is no room. The folder is `TMPDIR`, else `/var/tmp`.
  public init(byteCount: Int, mayGrow: Bool = false) throws {
    folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
    var name = Array("\(folder)/feature-atlas-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw FileErrors.cannotWrite(folder, errno) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    // Without a name it goes away with the process, however that ends.
    unlink(name)
    do {
      try SpilledBuffer.reserve(0..<byteCount, of: descriptor, in: folder)
      bytes = try SpilledBuffer.map(byteCount, of: descriptor, in: folder)
    } catch {
      close(descriptor)
      throw error
    }
    if mayGrow { self.descriptor = descriptor } else { close(descriptor) }
  }

  deinit {
    munmap(bytes.baseAddress, bytes.count)
    if descriptor >= 0 { close(descriptor) }
  }

  /// Makes room for more; what is there stays, at another address.
  ///
  /// - Throws: `AtlasError` if there is no room; nothing has changed then.
  public func grow(to byteCount: Int) throws {
    precondition(descriptor >= 0, "the buffer was not made to grow")
    guard byteCount > bytes.count else { return }
    try SpilledBuffer.reserve(bytes.count..<byteCount, of: descriptor, in: folder)
    let grown = try SpilledBuffer.map(byteCount, of: descriptor, in: folder)
    munmap(bytes.baseAddress, bytes.count)
    bytes = grown
  }

  private static func reserve(_ part: Range<Int>, of descriptor: Int32, in folder: String) throws {
    var status: Int32
    repeat { status = posix_fallocate(descriptor, part.lowerBound, part.count) } while status == EINTR
    guard status == 0 else {
      throw AtlasError(
        .failure, path: folder,
        "cannot make a temporary file of \(part.upperBound >> 20) MiB: \(String(cString: strerror(status)))",
        hint: "free space there, or let TMPDIR name a folder on a larger disk")
    }
  }

  private static func map(
    _ byteCount: Int, of descriptor: Int32, in folder: String
  ) throws -> UnsafeMutableRawBufferPointer {
    guard let base = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), base != MAP_FAILED else {
      throw FileErrors.cannotWrite(folder, errno)
    }
    return UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }
}
