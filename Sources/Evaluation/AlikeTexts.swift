import Features
import Statistics

/// Texts with nearly the same words and pairs of words, by the Jaccard similarity of these sets.
///
/// Texts with the same set are one kind. Of kinds, candidates are found by MinHash signatures in bands (Broder 1997;
/// Leskovec, Rajaraman & Ullman, *Mining of Massive Datasets*, ch. 3) and then compared exactly: a pair of similarity s is
/// missed with a probability of (1 − s³)²⁴, below .3 % at .6 and 10⁻⁷ at .8; none below the bar is reported. Within a bucket
/// a kind is compared with the 200 before it: with all, in buckets up to that size.
public struct AlikeTexts: Sendable {
  /// Kinds of a bucket that a kind is compared with.
  public static let window = 200
  private static let bands = 24
  private static let rowsPerBand = 3

  /// Kind of every row given; −1 for a text without words.
  public let kindOf: [Int]
  /// Rows of every kind, ascending; kinds in the order of their first rows.
  public let members: [[Int]]
  /// Of every kind, ascending.
  private let sets: [[UInt64]]

  /// Of the texts of some rows.
  public init(_ texts: [String], rows: [Int]) {
    var kinds: [[UInt64]: Int] = [:]
    var sets: [[UInt64]] = []
    var members: [[Int]] = []
    kindOf = rows.map { row in
      let set = Self.shingles(texts[row])
      if set.isEmpty { return -1 }
      let kind = kinds[set] ?? sets.count
      if kind == sets.count {
        kinds[set] = kind
        sets.append(set)
        members.append([])
      }
      members[kind].append(row)
      return kind
    }
    self.sets = sets
    self.members = members
  }

  /// Every pair of kinds found to be so similar, once: the later kind, the earlier, their similarity.
  ///
  /// - Returns: whether all candidates were compared.
  public func forEachPair(atLeast bar: Double, _ body: (Int, Int, Double) -> Void) -> Bool {
    let functions = Self.hashFunctions()
    var buckets = [[UInt64: [Int]]](repeating: [:], count: Self.bands)
    var lastMet = [Int](repeating: -1, count: sets.count)
    var isComplete = true
    for (kind, set) in sets.enumerated() {
      let signature = functions.map { smallest(set, $0) }
      for band in 0..<Self.bands {
        // Two bands with the same key are candidates too many at worst: what is alike is decided below.
        let key = StableHash.of(signature[band * Self.rowsPerBand..<(band + 1) * Self.rowsPerBand])
        let met = buckets[band][key, default: []]
        if met.count > Self.window { isComplete = false }
        for other in met.suffix(Self.window) where lastMet[other] != kind {
          lastMet[other] = kind
          let similarity = Self.jaccard(set, sets[other], atLeast: bar)
          if similarity >= bar { body(kind, other, similarity) }
        }
        buckets[band][key, default: []].append(kind)
      }
    }
    return isComplete
  }

  private static func shingles(_ text: String) -> [UInt64] {
    let words = WordRuns.words(text)
    return Set((words + zip(words, words.dropFirst()).map { $0 + " " + $1 }).map { StableHash.of($0) }).sorted()
  }

  private static func hashFunctions() -> [(factor: UInt64, shift: UInt64)] {
    var generator = SeededGenerator(seed: 1, stream: 7)
    return (0..<bands * rowsPerBand).map { _ in (generator.next() | 1, generator.next()) }
  }

  /// The smallest value of a hash function over a set.
  private func smallest(_ set: [UInt64], _ function: (factor: UInt64, shift: UInt64)) -> UInt64 {
    var smallest = UInt64.max
    for value in set {
      // Multiplication mixes upwards: the high half of the product is brought down before it is compared.
      let mixed = (value ^ function.shift) &* function.factor
      smallest = min(smallest, (mixed ^ (mixed >> 29)) &* 0xbf58_476d_1ce4_e5b9)
    }
    return smallest
  }

  /// Of two ascending sets; 0 where their sizes alone rule the bar out.
  private static func jaccard(_ a: [UInt64], _ b: [UInt64], atLeast bar: Double) -> Double {
    if Double(min(a.count, b.count)) < bar * Double(max(a.count, b.count)) { return 0 }
    var (i, j, common) = (0, 0, 0)
    while i < a.count, j < b.count {
      if a[i] == b[j] { common += 1 }
      let (x, y) = (a[i], b[j])
      if x <= y { i += 1 }
      if y <= x { j += 1 }
    }
    return Double(common) / Double(a.count + b.count - common)
  }
}
