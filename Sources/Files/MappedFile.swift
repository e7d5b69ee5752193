import Diagnostics
import Glibc

/// A file mapped read-only: opening a file of any size takes no memory until pages are touched.
public final class MappedFile: @unchecked Sendable {
  /// As it was given, for messages.
  public let path: String
  /// The whole content, valid as long as this object lives. A local object ends with its last use, not with its scope:
  /// use `withBytes` unless the object is stored beside what looks at its bytes.
  public let bytes: UnsafeRawBufferPointer

  /// - Throws: `AtlasError` if the path does not exist, is no regular file, or cannot be read.
  public init(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileErrors.cannotRead(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileErrors.cannotRead(path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw AtlasError(
        path: path, "this is a folder or a special file, where a file is needed", hint: "name the file itself")
    }
    self.path = path
    let size = Int(status.st_size)
    if size == 0 {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
      throw FileErrors.cannotRead(path, errno)
    }
    bytes = UnsafeRawBufferPointer(start: base, count: size)
  }

  deinit {
    if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), bytes.count) }
  }

  /// Bytes of the file.
  public var count: Int { bytes.count }

  /// Calls `body` with the whole content and keeps the file mapped meanwhile.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(self) { try body(bytes) }
  }

  /// Gives pages of a part of the content back: they are read from the file again when they are touched. What was read once,
  /// from end to end, would otherwise count as memory of the process.
  public func release(_ part: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, let start = part.baseAddress, start >= base,
      start + part.count <= base + bytes.count
    else { return }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let first = (start - base + page - 1) / page * page
    let end = (start - base + part.count) / page * page
    if end > first { madvise(UnsafeMutableRawPointer(mutating: base + first), end - first, MADV_DONTNEED) }
  }

  /// A copy of the content of a file.
  public static func content(of path: String) throws -> [UInt8] { try MappedFile(path).withBytes { Array($0) } }
}
