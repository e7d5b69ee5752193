import LinearAlgebra
import Parallel

/// How often each term occurs in each of some texts.
public struct TermCounts: Sendable {
  /// Texts × terms, terms in the order of their Unicode scalars.
  public let matrix: SparseMatrix
  /// In the order of the columns.
  public let terms: [String]

  /// - Parameter list: the terms of a text, with repetitions.
  public init(count: Int, threads: Int = 1, list: @Sendable (Int) -> [String]) throws {
    let chunk = 256
    let counted = try parallelMap((count + chunk - 1) / chunk, threads: threads) { index in
      (index * chunk..<min((index + 1) * chunk, count)).map { text in
        list(text).reduce(into: [String: Float]()) { $0[$1, default: 0] += 1 }
      }
    }
    var all = Set<String>()
    for text in counted.joined() { all.formUnion(text.keys) }
    let terms = all.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    var place: [String: Int32] = [:]
    place.reserveCapacity(terms.count)
    for (index, term) in terms.enumerated() { place[term] = Int32(index) }
    var matrix = SparseMatrix(columnCount: terms.count)
    for text in counted.joined() {
      let entries = text.map { (place[$0.key] ?? 0, $0.value) }.sorted { $0.0 < $1.0 }
      for (term, count) in entries {
        matrix.indices.append(term)
        matrix.values.append(count)
      }
      matrix.offsets.append(matrix.indices.count)
    }
    self.init(matrix: matrix, terms: terms)
  }

  private init(matrix: SparseMatrix, terms: [String]) {
    self.matrix = matrix
    self.terms = terms
  }

  /// Words and pairs of neighbouring words; in scripts without spaces between words every character is a word, so that
  /// pairs are character bigrams.
  public static func wordsAndPairs(_ texts: [String]) throws -> TermCounts {
    try TermCounts(count: texts.count) { index in
      let words = WordRuns.words(texts[index])
      return words + zip(words, words.dropFirst()).map { $0 + " " + $1 }
    }
  }

  /// The `limit` most frequent terms of those in at least `texts` texts; of equally frequent ones the earlier.
  func frequent(limit: Int, texts: Int) -> TermCounts {
    var holding = [Int](repeating: 0, count: terms.count)
    var total = [Double](repeating: 0, count: terms.count)
    for position in matrix.indices.indices {
      holding[Int(matrix.indices[position])] += 1
      total[Int(matrix.indices[position])] += Double(matrix.values[position])
    }
    let common = terms.indices.filter { holding[$0] >= texts }
    let kept = common.sorted { (total[$1], $0) < (total[$0], $1) }.prefix(limit).sorted()
    return TermCounts(matrix: matrix.selectingColumns(kept.map { Int32($0) }), terms: kept.map { terms[$0] })
  }
}
