import Diagnostics

/// A file of sentences of one language, with every entry that is wanted and no other.
///
/// A file of one's own holds only the entries that it changes. An entry is one paragraph of text and slots, without
/// conditions: what is said where is decided before the words are looked up.
struct Sentences: Sendable {
  /// [section][entry]: the slots that the entry may use.
  typealias Wanted = [String: [String: [String]]]

  private let entries: [String: [String: Sentence]]

  /// - Throws: `AtlasError` with file and line for an unknown section or entry, a slot that the entry does not have, and
  ///   naming the entries that are missing.
  init(
    _ fileName: String, _ wanted: Wanted, folders: TemplateFolders, language: String, style: PageStyle,
    phrases: Phrases? = nil
  ) throws {
    var entries: [String: [String: Sentence]] = [:]
    let paths = folders.paths(of: fileName, language: language)
    guard let base = paths.last else {
      throw AtlasError(
        path: folders.base, "the sentences \(language)/\(fileName) are missing",
        hint: "copy those of another language and translate them")
    }
    // The most particular last, so that it replaces the others.
    for path in paths.reversed() {
      for part in try SentenceFile.parts(of: try TemplateFolders.read(path), path: path) {
        guard let known = wanted[part.section] else {
          throw part.error("unknown section ‘\(part.section)’", nearest: part.section, in: wanted.keys.sorted())
        }
        guard let slots = known[part.entry] else {
          throw part.error(
            "‘\(part.section)’ has no entry ‘\(part.entry)’", nearest: part.entry, in: known.keys.sorted())
        }
        entries[part.section, default: [:]][part.entry] = try Sentence(
          part, slots: slots, style: style, phrases: phrases)
      }
    }
    let missing = wanted.keys.sorted().flatMap { section in
      (wanted[section] ?? [:]).keys.sorted().filter { entries[section]?[$0] == nil }.map { "\(section) / \($0)" }
    }
    guard missing.isEmpty else {
      throw AtlasError(
        path: base, "sentences are missing: \(missing.joined(separator: ", "))",
        hint: "write ## for the section, ### for the entry, and the sentence below")
    }
    self.entries = entries
  }

  /// nil only for an entry that is not wanted.
  func sentence(_ section: String, _ entry: String) -> Sentence? { entries[section]?[entry] }
}
