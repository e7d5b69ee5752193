import Glibc

extension Paths {
  /// The absolute path without links, `.` and `..`; what does not exist yet is appended as it is written.
  public static func canonical(_ path: String) -> String {
    var existing = withoutTrailingSlash(path.isEmpty ? "." : path)
    var rest: [String] = []
    while true {
      if let resolved = realpath(existing, nil) {
        defer { free(resolved) }
        return rest.reversed().reduce(String(cString: resolved)) { $1 == ".." ? folder(of: $0) : join($0, $1) }
      }
      let parent = folder(of: existing)
      if parent == existing { return path }
      if name(of: existing) != "." { rest.append(name(of: existing)) }
      existing = parent
    }
  }

  /// Whether `path` is `folder` or lies in it; both canonical.
  public static func lies(_ path: String, in folder: String) -> Bool {
    path == folder || path.hasPrefix(folder == "/" ? folder : folder + "/")
  }

  /// Whether a folder could be made at `path`: the nearest folder above it that exists can be written.
  ///
  /// - Returns: nil, or the path that stands in the way.
  public static func obstacle(toMaking path: String) -> String? {
    var parent = folder(of: path)
    while !exists(parent), parent != folder(of: parent) { parent = folder(of: parent) }
    return isFolder(parent) && access(parent, W_OK | X_OK) == 0 ? nil : parent
  }
}
