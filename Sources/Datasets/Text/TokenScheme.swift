/// How a tokenizer writes its pieces; found from the pieces of a file.
public enum TokenScheme: String, Sendable {
  /// Every byte of the text is one character of GPT-2's alphabet: `Ġthe`, `Ċ`, `æĹ¥`.
  case byteLevel
  /// `▁the` begins a word, `<0xE6>` is a byte (SentencePiece).
  case sentencePiece
  /// `Ġthe` begins a word, the other characters are those of the text.
  case spaceMarked
  /// `##ing` continues a word (BERT).
  case wordPiece
  /// ` the` carries its own space.
  case spaced
  /// Words, joined by spaces.
  case words

  /// Tokens looked at; schemes show early.
  private static let limit = 1_000_000

  /// Every rule asks for more than a single token, so that a text that happens to hold such a character stays as it is.
  init(_ table: TokenTable) {
    let count = min(table.codes.count, TokenScheme.limit)
    var uses = [Int](repeating: 0, count: table.vocabulary.count)
    for code in table.codes.prefix(count) { uses[Int(code)] += 1 }
    func share(_ isMeant: (String) -> Bool) -> Double {
      var found = 0
      for (code, token) in table.vocabulary.enumerated() where uses[code] > 0 && isMeant(token) { found += uses[code] }
      return Double(found) / Double(max(1, count))
    }
    let ordinary = { (token: String) in !SpecialToken.isSpecial(token) }
    if share({ ByteAlphabet.fallbackByte($0) != nil }) > 0
      || share({ $0.hasPrefix("▁") && ordinary($0) }) >= 0.01
      || TokenScheme.examples(of: table, upTo: count, whereSome: { $0.hasPrefix("▁") }) >= 0.1
    {
      self = .sentencePiece
      return
    }
    let marks = share { ordinary($0) && $0.unicodeScalars.contains { $0 == "Ġ" || $0 == "Ċ" } }
    if TokenScheme.isByteLevel(table, upTo: count, marks: marks, outside: share(TokenScheme.isOutsideOfAlphabet)) {
      self = .byteLevel
    } else if marks >= TokenScheme.leastMarks {
      self = .spaceMarked
    } else {
      let spaces = share { $0.hasPrefix(" ") }
      let continuing = share { $0.hasPrefix("##") && $0.utf8.count > 2 }
      self = spaces > continuing ? .spaced : continuing > 0 ? .wordPiece : .words
    }
  }

  /// Share of tokens with a space mark below which the mark is taken for a letter: Maltese writes Ġ and Ċ.
  private static let leastMarks = 0.05

  /// Space alone is not in the alphabet, yet tokenizers have added tokens of several.
  private static func isOutsideOfAlphabet(_ token: String) -> Bool {
    ByteAlphabet.bytes(of: token) == nil && !SpecialToken.isSpecial(token)
      && !token.allSatisfy(\.isWhitespace)
  }

  /// Letters such as é, ł and ħ are in the alphabet, too: what tells bytes from letters is that bytes make valid UTF-8.
  private static func isByteLevel(_ table: TokenTable, upTo limit: Int, marks: Double, outside: Double) -> Bool {
    guard outside <= 0.01 else { return false }
    let bytes = table.vocabulary.map { SpecialToken.isSpecial($0) ? nil : ByteAlphabet.bytes(of: $0) }
    var evidence = UTF8Evidence()
    var run: [UInt8] = []
    for example in 0..<table.exampleCount where table.offsets[example] < limit {
      for position in table.offsets[example]..<table.offsets[example + 1] {
        if let more = bytes[Int(table.codes[position])] {
          run += more
        } else {
          evidence.add(run)
          run.removeAll(keepingCapacity: true)
        }
      }
      evidence.add(run)
      run.removeAll(keepingCapacity: true)
    }
    guard marks >= leastMarks || evidence.characters > 0 else { return false }
    return evidence.contradictions == 0 || evidence.characters >= 20 * evidence.contradictions
  }

  /// Share of the examples that have a token of some kind.
  private static func examples(of table: TokenTable, upTo limit: Int, whereSome isMeant: (String) -> Bool) -> Double {
    let meant = table.vocabulary.map(isMeant)
    let looked = (0..<table.exampleCount).filter { table.offsets[$0] < limit }
    let found = looked.count { example in
      (table.offsets[example]..<table.offsets[example + 1]).contains { meant[Int(table.codes[$0])] }
    }
    return Double(found) / Double(max(1, looked.count))
  }
}

/// Tokens that stand for no text: `<s>`, `<|endoftext|>`, `[CLS]`.
enum SpecialToken {
  static func isSpecial(_ token: String) -> Bool {
    guard token.utf8.count >= 3, !token.contains(where: \.isWhitespace) else { return false }
    if token.hasPrefix("<"), token.hasSuffix(">") { return ByteAlphabet.fallbackByte(token) == nil }
    return token.hasPrefix("[") && token.hasSuffix("]")
      && token.utf8.dropFirst().dropLast().allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 }
  }
}

/// Counts what speaks for and against bytes being UTF-8.
private struct UTF8Evidence {
  /// Characters of several bytes, complete.
  private(set) var characters = 0
  /// Bytes in no character, and control characters that texts do not have.
  private(set) var contradictions = 0

  /// Takes a run of text, which may begin and end within a character.
  mutating func add(_ run: [UInt8]) {
    var place = run.prefix(3).prefix { $0 & 0xC0 == 0x80 }.count
    while place < run.count {
      let byte = run[place]
      let length = UTF8Sequence.length(lead: byte)
      if length == 1 {
        if byte == 0x7F || (byte < 0x20 && !(9...13).contains(byte)) { contradictions += 1 }
        place += 1
      } else if length > 1, place + length > run.count,
        run[(place + 1)...].allSatisfy({ $0 & 0xC0 == 0x80 })
      {
        return
      } else if length > 1, place + length <= run.count,
        String(validating: run[place..<place + length], as: UTF8.self) != nil
      {
        characters += 1
        place += length
      } else {
        contradictions += 1
        place += 1
      }
    }
  }
}
