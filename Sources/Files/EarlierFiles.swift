import Buffers
import Glibc
import Synchronization

/// The folder that a new one is going to replace: a file that is the same in both need not be written again.
final class EarlierFiles: Sendable {
  private static let blockSize = 1 << 16

  private let root: FolderHandle
  /// By path, the empty one for the folder itself; nil where there is no such folder.
  private let folders: Mutex<[RawPath: FolderHandle?]>

  init(_ root: FolderHandle) {
    self.root = root
    folders = Mutex([RawPath(""): root])
  }

  /// Gives a file of the earlier folder a second name (a hard link) in the new one.
  ///
  /// - Parameters:
  ///   - path: in both folders.
  ///   - full: where it is to lie in the new folder, which must not have such a file.
  /// - Returns: false where there is no file of exactly these bytes, or the file system knows no second names.
  func reuse(_ path: RawPath, _ bytes: [UInt8], as full: String) -> Bool {
    let parts = path.bytes.split(separator: UInt8(ascii: "/")).map { RawPath(Array($0)) }
    guard let name = parts.last, let folder = self.folder(parts.dropLast()), let status = folder.status(name),
      status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) == bytes.count, holds(bytes, name, folder)
    else { return false }
    return name.withCString { linkat(folder.descriptor, $0, AT_FDCWD, full, 0) == 0 }
  }

  /// Opened once; links to folders are not followed.
  private func folder(_ parts: ArraySlice<RawPath>) -> FolderHandle? {
    let path = RawPath(Array(parts.map(\.bytes).joined(separator: [UInt8(ascii: "/")])))
    if let known = folders.withLock({ $0[path] }) { return known }
    guard let name = parts.last else { return root }
    let found = folder(parts.dropLast()).flatMap { try? FolderHandle(in: $0, name) }
    folders.withLock { $0[path] = .some(found) }
    return found
  }

  private func holds(_ bytes: [UInt8], _ name: RawPath, _ folder: FolderHandle) -> Bool {
    let descriptor = name.withCString { openat(folder.descriptor, $0, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return bytes.withUnsafeBytes { expected in
      withUnsafeTemporaryAllocation(byteCount: min(Self.blockSize, max(1, bytes.count)), alignment: 16) { block in
        var start = 0
        while start < expected.count {
          let count = read(descriptor, block.start, min(block.count, expected.count - start))
          if count < 0, errno == EINTR { continue }
          guard count > 0, memcmp(block.start, expected.start + start, count) == 0 else { return false }
          start += count
        }
        return true
      }
    }
  }
}
