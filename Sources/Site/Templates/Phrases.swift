import Diagnostics

/// Where lines may end in a script without spaces: the weights of BudouX for single characters, pairs and triples around a
/// place, as the language's `phrases.txt` holds them. A language without the file has spaces, or no need.
struct Phrases: Sendable {
  static let fileName = "phrases.txt"

  /// By the name of the window and its characters: `UW3。`.
  private let weights: [String: Int]
  /// A place is a break where its weights exceed half of all of them.
  private let total: Int

  /// - Throws: `AtlasError` with the line that is not window, characters and weight.
  init?(folders: TemplateFolders, language: String) throws {
    guard let path = folders.path(of: Self.fileName, language: language) else { return nil }
    try self.init(try TemplateFolders.read(path), path: path)
  }

  init(_ source: String, path: String) throws {
    var weights: [String: Int] = [:]
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.isEmpty || line.hasPrefix("#") { continue }
      let parts = line.split(separator: "\t")
      guard parts.count == 3, let weight = Int(parts[2]), weight.magnitude < 1_000_000 else {
        throw AtlasError(path: path, line: index + 1, "no window, characters and weight, with tabs between them")
      }
      weights[String(parts[0] + parts[1])] = weight
    }
    self.weights = weights
    total = weights.values.reduce(0, +)
  }

  /// Places, counted from the first character, before which a phrase begins.
  func starts(_ text: [Character]) -> [Int] {
    guard text.count > 1 else { return [] }
    return (1..<text.count).filter { place in
      let sum = Self.windows.reduce(0) { sum, window in
        let (first, end) = (place + window.first, place + window.first + window.count)
        guard first >= 0, end <= text.count else { return sum }
        return sum + (weights[window.name + String(text[first..<end])] ?? 0)
      }
      return 2 * sum > total
    }
  }

  /// Characters from the place on, or before it.
  private static let windows: [(name: String, first: Int, count: Int)] = [
    ("UW1", -3, 1), ("UW2", -2, 1), ("UW3", -1, 1), ("UW4", 0, 1), ("UW5", 1, 1), ("UW6", 2, 1), ("BW1", -2, 2),
    ("BW2", -1, 2), ("BW3", 0, 2), ("TW1", -3, 3), ("TW2", -2, 3), ("TW3", -1, 3), ("TW4", 0, 3),
  ]

  /// HTML, of which headings, or all lines, are marked.
  func mark(_ html: String, all: Bool, _ sentinels: Sentinels) -> String {
    html.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let isHeading = line.hasPrefix("<h1") || line.hasPrefix("<h2") || line.hasPrefix("<h3")
      return all || isHeading ? marked(line, sentinels) : String(line)
    }.joined(separator: "\n")
  }

  /// With `<wbr>` before each phrase; tags and what `sentinels` stand for are left whole.
  func marked(_ html: Substring, _ sentinels: Sentinels) -> String {
    var pieces: [(source: String, character: Character?)] = []
    for part in sentinels.split(String(html)) {
      switch part {
      case .mark(let id, let role): pieces.append((sentinels.mark(id, role), role == .tag ? "X" : nil))
      case .text(let text): Self.append(text, to: &pieces)
      }
    }
    let places = pieces.indices.filter { pieces[$0].character != nil }
    let text = places.compactMap { pieces[$0].character }
    let starts = Set(
      self.starts(text).filter { !Self.endsPhrase(text[$0]) && !Self.beginsPhrase(text[$0 - 1]) }.map { places[$0] })
    return pieces.indices.map { (starts.contains($0) ? "<wbr>" : "") + pieces[$0].source }.joined()
  }

  /// No line begins with these, which `<wbr>` would allow; at a space it may end anyway.
  private static func endsPhrase(_ character: Character) -> Bool { " 、。，．：；）」』】〕！？・ー〜…々%,.:;)!?".contains(character) }
  /// And none ends with these.
  private static func beginsPhrase(_ character: Character) -> Bool { " （「『【〔(".contains(character) }

  /// Characters one by one; tags without a character to read; `&amp;` and the like as one.
  private static func append(_ text: Substring, to pieces: inout [(source: String, character: Character?)]) {
    var rest = text
    while let first = rest.first {
      let close: Character? = first == "<" ? ">" : first == "&" ? ";" : nil
      if let close, let end = rest.firstIndex(of: close) {
        pieces.append((String(rest[...end]), first == "<" ? nil : "&"))
        rest = rest[rest.index(after: end)...]
      } else {
        pieces.append((String(first), first))
        rest = rest.dropFirst()
      }
    }
  }
}
