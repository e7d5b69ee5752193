import Findings
import LinearAlgebra
import Parallel

/// The features that fire most in the same examples, by φ: exact over all pairs of the features looked at.
///
/// A feature's common counts with all others come the cheaper way: rarely active ones walk through the lists of their
/// examples, the others compare bit sets.
enum CoFiring {
  /// Elementary steps (a list entry or a 64-bit word), some 20 s on one core.
  static let usualLimit = 2e10
  /// Bytes that the bit sets may take.
  private static let bitLimit = 256 << 20

  /// - Parameters:
  ///   - matrix: examples × features. firings: the same by feature.
  static func neighbours(
    _ matrix: SparseMatrix, _ firings: FiringColumns, limit: Double = usualLimit, threads: Int
  ) throws -> (lists: NeighbourLists, looked: AffordableFeatures) {
    let costs = Costs(matrix, firings)
    let looked = AffordableFeatures(firings.columns, limit: limit) { feature, _ in costs.cheaper(feature) }
    let features = looked.features
    let isDense = features.map { costs.prefersBits(Int($0)) }
    let bits =
      isDense.contains(true) ? BitRows(entriesOf: firings.columns.selectingRows(features.map { Int($0) })) : nil
    var slots = [Int32](repeating: -1, count: matrix.columnCount)
    for (slot, feature) in features.enumerated() { slots[Int(feature)] = Int32(slot) }
    let walk = ListWalk(matrix: matrix, firings: firings, slots: slots, count: features.count)
    let deviations = features.map { firings.deviation(Int($0)) }
    let workers = WorkerPool { CommonCounts(count: features.count) }
    // Fixed chunks of features: the same bytes for any number of threads.
    let chunk = 64
    let parts = try parallelMap((features.count + chunk - 1) / chunk, threads: threads) { index in
      let part = index * chunk..<min((index + 1) * chunk, features.count)
      var nearest = NearestFeatures(rows: part.count)
      for slot in part where deviations[slot] > 0 {
        let feature = Int(features[slot])
        func offer(_ other: Int, _ common: Int) {
          let scale = deviations[slot] * deviations[other]
          guard other != slot, common > 0, scale > 0 else { return }
          let phi = firings.phi(feature, Int(features[other]), common: common, deviations: scale)
          if phi > 0 { nearest.offer(phi, features[other], to: slot - part.lowerBound) }
        }
        if let bits, isDense[slot] {
          for other in features.indices { offer(other, bits.common(slot, other)) }
        } else {
          workers.with { counts in counts.forEach(of: feature, walk, offer) }
        }
      }
      return nearest
    }
    var nearest = NearestFeatures(rows: features.count)
    for (index, part) in parts.enumerated() {
      nearest.merge(part, at: index * chunk, rows: min(chunk, features.count - index * chunk))
    }
    return (NeighbourLists(nearest, of: features, firings), looked)
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
    func cheaper(_ feature: Int) -> Double { min(byBits, byLists[feature]) }
  }
}

/// What counting by lists reads.
private struct ListWalk: Sendable {
  let matrix: SparseMatrix
  let firings: FiringColumns
  /// [feature]: place among the features looked at, −1 for the others.
  let slots: [Int32]
  let count: Int
}

/// Scratch space of one thread: common examples of one feature with each other one.
private final class CommonCounts {
  private var counts: [Int32]
  private var touched: [Int32] = []

  init(count: Int) { counts = [Int32](repeating: 0, count: count) }

  /// Calls `body` with the place of every feature that fires in an example of `feature`, and the number of such examples.
  func forEach(of feature: Int, _ walk: ListWalk, _ body: (Int, Int) -> Void) {
    let columns = walk.firings.columns
    counts.withUnsafeMutableBufferPointer { counts in
      walk.matrix.indices.withUnsafeBufferPointer { features in
        walk.slots.withUnsafeBufferPointer { slots in
          for position in columns.range(ofRow: feature) {
            for entry in walk.matrix.range(ofRow: Int(columns.indices[position])) {
              let slot = slots[Int(features[entry])]
              if slot < 0 { continue }
              if counts[Int(slot)] == 0 { touched.append(slot) }
              counts[Int(slot)] += 1
            }
          }
        }
      }
    }
    for slot in touched {
      body(Int(slot), Int(counts[Int(slot)]))
      counts[Int(slot)] = 0
    }
    touched.removeAll(keepingCapacity: true)
  }
}
