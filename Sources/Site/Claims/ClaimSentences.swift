import Claims

/// The sentences of claims in one language: `claims.md`, a section for each kind of claim and in it an entry for each
/// verdict.
struct ClaimSentences: Sendable {
  static let fileName = "claims.md"
  /// Sections besides those of the kinds, with their entries and the slots of each.
  static let caveats = "caveat"
  static let strengths = "strength"
  static let missing = "missing"

  private let sentences: Sentences

  /// - Parameter isForPages: whether pages say them, whose lines may end between phrases; else they are plain text.
  /// - Throws: as `Sentences`.
  init(folders: TemplateFolders, language: String, style: PageStyle, isForPages: Bool = true) throws {
    sentences = try Sentences(
      Self.fileName, Self.wanted(), folders: folders, language: language, style: style,
      phrases: isForPages ? try Phrases(folders: folders, language: language) : nil)
  }

  func sentence(_ section: String, _ entry: String) -> Sentence? { sentences.sentence(section, entry) }

  private static func wanted() -> Sentences.Wanted {
    var wanted: Sentences.Wanted = [:]
    for kind in ClaimKind.allCases {
      for verdict in kind.verdicts { wanted[kind.rawValue, default: [:]][verdict.rawValue] = kind.slots }
    }
    for caveat in Caveat.examples { wanted[caveats, default: [:]][caveat.code] = caveat.arguments.map(\.name) }
    for level in Strength.Level.allCases { wanted[strengths, default: [:]][level.rawValue] = ["missing"] }
    for point in Strength.Missing.allCases { wanted[missing, default: [:]][point.rawValue] = [] }
    return wanted
  }
}
