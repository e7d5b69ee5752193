import Diagnostics
import Glibc

/// Memory that the system may write out: a file without a name, mapped. For unpacked content larger than one wants to
/// hold; its pages are dropped and read again as needed.
public final class SpilledBuffer: @unchecked Sendable {
  /// Valid as long as this object lives.
  public let bytes: UnsafeMutableRawBufferPointer

  /// - Parameter byteCount: at least 1; the space is reserved at once, so that a full disk is an error here and no signal
  ///   later.
  /// - Throws: `AtlasError` if there is no room. The folder is `TMPDIR`, else `/var/tmp`.
  public init(byteCount: Int) throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
    var name = Array("\(folder)/feature-atlas-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw FileErrors.cannotWrite(folder, errno) }
    defer { close(descriptor) }
    // Without a name it goes away with the process, however that ends.
    unlink(name)
    let status = posix_fallocate(descriptor, 0, byteCount)
    guard status == 0 else { throw FileErrors.cannotWrite(folder, status) }
    guard let base = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), base != MAP_FAILED else {
      throw FileErrors.cannotWrite(folder, errno)
    }
    bytes = UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }

  deinit { munmap(bytes.baseAddress, bytes.count) }
}
