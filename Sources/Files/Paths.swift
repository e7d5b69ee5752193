import Diagnostics
import Glibc

/// Path arithmetic and the few questions about the file system that the tool asks.
public enum Paths {
  /// `name` seen from `folder`, unless it is absolute.
  public static func join(_ folder: String, _ name: String) -> String {
    if name.hasPrefix("/") || folder.isEmpty { return name }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// All before the last `/`; `.` where there is none.
  public static func folder(of path: String) -> String {
    let trimmed = withoutTrailingSlash(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  /// All after the last `/`.
  public static func name(of path: String) -> String {
    let trimmed = withoutTrailingSlash(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return trimmed }
    return String(trimmed[trimmed.index(after: slash)...])
  }

  /// `a/b//` → `a/b`; `/` stays.
  public static func withoutTrailingSlash(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// Whether a folder lies there, or a link to one.
  public static func isFolder(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFDIR } ?? false }

  /// Whether a folder lies there, a link to one not included.
  public static func isFolderItself(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a regular file lies there, or a link to one.
  public static func isFile(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFREG } ?? false }

  /// Whether anything lies there, a dangling link included.
  public static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  private static func mode(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode : nil
  }

  /// Names in a folder, sorted by bytes, without `.` and `..`.
  public static func entries(of folder: String) throws -> [String] {
    guard let directory = opendir(folder) else { throw FileErrors.cannotRead(folder, errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Every file under `folder` as a path relative to it, sorted by bytes. Links are not followed.
  public static func files(under folder: String) throws -> [String] {
    var found: [String] = []
    func walk(_ relative: String) throws {
      for name in try entries(of: relative.isEmpty ? folder : join(folder, relative)) {
        let path = relative.isEmpty ? name : relative + "/" + name
        var status = stat()
        guard lstat(join(folder, path), &status) == 0 else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: try walk(path)
        case S_IFREG: found.append(path)
        default: break
        }
      }
    }
    try walk("")
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes `folder` and those above it.
  public static func makeFolders(_ folder: String) throws {
    if folder.isEmpty || isFolder(folder) { return }
    let parent = self.folder(of: folder)
    if parent != folder { try makeFolders(parent) }
    if mkdir(folder, 0o777) != 0, errno != EEXIST { throw FileErrors.cannotWrite(folder, errno) }
  }
}
