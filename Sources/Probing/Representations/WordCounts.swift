import LinearAlgebra

/// How often each word and each pair of neighbouring words occurs in each text.
///
/// A word is a run of at least two letters, digits or underscores, in lower case (scikit-learn's default pattern); in
/// scripts without spaces between words every character is a word, so that pairs are character bigrams.
struct WordCounts: Sendable {
  /// Texts × terms, terms in the order of their Unicode scalars.
  let matrix: SparseMatrix
  let terms: [String]

  init(_ texts: [String]) {
    let counted = texts.map { Self.count(Self.words($0)) }
    var all = Set<String>()
    for text in counted { all.formUnion(text.keys) }
    let terms = all.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    var place: [String: Int32] = [:]
    place.reserveCapacity(terms.count)
    for (index, term) in terms.enumerated() { place[term] = Int32(index) }
    var matrix = SparseMatrix(columnCount: terms.count)
    for text in counted {
      let entries = text.map { (place[$0.key] ?? 0, $0.value) }.sorted { $0.0 < $1.0 }
      for (term, count) in entries {
        matrix.indices.append(term)
        matrix.values.append(count)
      }
      matrix.offsets.append(matrix.indices.count)
    }
    self.matrix = matrix
    self.terms = terms
  }

  private static func count(_ words: [String]) -> [String: Float] {
    var result: [String: Float] = [:]
    for (index, word) in words.enumerated() {
      result[word, default: 0] += 1
      if index > 0 { result[words[index - 1] + " " + word, default: 0] += 1 }
    }
    return result
  }

  static func words(_ text: String) -> [String] {
    var result: [String] = []
    var run = String.UnicodeScalarView()
    func finish() {
      if run.count >= 2 { result.append(String(run)) }
      run = String.UnicodeScalarView()
    }
    for scalar in text.lowercased().unicodeScalars {
      if isWrittenWithoutSpaces(scalar) {
        finish()
        result.append(String(scalar))
      } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_" {
        run.append(scalar)
      } else {
        finish()
      }
    }
    finish()
    return result
  }

  /// Thai, Lao, Khmer, Burmese, kana, Han.
  private static func isWrittenWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3041...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF:
      scalar.properties.isAlphabetic
    default: false
    }
  }
}
