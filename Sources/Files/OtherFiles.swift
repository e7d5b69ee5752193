import Diagnostics
import Glibc

/// Files in an output folder that are not of this tool: a `CNAME`, a `.git`.
public enum OtherFiles {
  /// What lies in a folder beside `known` files and the folders that lead to them: the topmost paths, sorted; those of
  /// folders end with `/` and stand for all that is in them, empty ones too.
  public static func find(in folder: FolderHandle, known: Set<RawPath>) throws -> [RawPath] {
    let folders = Set(known.flatMap(\.folders))
    var found: [RawPath] = []
    func walk(_ folder: FolderHandle, _ place: RawPath) throws {
      for name in try folder.entries() {
        let path = place.appending(name)
        guard let status = folder.status(name) else { continue }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        if isFolder, folders.contains(path) {
          try walk(FolderHandle(in: folder, name), path)
        } else if isFolder {
          found.append(RawPath(path.bytes + [UInt8(ascii: "/")]))
        } else if !known.contains(path) {
          found.append(path)
        }
      }
    }
    try walk(folder, RawPath(""))
    return found.sorted()
  }

  /// Puts the paths that `find` gave of `old` also into `new`, on the same disk: files under a second name (a hard link),
  /// copied where that is not possible. `old` stays as it is.
  ///
  /// - Throws: `AtlasError` if `new` has another file there, or one cannot be carried over.
  static func carry(_ paths: [RawPath], from old: FolderHandle, to new: FolderHandle) throws {
    for path in paths {
      var (source, target) = (old, new)
      let parts = path.bytes.split(separator: UInt8(ascii: "/")).map { RawPath(Array($0)) }
      for part in parts.dropLast() { (source, target) = try open(part, source, target) }
      if let name = parts.last { try carry(name, source, target) }
    }
  }

  private static func carry(_ name: RawPath, _ old: FolderHandle, _ new: FolderHandle) throws {
    guard let status = old.status(name) else { return }
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      let (source, target) = try open(name, old, new)
      for name in try source.entries() { try carry(name, source, target) }
      // Last: a folder that may not be written can be filled so.
      fchmod(target.descriptor, status.st_mode & 0o7777)
    case S_IFLNK:
      if !link(name, old, new) { try copyLink(name, old, new) }
    case S_IFREG:
      if !link(name, old, new) { try copy(name, old, new, status) }
    default:
      guard link(name, old, new) else { throw conflict(name, old, errno) }
    }
  }

  /// The same folder on both sides, made in `new` if need be.
  private static func open(
    _ name: RawPath, _ old: FolderHandle, _ new: FolderHandle
  ) throws -> (FolderHandle, FolderHandle) {
    let source = try FolderHandle(in: old, name)
    let isMade = name.withCString { mkdirat(new.descriptor, $0, 0o777) } == 0
    if !isMade, new.status(name).map({ $0.st_mode & S_IFMT == S_IFDIR }) != true { throw conflict(name, old, errno) }
    return (source, try FolderHandle(in: new, name))
  }

  private static func link(_ name: RawPath, _ old: FolderHandle, _ new: FolderHandle) -> Bool {
    name.withCString { linkat(old.descriptor, $0, new.descriptor, $0, 0) } == 0
  }

  private static func copyLink(_ name: RawPath, _ old: FolderHandle, _ new: FolderHandle) throws {
    var place = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = name.withCString { readlinkat(old.descriptor, $0, &place, place.count - 1) }
    guard length >= 0, name.withCString({ symlinkat(place, new.descriptor, $0) }) == 0 else {
      throw conflict(name, old, errno)
    }
  }

  private static func copy(_ name: RawPath, _ old: FolderHandle, _ new: FolderHandle, _ status: stat) throws {
    let source = name.withCString { openat(old.descriptor, $0, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
    guard source >= 0 else { throw conflict(name, old, errno) }
    defer { close(source) }
    let target = name.withCString {
      openat(new.descriptor, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    }
    guard target >= 0 else { throw conflict(name, old, errno) }
    defer { close(target) }
    let path = Paths.join(new.path, name.text)
    var block = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(source, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileErrors.cannotRead(Paths.join(old.path, name.text), errno) }
      if count == 0 { break }
      try block.withUnsafeBytes { try FileSink.write(.init(rebasing: $0[..<count]), to: target, path) }
    }
    fchmod(target, status.st_mode & 0o7777)
    futimens(target, [status.st_atim, status.st_mtim])
  }

  private static func conflict(_ name: RawPath, _ old: FolderHandle, _ code: Int32) -> AtlasError {
    let path = Paths.join(old.path, name.text)
    guard code == EEXIST else {
      return AtlasError(
        .failure, path: path,
        "this is not of feature-atlas and cannot be carried over: \(String(cString: strerror(code)))",
        hint: "nothing was replaced; move it elsewhere, or give another folder with -o")
    }
    return AtlasError(
      path: path, "this is not of feature-atlas, but the new output has a file of this name",
      hint: "nothing was replaced; move it elsewhere, or give another folder with -o")
  }
}
