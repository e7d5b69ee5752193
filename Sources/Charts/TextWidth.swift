/// How wide text is about, in pixels of the charts' type of 12 pixels: no font is known where pages are written.
enum TextWidth {
  static func of(_ text: String) -> Double { text.reduce(0) { $0 + width($1) } }

  /// The text, or as much of its start as fits, with an ellipsis.
  static func fitted(_ text: String, into room: Double) -> String {
    guard of(text) > room else { return text }
    var width = 9.0
    var kept = ""
    for character in text {
      width += self.width(character)
      if width > room { break }
      kept.append(character)
    }
    while kept.last?.isWhitespace == true { kept.removeLast() }
    return kept + "…"
  }

  private static func width(_ character: Character) -> Double {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100..<0x1160, 0x2E80..<0xA4D0, 0xAC00..<0xD7A4, 0xF900..<0xFB00, 0xFE30..<0xFE50, 0xFF00..<0xFF61,
      0x1F000..<0x30000:
      return 12.5
    case 0x49, 0x69, 0x6A, 0x6C, 0x2E, 0x2C, 0x27, 0x3A, 0x7C: return 3.4
    case 0x4D, 0x57, 0x6D, 0x77, 0x40: return 9.8
    case 0x41..<0x5B: return 7.8
    default: return 6.5
    }
  }
}
