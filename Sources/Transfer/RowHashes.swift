import Features
import Findings
import Parallel
import Statistics

/// A number for every row of a dataset whose pooled states, or features where there are no states, are these; nil for rows that
/// say too little to be told apart. Made once for all pairs.
struct RowHashes: Sendable {
  /// What is looked at of a dataset.
  private struct Key: Hashable, Comparable {
    var place: Int
    /// Index among the states, or behind them among the features.
    var item: Int

    static func < (a: Key, b: Key) -> Bool { (a.place, a.item) < (b.place, b.item) }
  }

  private struct Pair: Hashable {
    var a: Int
    var b: Int
  }

  /// What is compared of two datasets, in both directions.
  private var compared: [Pair: (Key, Key)] = [:]
  private var known: [Key: [UInt64?]] = [:]

  /// Numbers other than 0 that a row needs for being the same to say anything.
  private static let fewest = 5

  init(_ datasets: [EncodedDataset], pairs: [(Int, Int)], threads: Int) throws {
    var keys: Set<Key> = []
    for (a, b) in pairs {
      for (own, other) in [(a, b), (b, a)] {
        guard let found = Self.common(own, other, datasets) else { continue }
        compared[Pair(a: own, b: other)] = found
        keys.formUnion([found.0, found.1])
      }
    }
    let order = keys.sorted()
    let found = try parallelMap(order.count, threads: threads) { Self.hashes(order[$0], datasets) }
    for (key, hashes) in zip(order, found) { known[key] = hashes }
  }

  /// nil where two datasets have nothing in common.
  subscript(a: Int, b: Int) -> ([UInt64?], [UInt64?])? {
    guard let (own, other) = compared[Pair(a: a, b: b)], let first = known[own], let second = known[other] else {
      return nil
    }
    return (first, second)
  }

  /// The first states of the first dataset that the second has too, else features.
  private static func common(_ a: Int, _ b: Int, _ datasets: [EncodedDataset]) -> (Key, Key)? {
    let (own, other) = (datasets[a], datasets[b])
    for (item, states) in own.states.enumerated() {
      let found = other.states.firstIndex {
        $0.layer == states.layer && $0.pooling == states.pooling && $0.dimension == states.dimension
      }
      if let found { return (Key(place: a, item: item), Key(place: b, item: found)) }
    }
    for (item, features) in own.features.enumerated() {
      let found = other.features.firstIndex { $0.checkpoint == features.checkpoint && $0.pooling == features.pooling }
      if let found {
        return (
          Key(place: a, item: own.states.count + item), Key(place: b, item: other.states.count + found)
        )
      }
    }
    return nil
  }

  private static func hashes(_ key: Key, _ datasets: [EncodedDataset]) -> [UInt64?] {
    let dataset = datasets[key.place]
    return key.item < dataset.states.count
      ? hashes(dataset.states[key.item]) : hashes(dataset.features[key.item - dataset.states.count])
  }

  private static func hashes(_ states: PooledStates) -> [UInt64?] {
    let d = states.dimension
    return (0..<states.values.count / max(1, d)).map { row in
      let own = states.values[row * d..<(row + 1) * d]
      return own.count { $0 != 0 } >= fewest ? StableHash.of(own.lazy.map { UInt64($0.bitPattern) }) : nil
    }
  }

  private static func hashes(_ features: PooledFeatures) -> [UInt64?] {
    let matrix = features.matrix
    return (0..<matrix.rowCount).map { row in
      let range = matrix.range(ofRow: row)
      if range.count < fewest { return nil }
      return StableHash.of(
        range.lazy.map { UInt64(matrix.indices[$0]) << 32 | UInt64(matrix.values[$0].bitPattern) })
    }
  }
}
