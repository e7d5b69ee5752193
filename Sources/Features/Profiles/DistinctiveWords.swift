import Datasets
import Diagnostics
import Findings
import LinearAlgebra
import Parallel

#if canImport(Glibc)
  import Glibc
#endif

/// The words that set a feature's active examples apart from the others: log-odds ratio with an informative Dirichlet
/// prior (Monroe, Colaresi & Quinn, "Fightin' Words", Political Analysis 16, 2008, formulas 15, 20 and 22).
///
/// With y the count of a word in the active examples, y' in the others, n and n' all words there, and the whole corpus as
/// prior (α = y + y', α₀ = n + n'):
///
///     δ = ln((y + α) / (n + α₀ − y − α)) − ln((y' + α) / (n' + α₀ − y' − α)),   z = δ / √(1/(y + α) + 1/(y' + α))
public struct DistinctiveWords: Sendable {
  /// Words counted: the most frequent of those in at least two examples.
  static let vocabularyLimit = 20_000
  /// Words kept of a feature, those of largest z above `leastZ` that occur in at least `leastExamples` active examples.
  static let count = 8
  static let leastZ = 1.96
  static let leastExamples: Int32 = 2
  /// Entries of texts looked at, some 10 s on one core.
  static let usualLimit = 5e9

  let counts: TermCounts
  /// `word` or `token`.
  let unit: String
  /// [term]: occurrences in all examples.
  private let totals: [Double]

  /// - Parameters:
  ///   - examples: their texts, else what their pictures show.
  ///   - tokens: taken where there are neither.
  ///   - sample: the examples whose words are counted.
  /// - Returns: nil where there is nothing to count.
  public init?(_ examples: ExampleTable, tokens: TokenWords?, of sample: ProfileSample, threads: Int) throws {
    func counts(_ list: @Sendable (Int) -> [String]) throws -> TermCounts {
      try TermCounts(count: sample.rows.count, threads: threads) { list(sample.rows[$0]) }
    }
    if let texts = examples.texts ?? examples.alts {
      self.init(try counts { WordRuns.wordsAndParts(texts[$0]) }, unit: "word")
    } else if let tokens, tokens.exampleCount == examples.count {
      self.init(try counts { tokens.words(ofExample: $0) }, unit: "token")
    } else {
      return nil
    }
  }

  init(_ counts: TermCounts, unit: String) {
    self.counts = counts.frequent(limit: Self.vocabularyLimit, texts: 2)
    self.unit = unit
    var totals = [Double](repeating: 0, count: self.counts.terms.count)
    let matrix = self.counts.matrix
    for position in matrix.indices.indices { totals[Int(matrix.indices[position])] += Double(matrix.values[position]) }
    self.totals = totals
  }

  /// - Parameter firings: in the examples whose words were counted.
  func lists(
    _ firings: FiringColumns, limit: Double = usualLimit, threads: Int, progress: Progress? = nil
  ) throws -> (lists: WordLists, looked: AffordableFeatures) {
    let looked = AffordableFeatures(firings.columns, limit: limit) { feature, _ in
      firings.columns.indices[firings.columns.range(ofRow: feature)].reduce(0) {
        $0 + Double(counts.matrix.range(ofRow: Int($1)).count)
      }
    }
    let workers = WorkerPool { WordTally(self) }
    let chunk = 64
    let chunks = (looked.features.count + chunk - 1) / chunk
    let parts = try parallelMap(chunks, threads: threads) { index in
      let part = index * chunk..<min((index + 1) * chunk, looked.features.count)
      defer { progress?.advance(by: part.count) }
      return workers.with { tally in looked.features[part].map { tally.words(of: Int($0), firings) } }
    }
    return (joined(Array(parts.joined()), looked.features, featureCount: firings.featureCount), looked)
  }

