import Diagnostics
import Findings
import LinearAlgebra
import Parallel

/// The features that fire most in the same examples, by φ: exact over all pairs. Where they are looked for in a sample of the
/// examples, those of largest φ there are listed, with φ over all examples.
///
/// A feature's common counts with all others come the cheaper way: rarely active ones walk through the lists of their
/// examples, the others compare bit sets.
enum CoFiring {
  /// Elementary steps (a list entry or a 64-bit word), some 20 s on one core.
  static let usualLimit = 2e10
  /// Bytes that the bit sets may take.
  private static let bitLimit = 256 << 20

  struct Result {
    var lists: NeighbourLists
    /// More than pages list, one row for each of `features`: for the map.
    var nearest: NearestFeatures
    /// Those that fire in the examples looked at, ascending.
    var features: [Int32]
    /// In the examples looked at.
    var firings: FiringColumns
  }

  /// - Parameters:
  ///   - matrix: examples × features. firings: the same by feature.
  ///   - sample: examples to look at, of which the first that were drawn are taken where all are too much work.
  static func neighbours(
    _ matrix: SparseMatrix, _ firings: FiringColumns, of sample: ProfileSample, limit: Double = usualLimit,
    threads: Int, progress: Progress? = nil
  ) throws -> Result {
    // Work grows with the number of examples.
    let costs = Costs(matrix, firings)
    let work = costs.all * Double(sample.rows.count) / Double(max(1, firings.exampleCount))
    let share = min(1, limit / work)
    guard share < 1 || !sample.isWhole else {
      return try neighbours(matrix, firings, costs, threads: threads, progress: progress)
    }
    let count = max(1, Int(Double(sample.rows.count) * share))
    let part = matrix.selectingRows(sample.drawn.prefix(count).sorted().map { sample.rows[$0] })
    let partFirings = FiringColumns(columns: part.transposed())
    var found = try neighbours(
      part, partFirings, Costs(part, partFirings), threads: threads, progress: progress)
    found.lists = try NeighbourLists(
      found.nearest, of: found.features, firings, areOfSample: true, threads: threads)
    return found
  }

  private static func neighbours(
    _ matrix: SparseMatrix, _ firings: FiringColumns, _ costs: Costs, threads: Int, progress: Progress?
  ) throws -> Result {
    let features = (0..<firings.featureCount).filter { firings.active($0) > 0 }.map { Int32($0) }
    let isDense = features.map { costs.prefersBits(Int($0)) }
    let bits =
      isDense.contains(true) ? BitRows(entriesOf: firings.columns.selectingRows(features.map { Int($0) })) : nil
    // 0 for features that never vary: they have no φ.
    let deviation = (0..<firings.featureCount).map(firings.deviation)
    let active = (0..<firings.featureCount).map { Double(firings.active($0)) }
    let exampleCount = Double(firings.exampleCount)
    let workers = WorkerPool { CommonCounts(matrix, firings) }
    // Fixed chunks of features: the same bytes for any number of threads.
    let chunk = 64
    let parts = try parallelMap((features.count + chunk - 1) / chunk, threads: threads) { index in
      let part = index * chunk..<min((index + 1) * chunk, features.count)
      var nearest = NearestFeatures(rows: part.count)
      for slot in part {
        let feature = Int(features[slot])
        func offer(_ other: Int, _ common: Int) {
          let scale = deviation[feature] * deviation[other]
          let excess = exampleCount * Double(common) - active[feature] * active[other]
          // Most enter no list: no division and no rounding for them.
          guard other != feature, scale > 0, excess > 0,
            excess >= (nearest.bound(of: slot - part.lowerBound) - 1e-11) * scale
          else { return }
          let phi = firings.phi(feature, other, common: common, deviations: scale)
          if phi > 0 { nearest.offer(phi, Int32(other), to: slot - part.lowerBound) }
        }
        if let bits, isDense[slot] {
          for other in features.indices { offer(Int(features[other]), bits.common(slot, other)) }
        } else {
          workers.with { counts in counts.forEach(of: feature, offer) }
        }
      }
      progress?.advance(by: part.count)
      return nearest
    }
    var nearest = NearestFeatures(rows: features.count)
    for (index, part) in parts.enumerated() {
      nearest.merge(part, at: index * chunk, rows: min(chunk, features.count - index * chunk))
    }
    return Result(
      lists: try NeighbourLists(nearest, of: features, firings, threads: threads), nearest: nearest, features: features,
      firings: firings)
  }

  /// Steps that a feature's counts take either way.
  private struct Costs {
    let byLists: [Double]
    let byBits: Double

    init(_ matrix: SparseMatrix, _ firings: FiringColumns) {
      let alive = (0..<firings.featureCount).count { firings.active($0) > 0 }
      let words = (firings.exampleCount + 63) / 64
      byBits = alive * words * 8 > bitLimit ? .infinity : Double(alive * words)
      byLists = (0..<firings.featureCount).map { feature in
        firings.columns.indices[firings.columns.range(ofRow: feature)].reduce(0) {
          $0 + Double(matrix.range(ofRow: Int($1)).count)
        }
      }
    }

    func prefersBits(_ feature: Int) -> Bool { byBits < byLists[feature] }
    /// Of all features, each the cheaper way.
    var all: Double { byLists.reduce(0) { $0 + min(byBits, $1) } }
  }
}

/// Counts the common examples of one feature with each other one by walking through its examples. One serves one thread.
private final class CommonCounts {
  private let matrix: SparseMatrix
  private let firings: FiringColumns
  /// [feature]: 0 between calls.
  private let counts: UnsafeMutableBufferPointer<Int32>
  /// Features with a count.
  private let touched: UnsafeMutableBufferPointer<Int32>

  /// - Parameter matrix: examples × features.
  init(_ matrix: SparseMatrix, _ firings: FiringColumns) {
    self.matrix = matrix
    self.firings = firings
    counts = .allocate(capacity: matrix.columnCount)
    touched = .allocate(capacity: matrix.columnCount)
    counts.initialize(repeating: 0)
    touched.initialize(repeating: 0)
  }

  deinit {
    counts.deallocate()
    touched.deallocate()
  }

  /// Calls `body` with every feature that fires in an example of `feature`, and the number of such examples.
  func forEach(of feature: Int, _ body: (Int, Int) -> Void) {
    let columns = firings.columns
    let (counts, touched) = (counts, touched)
    var last = 0
    matrix.indices.withUnsafeBufferPointer { features in
      for position in columns.range(ofRow: feature) {
        for other in features[matrix.range(ofRow: Int(columns.indices[position]))] {
          if counts[Int(other)] == 0 {
            touched[last] = other
            last += 1
          }
          counts[Int(other)] &+= 1
        }
      }
    }
    for other in touched[..<last] {
      body(Int(other), Int(counts[Int(other)]))
      counts[Int(other)] = 0
    }
  }
}
