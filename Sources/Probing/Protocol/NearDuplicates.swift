import Datasets
import Features
import Statistics

/// Examples that are nearly the same text: with copies on both sides of a fold a probe is tested on what it was taught.
///
/// Two texts are near-duplicates when their sets of words and pairs of words have a Jaccard similarity of at least
/// `similarity`. Candidates are found by MinHash signatures in bands (Broder 1997; Leskovec, Rajaraman & Ullman, *Mining of
/// Massive Datasets*, ch. 3) and then compared exactly: a pair above the threshold is missed with a probability below
/// (1 − .8⁴)¹⁶ < 0.03 %, none below it is reported.
struct NearDuplicates: Sendable {
  static let similarity = 0.8
  private static let bands = 16
  private static let rowsPerBand = 4

  /// Pairs of rows, the smaller first, ascending.
  let pairs: [(first: Int, second: Int)]

  init(_ texts: [String], rows: [Int]) {
    let sets = rows.map { Self.shingles(texts[$0]) }
    let signatures = sets.map(Self.signature)
    var found: Set<[Int]> = []
    for band in 0..<Self.bands {
      var buckets: [[UInt64]: [Int]] = [:]
      for (place, signature) in signatures.enumerated() where !sets[place].isEmpty {
        let part = Array(signature[band * Self.rowsPerBand..<(band + 1) * Self.rowsPerBand])
        buckets[part, default: []].append(place)
      }
      for members in buckets.values where members.count > 1 {
        // Within a bucket each is compared with the one before it and with the first: copies of one template chain up
        // without all their pairs being counted.
        for (index, place) in members.enumerated().dropFirst() {
          for other in Set([members[index - 1], members[0]]) where other != place {
            if Self.jaccard(sets[other], sets[place]) >= Self.similarity { found.insert([rows[other], rows[place]]) }
          }
        }
      }
    }
    pairs = found.map { ($0[0], $0[1]) }.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  /// Rows of pairs whose parts are tested in different folds.
  func parted(by assignment: [Int32]) -> Set<Int> {
    pairs.reduce(into: []) { parted, pair in
      if assignment[pair.first] != assignment[pair.second], assignment[pair.first] >= 0, assignment[pair.second] >= 0 {
        parted.insert(pair.first)
        parted.insert(pair.second)
      }
    }
  }

  private static func shingles(_ text: String) -> Set<UInt64> {
    let words = WordRuns.words(text)
    return Set((words + zip(words, words.dropFirst()).map { $0 + " " + $1 }).map(hash))
  }

  /// FNV-1a, 64 bits (Fowler, Noll & Vo).
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// For each of many hash functions the smallest value over the set.
  private static func signature(_ set: Set<UInt64>) -> [UInt64] {
    var generator = SeededGenerator(seed: 1, stream: 7)
    return (0..<bands * rowsPerBand).map { _ in
      let (factor, shift) = (generator.next() | 1, generator.next())
      return set.reduce(UInt64.max) { smallest, value in
        // Multiplication mixes upwards: the high half of the product is what is compared.
        let mixed = (value ^ shift) &* factor
        return min(smallest, (mixed ^ (mixed >> 29)) &* 0xbf58_476d_1ce4_e5b9)
      }
    }
  }

  private static func jaccard(_ a: Set<UInt64>, _ b: Set<UInt64>) -> Double {
    let common = a.intersection(b).count
    return Double(common) / Double(a.count + b.count - common)
  }
}