  /// Formula of the type's comment.
  ///
  /// - Parameters:
  ///   - y: occurrences of a word in the active examples. n: of all words there.
  ///   - total: the same word in all examples. all: all words there.
  static func logOdds(y: Double, n: Double, total: Double, all: Double) -> (delta: Double, z: Double) {
    let other = total - y
    let delta =
      log((y + total) / (n + all - y - total)) - log((other + total) / (all - n + all - other - total))
    return (delta, delta / (1 / (y + total) + 1 / (other + total)).squareRoot())
  }

  /// Occurrences of all words in all examples.
  var all: Double { totals.reduce(0, +) }
  func total(_ term: Int) -> Double { totals[term] }

  private func joined(_ found: [[FoundWord]], _ features: [Int32], featureCount: Int) -> WordLists {
    var lists = WordLists()
    lists.unit = unit
    let used = Set(found.joined().map(\.term)).sorted()
    lists.vocabulary = used.map { counts.terms[Int($0)] }
    let place = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, Int32($0)) })
    var row = 0
    for feature in 0..<featureCount {
      if row < features.count, Int(features[row]) == feature {
        for word in found[row] {
          lists.words.append(place[word.term] ?? 0)
          lists.z.append(word.z)
          lists.logOdds.append(word.delta)
          lists.active.append(Int32(word.active))
          lists.others.append(Int32(totals[Int(word.term)] - word.active))
        }
        row += 1
      }
      lists.offsets.append(lists.words.count)
    }
    return lists
  }
}

/// A word of a feature's list.
struct FoundWord: Sendable {
  var term: Int32
  var z: Double
  var delta: Double
  /// Occurrences in the active examples.
  var active: Double
}

/// Scratch space of one thread: occurrences of every word in one feature's examples.
private final class WordTally {
  private let source: DistinctiveWords
  private let all: Double
  private var occurrences: [Double]
  private var examples: [Int32]
  private var touched: [Int32] = []

  init(_ source: DistinctiveWords) {
    self.source = source
    all = source.all
    occurrences = [Double](repeating: 0, count: source.counts.terms.count)
    examples = [Int32](repeating: 0, count: source.counts.terms.count)
  }

  /// Largest z first, of equal ones the earlier word. Of parts of unspaced text that lie within each other only the
  /// strongest is kept.
  func words(of feature: Int, _ firings: FiringColumns) -> [FoundWord] {
    let columns = firings.columns
    let matrix = source.counts.matrix
    var n = 0.0
    for position in columns.range(ofRow: feature) {
      for entry in matrix.range(ofRow: Int(columns.indices[position])) {
        let term = Int(matrix.indices[entry])
        if examples[term] == 0 { touched.append(Int32(term)) }
        examples[term] += 1
        occurrences[term] += Double(matrix.values[entry])
        n += Double(matrix.values[entry])
      }
    }
    var found: [FoundWord] = []
    for term in touched {
      let y = occurrences[Int(term)]
      let total = source.total(Int(term))
      // A word that is no more frequent here than in the whole cannot have a positive z: no logarithms for most.
      if examples[Int(term)] >= DistinctiveWords.leastExamples, n < all, y * all > total * n {
        let (delta, z) = DistinctiveWords.logOdds(y: y, n: n, total: total, all: all)
        if z > DistinctiveWords.leastZ { found.append(FoundWord(term: term, z: z, delta: delta, active: y)) }
      }
      examples[Int(term)] = 0
      occurrences[Int(term)] = 0
    }
    touched.removeAll(keepingCapacity: true)
    found.sort { ($0.z, $1.term) > ($1.z, $0.term) }
    return strongestApart(found)
  }

  private func strongestApart(_ found: [FoundWord]) -> [FoundWord] {
    var kept: [FoundWord] = []
    for word in found where kept.count < DistinctiveWords.count {
      let text = source.counts.terms[Int(word.term)]
      let isPart = text.unicodeScalars.first.map(WordRuns.isWrittenWithoutSpaces) ?? false
      let repeats =
        isPart
        && kept.contains { other in
          let known = source.counts.terms[Int(other.term)]
          return known.firstRange(of: text) != nil || text.firstRange(of: known) != nil
        }
      if !repeats { kept.append(word) }
    }
    return kept
  }
}
