import Foundation

/// Cuts a text into the terms that a search finds it by: words without case and accents; Chinese and Japanese, which have
/// no spaces, in pairs of characters. `site/search.js` cuts what somebody types in the same way.
enum SearchTerms {
  /// Terms are spread over this many files by their first two characters, so that the beginning of a word is looked up in
  /// one file.
  static let fileCount = 256
  /// Longer words are cut, so that no text of a dataset makes an index of its own.
  static let longest = 32

  /// In the order of the text, each as often as it occurs.
  static func terms(of text: String) -> [String] {
    let scalars = text.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
    var terms: [String] = []
    var run: [Unicode.Scalar] = []
    var isRunOfPairs = false
    func end() {
      if isRunOfPairs {
        for index in run.indices where run.count == 1 || index + 1 < run.count {
          terms.append(string(run[index..<min(run.count, index + 2)]))
        }
      } else if !run.isEmpty {
        terms.append(string(run.prefix(longest)))
      }
      run.removeAll()
    }
    for scalar in scalars {
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .spacingMark, .enclosingMark: continue
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber:
        let isPair = isWrittenWithoutSpaces(scalar)
        if isPair != isRunOfPairs { end() }
        isRunOfPairs = isPair
        run.append(scalar)
      default: end()
      }
    }
    end()
    return terms
  }

  /// The file that a term is in.
  static func file(of term: String) -> Int {
    var hash: UInt32 = 0
    let scalars = Array(term.unicodeScalars)
    let isPair = scalars.first.map(isWrittenWithoutSpaces) ?? false
    for scalar in scalars.prefix(isPair ? 1 : 2) { hash = hash &* 31 &+ scalar.value }
    return Int(hash % UInt32(fileCount))
  }

  /// Kana and Chinese characters.
  private static func isWrittenWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3134F: true
    default: false
    }
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}
