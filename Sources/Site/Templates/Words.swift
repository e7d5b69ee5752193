import Diagnostics

/// The words of the user interface in one language: `key = text` lines of `words.txt`. A file of one's own holds only those that
/// it changes.
struct Words: Sendable {
  static let fileName = "words.txt"

  /// By their keys, by which codes of the findings are looked up, too.
  private let texts: [String: String]
  let numbers: NumberFormat

  /// - Throws: `AtlasError` when no folder has the language; with the line of an unknown or repeated key, or naming the keys
  ///   that are missing.
  init(folders: TemplateFolders, language: String) throws {
    let paths = folders.paths(of: Self.fileName, language: language)
    guard let base = paths.last else {
      throw AtlasError(
        path: folders.base, "there are no templates in the language ‘\(language)’",
        hint: "languages here: \(folders.languages().joined(separator: ", "))", subject: language)
    }
    var texts: [Word: String] = [:]
    // The most particular last, so that it replaces the others.
    for path in paths.reversed() {
      texts.merge(try Self.texts(of: try TemplateFolders.read(path), path: path)) { $1 }
    }
    let missing = Word.allCases.filter { texts[$0] == nil }.map(\.rawValue)
    guard missing.isEmpty else {
      throw AtlasError(
        path: base, "keys are missing: \(missing.joined(separator: ", "))", hint: "add them to this file")
    }
    self.texts = Dictionary(uniqueKeysWithValues: texts.map { ($0.key.rawValue, $0.value) })
    numbers = NumberFormat(
      decimal: texts[.decimalMark] ?? "", thousands: texts[.thousandsMark] ?? "", percent: texts[.percentage] ?? "",
      interval: texts[.numberWithInterval] ?? "", named: texts[.namedNumber] ?? "", to: texts[.to] ?? "")
  }

  private static func texts(of source: String, path: String) throws -> [Word: String] {
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
    return texts
  }

  subscript(word: Word) -> String { texts[word.rawValue] ?? word.rawValue }

  /// The text with `{0}`, `{1}` … replaced.
  func format(_ word: Word, _ arguments: String...) -> String {
    Pattern.fill(self[word], arguments)
  }

  /// Names as a sentence lists them: `a, b and c`.
  func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return format(.listEnd, series(items.dropLast()), last)
  }

  /// Items one after the other: `a, b, c`.
  func series(_ items: [String]) -> String {
    guard let first = items.first else { return "" }
    return items.dropFirst().reduce(first) { format(.listGoesOn, $0, $1) }
  }

  /// Items that may hold commas themselves: `a: 1, 2; b: 3, 4`.
  func lists(_ items: [String]) -> String {
    guard let first = items.first else { return "" }
    return items.dropFirst().reduce(first) { format(.listOfLists, $0, $1) }
  }

  /// A code of the findings in words; a code without a word is shown as it is.
  func code(_ prefix: String, _ code: String) -> String {
    texts["\(prefix).\(code.contains(" ") ? code.replacing(" ", with: "-") : code)"] ?? code
  }
}
