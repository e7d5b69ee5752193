/// A text cut into what can be counted: words, and runs of a script that writes no spaces between them.
public enum WordRuns {
  enum Run {
    /// At least two letters, digits or underscores, in lower case (scikit-learn's default pattern).
    case word(String)
    /// Neighbouring characters of Thai, Lao, Khmer, Burmese, kana or Han.
    case unspaced([Unicode.Scalar])
  }

  static func runs(_ text: String) -> [Run] {
    var result: [Run] = []
    var word = String.UnicodeScalarView()
    var unspaced: [Unicode.Scalar] = []
    func finish() {
      if word.count >= 2 { result.append(.word(String(word))) }
      if !unspaced.isEmpty { result.append(.unspaced(unspaced)) }
      word = String.UnicodeScalarView()
      unspaced = []
    }
    for scalar in text.lowercased().unicodeScalars {
      if isWrittenWithoutSpaces(scalar) {
        if !word.isEmpty { finish() }
        unspaced.append(scalar)
      } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_" {
        if !unspaced.isEmpty { finish() }
        word.append(scalar)
      } else {
        finish()
      }
    }
    finish()
    return result
  }

  /// Words; every character of an unspaced run is one.
  public static func words(_ text: String) -> [String] {
    runs(text).flatMap { run -> [String] in
      switch run {
      case .word(let word): [word]
      case .unspaced(let scalars): scalars.map { String($0) }
      }
    }
  }

  /// Words; of an unspaced run its parts of two and three characters, or the run itself where it is one character.
  static func wordsAndParts(_ text: String) -> [String] {
    runs(text).flatMap { run -> [String] in
      switch run {
      case .word(let word): [word]
      case .unspaced(let scalars) where scalars.count == 1: [String(scalars[0])]
      case .unspaced(let scalars):
        [2, 3].flatMap { size in
          (0..<max(0, scalars.count - size + 1)).map { start in
            var part = String.UnicodeScalarView()
            part.append(contentsOf: scalars[start..<start + size])
            return String(part)
          }
        }
      }
    }
  }

  /// Thai, Lao, Khmer, Burmese, kana, Han.
  static func isWrittenWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3041...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF:
      scalar.properties.isAlphabetic
    default: false
    }
  }
}
