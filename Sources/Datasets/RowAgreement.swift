/// Whether the tokens of examples are those of the texts in the same rows of a table.
///
/// Tokenizers change case, accents, white space and width, cut long texts, and write what they do not know as one sign:
/// letters and digits are compared, and of examples that differ only a part has to be alike.
public struct RowAgreement: Sendable, Equatable {
  /// An example whose tokens are those of another row.
  public struct Moved: Sendable, Equatable {
    /// The row that the tokens stand in.
    public var example: Int
    /// The row whose text the tokens spell.
    public var row: Int
  }

  /// Examples with letters or digits both in tokens and text.
  public private(set) var compared = 0
  /// Those of them whose tokens are alike enough to the text of their own row.
  public private(set) var agreeing = 0
  /// Examples whose tokens spell the text of another row and not their own, ascending.
  public private(set) var moved: [Moved] = []
  /// Examples whose tokens spell no row's text, as far as was looked for, ascending.
  public private(set) var unlike: [Int] = []

  /// Whether so many rows have another row's tokens that the two are in another order.
  public var isAnotherOrder: Bool { moved.count >= max(2, compared / 100) }

  /// Whether the tokens are those of the texts at all.
  public var isOfTheseTexts: Bool { compared > 0 && 2 * agreeing >= compared }

  public init(_ tokens: TokenTable, texts: [String]) {
    let spelled = TokenTexts(tokens)
    let texts = texts.map(ComparableText.init)
    var differing: [Int] = []
    for example in 0..<min(tokens.exampleCount, texts.count)
    where !spelled.joined[example].isEmpty && !texts[example].isEmpty {
      compared += 1
      if spelled.spell(texts[example], example: example) { agreeing += 1 } else { differing.append(example) }
    }
    guard !differing.isEmpty else { return }
    let elsewhere = TextPlaces(texts, spelled)
    var rest: [Int] = []
    for example in differing {
      if let row = elsewhere.row(spelledBy: example) {
        moved.append(Moved(example: example, row: row))
      } else {
        rest.append(example)
      }
    }
    rest = rest.filter { example in
      guard Likeness.share(spelled.joined[example].grams, texts[example].grams) >= Likeness.least else { return true }
      agreeing += 1
      return false
    }
    let alike = Likeness.mostAlike(rest, spelled, texts)
    moved += alike
    moved.sort { $0.example < $1.example }
    let found = Set(alike.map(\.example))
    unlike = rest.filter { !found.contains($0) }
  }
}

/// Finds the row whose text tokens spell.
private struct TextPlaces {
  private static let keyLength = 16
  private let texts: [ComparableText]
  private let spelled: TokenTexts
  private let whole: [ComparableText: Int]
  /// Rows by the beginning of their text.
  private let beginnings: [ArraySlice<UInt8>: [Int]]
  /// Bytes that all tokens begin with and no text does.
  private let prompt: Int

  init(_ texts: [ComparableText], _ spelled: TokenTexts) {
    self.texts = texts
    self.spelled = spelled
    whole = Dictionary(texts.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    beginnings = Dictionary(grouping: texts.indices.filter { texts[$0].count >= Self.keyLength }) {
      texts[$0].bytes.prefix(Self.keyLength)
    }
    let common = spelled.commonPrefix
    prompt = common - min(common, TokenTexts.commonPrefix(texts))
  }

  func row(spelledBy example: Int) -> Int? {
    let bytes = spelled.joined[example].bytes.dropFirst(prompt)
    if let row = whole[ComparableText(bytes: Array(bytes))] { return row }
    guard bytes.count >= Self.keyLength else { return nil }
    let candidates = beginnings[bytes.prefix(Self.keyLength)] ?? []
    return candidates.prefix(64).first { spelled.spell(texts[$0], example: example) }
  }
}

/// How much of two texts is alike: runs of eight bytes in both, as a share of the shorter one's.
private enum Likeness {
  static let least = 0.6
  private static let sampled = 200
  /// Runs that tokens need for a row to be named after them.
  private static let fewest = 8

  static func share(_ a: Set<UInt64>, _ b: Set<UInt64>) -> Double {
    guard !a.isEmpty, !b.isEmpty else { return 0 }
    return Double(a.intersection(b).count) / Double(min(a.count, b.count))
  }

  /// Of the examples, at most `sampled`, those that are alike to the text of some row.
  static func mostAlike(_ examples: [Int], _ spelled: TokenTexts, _ texts: [ComparableText]) -> [RowAgreement.Moved] {
    let sample = examples.count <= sampled ? examples : (0..<sampled).map { examples[$0 * examples.count / sampled] }
    let grams = sample.map { spelled.joined[$0].grams }
    var owners: [UInt64: [Int]] = [:]
    for (place, set) in grams.enumerated() { for gram in set { owners[gram, default: []].append(place) } }
    guard !owners.isEmpty else { return [] }
    var best = [(share: Double, row: Int)](repeating: (0, -1), count: sample.count)
    for (row, text) in texts.enumerated() {
      var counts = [Int](repeating: 0, count: sample.count)
      let own = text.grams
      for gram in own { for place in owners[gram] ?? [] { counts[place] += 1 } }
      // Of the tokens: some short text occurs in everything.
      for (place, count) in counts.enumerated() where count > 0 && grams[place].count >= fewest {
        let share = Double(count) / Double(grams[place].count)
        if share > best[place].share { best[place] = (share, row) }
      }
    }
    return zip(sample, best).filter { $1.share >= least && $1.row != $0 }.map { .init(example: $0, row: $1.row) }
  }
}
