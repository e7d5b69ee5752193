import Diagnostics

/// The words of the user interface in one language: `key = text` lines of `words.txt`.
struct Words: Sendable {
  private let texts: [Word: String]

  /// - Throws: `AtlasError` with the line of an unknown or repeated key, or naming the keys that are missing.
  init(source: String, path: String) throws {
    var texts: [Word: String] = [:]
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = line.trimmingSpaces
      if content.isEmpty || content.hasPrefix("#") { continue }
      let parts = content.split(separator: "=", maxSplits: 1).map { String($0.trimmingSpaces) }
      guard parts.count == 2 else {
        throw AtlasError(path: path, line: index + 1, "a line without ‘=’", hint: "write key = text")
      }
      guard let word = Word(rawValue: parts[0]) else {
        let nearest = nearestName(to: parts[0], in: Word.allCases.map(\.rawValue))
        throw AtlasError(
          path: path, line: index + 1, "unknown key ‘\(parts[0])’", hint: nearest.map { "did you mean ‘\($0)’?" })
      }
      guard texts.updateValue(parts[1], forKey: word) == nil else {
        throw AtlasError(path: path, line: index + 1, "the key ‘\(parts[0])’ stands here twice")
      }
    }
    let missing = Word.allCases.filter { texts[$0] == nil }.map(\.rawValue)
    guard missing.isEmpty else {
      throw AtlasError(
        path: path, "keys are missing: \(missing.joined(separator: ", "))", hint: "add them to this file")
    }
    self.texts = texts
  }

  subscript(word: Word) -> String { texts[word] ?? word.rawValue }

  /// The text with `{0}`, `{1}` … replaced.
  func format(_ word: Word, _ arguments: String...) -> String {
    var text = ""
    var rest = self[word][...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      let index = Int(rest[rest.index(after: open)..<close])
      text += index.flatMap { arguments.indices.contains($0) ? arguments[$0] : nil } ?? String(rest[open...close])
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  /// A code of the findings in words; a code without a word is shown as it is.
  func code(_ prefix: String, _ code: String) -> String {
    let key = prefix + "." + code.map { $0 == " " ? "-" : String($0) }.joined()
    return Word(rawValue: key).map { self[$0] } ?? code
  }
}
