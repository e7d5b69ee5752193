import Diagnostics
import Glibc

/// An open folder. What is done through it is done to that very folder, wherever it is moved meanwhile, and to what lies
/// in it: no link is followed.
public final class FolderHandle: Sendable {
  let descriptor: Int32
  /// For messages only.
  public let path: String

  /// - Throws: `AtlasError` if there is no folder of this name. Links on the way to it are followed.
  public convenience init(_ path: String) throws {
    try self.init(AT_FDCWD, RawPath(path), path, flags: 0)
  }

  /// A folder in `parent`, which must not be a link.
  convenience init(in parent: FolderHandle, _ name: RawPath) throws {
    try self.init(parent.descriptor, name, Paths.join(parent.path, name.text), flags: O_NOFOLLOW)
  }

  private init(_ parent: Int32, _ name: RawPath, _ path: String, flags: Int32) throws {
    descriptor = name.withCString { openat(parent, $0, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags) }
    self.path = path
    if descriptor < 0 { throw FileErrors.cannotRead(path, errno) }
  }

  deinit { close(descriptor) }

  /// All names but `.` and `..`, sorted by bytes.
  public func entries() throws -> [RawPath] {
    // A description of its own, so that it is read from the beginning.
    let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard own >= 0 else { throw FileErrors.cannotRead(path, errno) }
    guard let stream = fdopendir(own) else {
      close(own)
      throw FileErrors.cannotRead(path, errno)
    }
    defer { closedir(stream) }
    var names: [RawPath] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: UInt8.self, capacity: 256) {
          Array(UnsafeBufferPointer(start: $0, count: strlen(UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))))
        }
      }
      if name != [UInt8(ascii: ".")], name != [UInt8(ascii: "."), UInt8(ascii: ".")] { names.append(RawPath(name)) }
      errno = 0
    }
    if errno != 0 { throw FileErrors.cannotRead(path, errno) }
    return names.sorted()
  }

  /// What lies under a relative path, a link as the link; nil where nothing does.
  func status(_ name: RawPath) -> stat? {
    var status = stat()
    return name.withCString { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) } == 0 ? status : nil
  }

  /// Of the folder itself.
  var status: stat {
    var status = stat()
    fstat(descriptor, &status)
    return status
  }

  func rename(_ name: RawPath, to newName: RawPath, in folder: FolderHandle) -> Bool {
    name.withCString { name in
      newName.withCString { Glibc.renameat(descriptor, name, folder.descriptor, $0) == 0 }
    }
  }

  /// Gives each of two names in this folder what the other had, in one step; false where the file system cannot.
  ///
  /// `renameat2(…, RENAME_EXCHANGE)`, which the Glibc module does not export.
  func exchange(_ a: RawPath, _ b: RawPath) -> Bool {
    typealias Renameat2 = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
    guard let symbol = dlsym(nil, "renameat2") else { return false }
    let exchangeFlag: UInt32 = 2
    let call = unsafeBitCast(symbol, to: Renameat2.self)
    return a.withCString { a in b.withCString { call(descriptor, a, descriptor, $0, exchangeFlag) == 0 } }
  }

  /// Removes all that lies in the folder; links are removed, not followed, and other file systems that are mounted in it
  /// are left alone. `last` goes last: an interrupted removal can be told from a folder of somebody else's by it.
  ///
  /// - Throws: the first error, after all else was removed.
  func removeContent(last: RawPath? = nil) throws {
    var failure: (any Error)?
    let device = status.st_dev
    let names = try entries()
    for name in names.filter({ $0 != last }) + names.filter({ $0 == last }) {
      guard let status = status(name) else { continue }
      do {
        if name == last, failure != nil { continue }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        if isFolder {
          guard status.st_dev == device else { throw FileErrors.cannotWrite(Paths.join(path, name.text), EXDEV) }
          try FolderHandle(in: self, name).removeContent()
        }
        if name.withCString({ unlinkat(descriptor, $0, isFolder ? AT_REMOVEDIR : 0) }) != 0, errno != ENOENT {
          throw FileErrors.cannotWrite(Paths.join(path, name.text), errno)
        }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  /// Removes a folder in this one, which `folder` has opened, with all that is in it.
  func remove(_ name: RawPath, opened folder: FolderHandle) throws {
    try folder.removeContent(last: RawPath(FolderMarker.fileName))
    // Goes only if it is empty: if another folder has this name by now, nothing in it is lost.
    if name.withCString({ unlinkat(descriptor, $0, AT_REMOVEDIR) }) != 0, errno != ENOENT {
      throw FileErrors.cannotWrite(Paths.join(path, name.text), errno)
    }
  }
}
