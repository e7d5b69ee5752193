/// Emphasis that did not become emphasis. CommonMark looks at the characters beside `*` and `_`: beside 「」, 、 or 。 they often
/// do not count, and would be printed as they are.
enum LiteralMarks {
  /// The text of the first pair of marks and what lies between them; nil where no two marks of a kind are left.
  ///
  /// - Parameter text: of one paragraph, heading or cell as it will be read, without code. Marks with white space on both
  ///   sides (`2 * 3`) and underscores within words of letters that put spaces between words (`n_test`) are text.
  static func first(in text: String) -> String? {
    let characters = Array(text)
    for mark in ["*", "_"] as [Character] {
      let places = characters.indices.filter { characters[$0] == mark && isMark(characters, $0) }
      guard let first = places.first,
        let last = places.dropFirst().first(where: { $0 > first + 1 }) ?? places.dropFirst().first
      else { continue }
      return String(characters[first...last].prefix(40))
    }
    return nil
  }

  private static func isMark(_ characters: [Character], _ place: Int) -> Bool {
    let before = place > 0 ? characters[place - 1] : " "
    let after = place + 1 < characters.count ? characters[place + 1] : " "
    if before.isWhitespace, after.isWhitespace { return false }
    return characters[place] != "_" || !isOfSpacedWord(before) || !isOfSpacedWord(after)
  }

  /// Letters and digits of scripts that put spaces between words.
  private static func isOfSpacedWord(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first, scalar.value < 0x2E80 else { return false }
    return character.isLetter || character.isNumber
  }
}
