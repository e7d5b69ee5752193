import Claims
import Diagnostics

/// The sentences of one language: `claims.md`, a section for each kind of claim and in it an entry for each verdict.
///
/// A file of one's own holds only the entries that it changes. An entry is one paragraph of text and slots, without
/// conditions: what is said where is decided by the claims, not by the words.
struct ClaimSentences: Sendable {
  static let fileName = "claims.md"
  /// Sections besides those of the kinds, with their entries and the slots of each.
  static let caveats = "caveat"
  static let strengths = "strength"
  static let missing = "missing"

  /// [section][entry].
  private let entries: [String: [String: ClaimSentence]]

  /// - Throws: `AtlasError` with file and line for an unknown section or entry, a slot that the kind does not have, and
  ///   naming the entries that are missing.
  init(folders: TemplateFolders, language: String, style: PageStyle) throws {
    let wanted = Self.wanted()
    var entries: [String: [String: ClaimSentence]] = [:]
    let paths = folders.paths(of: Self.fileName, language: language)
    guard let base = paths.last else {
      throw AtlasError(
        path: folders.base, "the sentences \(language)/\(Self.fileName) are missing",
        hint: "copy those of another language and translate them")
    }
    // The most particular last, so that it replaces the others.
    for path in paths.reversed() {
      for part in try ClaimSentenceFile.parts(of: try TemplateFolders.read(path), path: path) {
        guard let known = wanted[part.section] else {
          throw part.error("unknown section ‘\(part.section)’", nearest: part.section, in: wanted.keys.sorted())
        }
        guard let slots = known[part.entry] else {
          throw part.error(
            "‘\(part.section)’ has no entry ‘\(part.entry)’", nearest: part.entry, in: known.keys.sorted())
        }
        entries[part.section, default: [:]][part.entry] = try ClaimSentence(part, slots: slots, style: style)
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

  /// - Throws: nothing that a checked file can cause: every section and entry is there.
  func sentence(_ section: String, _ entry: String) -> ClaimSentence? { entries[section]?[entry] }

  /// [section][entry]: the slots that the entry may use.
  static func wanted() -> [String: [String: [String]]] {
    var wanted: [String: [String: [String]]] = [:]
    for kind in ClaimKind.allCases {
      for verdict in kind.verdicts { wanted[kind.rawValue, default: [:]][verdict.rawValue] = kind.slots }
    }
    for caveat in Caveat.examples { wanted[caveats, default: [:]][caveat.code] = caveat.arguments.map(\.name) }
    for level in Strength.Level.allCases { wanted[strengths, default: [:]][level.rawValue] = ["missing"] }
    for point in Strength.Missing.allCases { wanted[missing, default: [:]][point.rawValue] = [] }
    return wanted
  }
}
