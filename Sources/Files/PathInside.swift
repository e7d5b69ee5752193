extension Paths {
  /// Whether a name from a file can only lead to what lies in a folder: relative, without `.`, `..`, empty steps and the
  /// separators of other systems. Links are another matter, see `inside`.
  public static func leadsInside(_ name: String) -> Bool {
    let steps = name.split(separator: "/", omittingEmptySubsequences: false)
    return !name.contains("\\") && !name.contains("\0") && steps.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
  }

  /// The path of `name` in `folder`; nil where the name leads out of it, by itself or through a link.
  ///
  /// - Parameter canonicalFolder: `canonical(folder)`, which many calls share.
  public static func inside(_ folder: String, _ name: String, canonicalFolder: String) -> String? {
    guard leadsInside(name) else { return nil }
    let path = join(folder, name)
    return lies(canonical(path), in: canonicalFolder) ? path : nil
  }
}
