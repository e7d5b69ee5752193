/// The texts that the tokens of examples spell, as far as they can be compared with the texts of a table.
struct TokenTexts {
  /// [example]: parts of the text in order, parted by special and unknown tokens, which stand for any text.
  let parts: [[ComparableText]]
  /// [example]: all parts together.
  let joined: [ComparableText]

  init(_ table: TokenTable) {
    let pieces = TokenPieces(table)
    let breaks = table.vocabulary.map { SpecialToken.isSpecial($0) || $0.contains("⁇") }
    let parts = (0..<table.exampleCount).map { example in
      var parts: [ComparableText] = []
      var run = ""
      let start = table.offsets[example]
      for (place, text) in pieces.decoded(example: example).texts.enumerated() {
        if breaks[Int(table.codes[start + place])] {
          parts.append(ComparableText(run))
          run = ""
        } else {
          run += text
        }
      }
      parts.append(ComparableText(run))
      return parts.filter { !$0.isEmpty }
    }
    self.parts = parts
    joined = parts.map { ComparableText(bytes: $0.flatMap(\.bytes)) }
  }

  /// Whether the tokens spell the text, the beginning or another part of it, or hold it as a prompt does.
  func spell(_ text: ComparableText, example: Int) -> Bool {
    if !text.isEmpty, joined[example].position(of: text) != nil { return true }
    var place = 0
    for part in parts[example] {
      guard let found = text.position(of: part, from: place) else { return false }
      place = found + part.count
    }
    return true
  }

  /// What all examples begin with, say an instruction.
  var commonPrefix: Int { TokenTexts.commonPrefix(joined) }

  static func commonPrefix(_ texts: [ComparableText]) -> Int {
    guard texts.count > 1, let first = texts.first else { return 0 }
    return texts.dropFirst().reduce(first.count) { length, text in
      zip(first.bytes.prefix(length), text.bytes).prefix { $0 == $1 }.count
    }
  }
}
