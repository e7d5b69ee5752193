/// Turns the pieces of a tokenizer into the text they stand for.
public struct TokenPieces: Sendable {
  /// How the pieces are written.
  public let scheme: TokenScheme
  private let table: TokenTable
  /// [code]: what the token adds to the text; several tokens may have to be put together to be valid UTF-8.
  private let bytes: [[UInt8]]
  /// [code]: the text of a token that holds whole characters.
  private let whole: [String?]

  /// Finds the scheme from all tokens, see `TokenScheme`.
  public init(_ table: TokenTable) {
    self.init(table, scheme: TokenScheme(table))
  }

  init(_ table: TokenTable, scheme: TokenScheme) {
    self.table = table
    self.scheme = scheme
    bytes = table.vocabulary.map { TokenPieces.bytes(of: $0, scheme) }
    whole = bytes.map { String(validating: $0, as: UTF8.self) }
  }

  /// The tokens of one example as text.
  public func decoded(example: Int) -> DecodedTokens {
    var result = DecodedTokens()
    var pending: [UInt8] = []
    let range = table.offsets[example]..<table.offsets[example + 1]
    for position in range {
      let code = Int(table.codes[position])
      if pending.isEmpty, let text = whole[code] {
        result.texts.append(text)
        result.continues.append(false)
        continue
      }
      result.continues.append(!pending.isEmpty)
      result.texts.append("")
      pending += bytes[code]
      let next = position + 1 < range.upperBound ? bytes[Int(table.codes[position + 1])].first : nil
      // A character goes on in the next token; one that breaks off does not.
      if UTF8Sequence.endsWithin(pending), let next, next & 0xC0 == 0x80 { continue }
      let first = result.continues.lastIndex(of: false) ?? 0
      result.texts[first] = String(decoding: pending, as: UTF8.self)
      pending.removeAll(keepingCapacity: true)
    }
    // The space that a scheme puts before every word belongs to no text at its beginning.
    if let first = result.texts.first, first.hasPrefix(" "), first != " " || scheme != .spaced {
      result.texts[0].removeFirst()
    }
    return result
  }

  /// A token that stands by itself, as pages show it: spaces at its beginning as ␣. One that is no whole text, and one whose
  /// mark says what it joins, is as the file writes it.
  func alone(code: Int) -> String {
    let token = table.vocabulary[code]
    if scheme == .words || scheme == .wordPiece || SpecialToken.isSpecial(token) { return token }
    guard let text = whole[code], !text.isEmpty else { return token }
    let shown = DecodedTokens.shown(text)
    let rest = shown.drop { $0 == " " }
    return String(repeating: "␣", count: shown.count - rest.count) + rest
  }

  private static func bytes(of token: String, _ scheme: TokenScheme) -> [UInt8] {
    let plain = Array(token.utf8)
    if SpecialToken.isSpecial(token) { return scheme == .words || scheme == .wordPiece ? [0x20] + plain : plain }
    switch scheme {
    case .byteLevel: return ByteAlphabet.bytes(of: token) ?? plain
    case .sentencePiece:
      return ByteAlphabet.fallbackByte(token).map { [$0] } ?? Array(token.replacing("▁", with: " ").utf8)
    case .spaceMarked: return Array(token.replacing("Ġ", with: " ").replacing("Ċ", with: "\n").utf8)
    case .wordPiece where token.hasPrefix("##") && plain.count > 2: return Array(plain.dropFirst(2))
    case .wordPiece, .words: return closing.contains(token) ? plain : [0x20] + plain
    case .spaced: return plain
    }
  }

  /// Marks that stand directly after a word.
  private static let closing: Set<String> = [",", ".", ";", ":", "!", "?", ")", "]", "}", "%", "…", "”", "’"]
}

/// The text of tokens, one after the other.
public struct DecodedTokens: Sendable, Equatable {
  /// As many as tokens; joined they are the text. Tokens that share a character are one piece: it is the text of the first
  /// of them, and the others have none. What is no valid UTF-8 is �.
  public var texts: [String] = []
  /// [token]: whether the token belongs to the piece of the one before, since a character lies in both.
  public var continues: [Bool] = []

  /// The whole text.
  public var text: String { texts.joined() }

  /// The texts as pages show them: line ends and tabs by a sign, and spaces where a token is nothing else.
  public var shown: [String] { texts.map(DecodedTokens.shown) }

  /// The pieces without the spaces around them; one whose tokens are all left out is none.
  public func words(without dropped: Set<Int32> = []) -> [String] {
    var words: [String] = []
    var start = 0
    while start < texts.count {
      let end = continues[(start + 1)...].firstIndex(of: false) ?? texts.count
      if !texts[start].isEmpty, (start..<end).contains(where: { !dropped.contains(Int32($0)) }) {
        words.append(DecodedTokens.shown(texts[start]).trimmed(" "))
      }
      start = end
    }
    return words
  }

  fileprivate static func shown(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 == 0x20 }) { return String(repeating: "␣", count: text.utf8.count) }
    guard text.utf8.contains(where: { (9...13).contains($0) }) else { return text }
    return text.replacing("\r\n", with: "↵").replacing("\n", with: "↵").replacing("\r", with: "↵")
      .replacing("\t", with: "⇥")
  }
}

extension String {
  fileprivate func trimmed(_ mark: Character) -> String {
    var text = drop { $0 == mark }
    while text.last == mark { text.removeLast() }
    return String(text)
  }
}
