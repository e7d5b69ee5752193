/// A configuration to start from: every key with its meaning, values and default; keys that a first configuration can do
/// without are commented out.
enum CommentedConfiguration {
  static var text: String {
    "# A configuration of feature-atlas. Paths are relative to this file.\n"
      + lines(AtlasConfiguration.keys.map(\.description)).joined(separator: "\n") + "\n"
  }

  private static func lines(_ keys: [KeyDescription]) -> [String] {
    var lines: [String] = []
    for key in keys {
      let mark = key.isBasic ? "" : "# "
      lines.append("# \(key.summary) (\(key.values))".replacing("`", with: ""))
      guard let nested = key.nested else {
        lines.append("\(mark)\(key.name):" + ((key.example ?? key.usual).map { " " + $0 } ?? ""))
        continue
      }
      lines.append("\(mark)\(key.name):")
      switch nested.form {
      case .mapping: break
      case .list: lines.append(mark + "  -")
      case .byLayer: lines.append(mark + "  4:")
      }
      let indent = mark + (nested.form == .mapping ? "  " : "    ")
      lines += self.lines(nested.keys).map { indent + $0 }
    }
    return lines
  }
}

extension KeyDescription {
  /// Whether a first configuration has it.
  fileprivate var isBasic: Bool {
    guard let nested else { return isRequired || usual != nil || example != nil }
    let isNeeded = nested.keys.contains { $0.isRequired && $0.example == nil }
    return !isNeeded && nested.keys.contains { $0.isBasic && (nested.form == .mapping || $0.example != nil) }
  }
}
