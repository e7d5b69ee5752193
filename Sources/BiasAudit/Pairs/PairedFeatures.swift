import Features
import Findings
import LinearAlgebra
import Parallel
import Statistics

/// How often the features of a checkpoint fire in one twin and not in the other.
///
/// p is that of McNemar's test over all signs of the clusters' differences: under "it fires as often for either twin" a whole
/// cluster may change sides. It is exact for any number of clusters.
struct PairedFeatures {
  let features: PooledFeatures
  let design: PairDesign
  let names: [String]
  let isTested: [Bool]
  let falseDiscoveryRate: Double
  let threads: Int

  private static let chunk = 256

  /// Rows by feature, then by pair of groups.
  func rows() throws -> [PairRow] {
    let columns = features.matrix.transposed()
    let places = design.comparisons.map { comparison in
      var places = [Int32](repeating: 0, count: features.matrix.rowCount)
      for (pair, (a, b)) in zip(comparison.first, comparison.second).enumerated() {
        places[a] = Int32(pair + 1)
        places[b] = Int32(-pair - 1)
      }
      return places
    }
    var made = try parallelMap((isTested.count + Self.chunk - 1) / Self.chunk, threads: threads) { chunk in
      (chunk * Self.chunk..<min(isTested.count, (chunk + 1) * Self.chunk)).filter { isTested[$0] }.flatMap { feature in
        design.comparisons.indices.map { row(feature, columns, design.comparisons[$0], places[$0]) }
      }
    }.flatMap { $0 }
    let q = FalseDiscovery.benjaminiHochberg(made.map { $0.isReachable ? $0.row.p ?? .nan : .nan })
    for place in made.indices where !q[place].isNaN { made[place].row.q = q[place] }
    return made.map(\.row)
  }

  /// - Parameter isReachable: whether enough clusters differ for p to be small at all; that says nothing of their direction.
  private typealias Made = (row: PairRow, isReachable: Bool)

  private func row(
    _ feature: Int, _ columns: SparseMatrix, _ comparison: PairDesign.Comparison, _ places: [Int32]
  ) -> Made {
    var differences = [Int](repeating: 0, count: comparison.first.count)
    for position in columns.range(ofRow: feature) where columns.values[position] != 0 {
      let place = Int(places[Int(columns.indices[position])])
      if place != 0 { differences[abs(place) - 1] += place.signum() }
    }
    var row = comparison.row(
      .feature(Int32(feature)), checkpoint: features.checkpoint, names: names,
      flips: differences.map { $0 == 0 ? 0 : 1 }, changes: differences.map(Double.init))
    guard comparison.isJudged else { return (row, false) }
    // A variance from a few rare flips is too small: the bounds come from those of either direction.
    let sizes = comparison.clusters.sizes
    func only(_ sign: Int) -> ClusteredShare {
      ClusteredShare(successes: comparison.clusters.sums(differences.map { $0 == sign ? 1 : 0 }), sizes: sizes)
    }
    let bounds = ClusteredShare.difference(only(1), only(-1))
    row.change?.low = bounds?.low
    row.change?.high = bounds?.high
    let sums = comparison.clusters.sums(differences)
    row.p = ClusteredMcNemar.exact(differences: sums)
    let smallest = ClusteredMcNemar.exact(differences: sums.map(abs))
    return (row, row.flipped > 0 && smallest <= falseDiscoveryRate)
  }
}

extension PairCheckpointSummary {
  /// The flagged rows by size of the change.
  init(_ checkpoint: String, _ rows: [PairRow], falseDiscoveryRate: Double) {
    let flagged = rows.filter { ($0.q ?? 1) <= falseDiscoveryRate }
    let order = flagged.indices.sorted { a, b in
      let (x, y) = (abs(flagged[a].change?.value ?? 0), abs(flagged[b].change?.value ?? 0))
      return x != y ? x > y : a < b
    }
    self.init(
      checkpoint: checkpoint, tested: rows.count, flagged: flagged.count, top: order.prefix(10).map { flagged[$0] })
  }
}
