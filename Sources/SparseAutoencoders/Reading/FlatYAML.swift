import Files

/// The top-level `key: text` lines of a YAML file; everything nested is passed over.
struct FlatYAML {
  private var values: [String: String] = [:]

  init(_ path: String) throws {
    let file = try MappedFile(path)
    guard file.count <= 1 << 20 else { return }
    let text = file.withBytes { String(decoding: $0, as: UTF8.self) }
    for line in text.split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":"), line.first?.isLetter == true else { continue }
      let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
      let bare = value.prefix { $0 != "#" }.filter { $0 != "\"" && $0 != "'" }
      let trimmed = bare.reversed().drop(while: \.isWhitespace).reversed()
      if !trimmed.isEmpty { values[String(line[..<colon])] = String(trimmed) }
    }
  }

  subscript(key: String) -> String? { values[key] }
}
