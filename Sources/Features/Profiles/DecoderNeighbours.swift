import Buffers
import Diagnostics
import Findings
import LinearAlgebra
import Parallel
import SparseAutoencoders
import Synchronization

/// The features whose decoder rows point most nearly the same way, and among them duplicates: exact over all pairs of the
/// features looked at, in products of blocks in single precision.
enum DecoderNeighbours {
  /// Multiplications, some 10 s on one core; a pair costs its dimensions and the work of looking at its product.
  static let usualLimit = 5e11
  /// Features of one block; fixed, so that sums are the same for any number of threads.
  private static let usualBlock = 1024

  struct Result {
    var lists: NeighbourLists
    /// More than pages list, one row for each feature looked at: for the map.
    var nearest: NearestFeatures
    /// [feature]: the first earlier feature that it duplicates, −1 for none.
    var duplicateOf: [Int32]
    var looked: AffordableFeatures
  }

  /// - Parameter norms: of each feature's decoder row.
  static func find(
    _ decoder: WeightMatrix, norms: [Double], _ firings: FiringColumns, limit: Double = usualLimit,
    block: Int = usualBlock, threads: Int, progress: Progress? = nil
  ) throws -> Result {
    let looked = AffordableFeatures(firings.columns, limit: limit) { _, before in
      Double(before) * Double(decoder.outputs + 256)
    }
    let features = looked.features
    let ranges = stride(from: 0, to: features.count, by: block).map { $0..<min($0 + block, features.count) }
    let pairs = ranges.indices.flatMap { first in (first..<ranges.count).map { (first, $0) } }
    let found = Mutex(
      Found(
        nearest: NearestFeatures(rows: features.count), duplicateOf: [Int32](repeating: .max, count: features.count)))
    let workers = WorkerPool { PairOfBlocks(UnitRows(decoder: decoder, norms: norms), features) }
    try parallelFor(pairs.count, threads: threads) { index in
      let (rows, columns) = (ranges[pairs[index].0], ranges[pairs[index].1])
      let known = found.withLock { Array($0.duplicateOf[columns]) }
      let part = workers.with { $0.compare(rows, columns, firings, known: known) }
      found.withLock { $0.merge(part, rows: rows, columns: columns) }
      progress?.advance(by: features.count / pairs.count)
    }
    let all = found.withLock { $0 }
    var duplicateOf = [Int32](repeating: -1, count: firings.featureCount)
    for (slot, first) in all.duplicateOf.enumerated() where first < .max {
      duplicateOf[Int(features[slot])] = features[Int(first)]
    }
    let lists = try NeighbourLists(all.nearest, of: features, firings, threads: threads)
    return Result(lists: lists, nearest: all.nearest, duplicateOf: duplicateOf, looked: looked)
  }

  /// What all blocks found; merging in any order gives the same.
  private struct Found {
    var nearest: NearestFeatures
    /// [place]: place of the first duplicate, `.max` for none.
    var duplicateOf: [Int32]

    mutating func merge(_ part: PairOfBlocks.Part, rows: Range<Int>, columns: Range<Int>) {
      nearest.merge(part.ofRows, at: rows.lowerBound, rows: rows.count)
      nearest.merge(part.ofColumns, at: columns.lowerBound, rows: columns.count)
      for (slot, first) in part.duplicateOf.enumerated() {
        duplicateOf[columns.lowerBound + slot] = min(duplicateOf[columns.lowerBound + slot], first)
      }
    }
  }
}

/// Compares the decoder rows of two blocks of features. Buffers of one thread.
private final class PairOfBlocks {
  struct Part {
    var ofRows: NearestFeatures
    var ofColumns: NearestFeatures
    var duplicateOf: [Int32]
  }

  private let rows: UnitRows
  private let features: [Int32]
  /// Places that `left` holds.
  private var loaded: Range<Int>?
  private var left: [Float] = []
  private var right: [Float] = []
  private var products: [Float] = []

  init(_ rows: UnitRows, _ features: [Int32]) {
    self.rows = rows
    self.features = features
  }

  /// - Parameter known: duplicates of the columns found so far: only earlier ones are looked for.
  func compare(_ rows: Range<Int>, _ columns: Range<Int>, _ firings: FiringColumns, known: [Int32]) -> Part {
    if rows != loaded { self.rows.gather(features[rows], into: &left) }
    loaded = rows
    self.rows.gather(features[columns], into: &right)
    let d = self.rows.dimension
    let width = columns.count
    if products.count < rows.count * width { products = [Float](repeating: 0, count: rows.count * width) }
    products.withUnsafeMutableBufferPointer {
      multiply(
        left, lda: d, right, .transposed, ldb: d, into: $0.start, ldc: width, m: rows.count, n: width, k: d)
    }
    var part = Part(
      ofRows: NearestFeatures(rows: rows.count), ofColumns: NearestFeatures(rows: width), duplicateOf: known)
    let duplicate = Float(FeatureTable.duplicateFrom)
    // Below these nothing enters a list; all but few products take one way through the loop.
    var bounds = [Float](repeating: .leastNonzeroMagnitude, count: width)
    products.withUnsafeBufferPointer { products in
      bounds.withUnsafeMutableBufferPointer { bounds in
        for row in 0..<rows.count {
          var bound = Float.leastNonzeroMagnitude
          for column in (rows == columns ? row + 1 : 0)..<width {
            let value = products[row * width + column]
            guard value >= bound || value >= bounds[column] || value >= duplicate else { continue }
            part.ofRows.offer(Double(value), features[columns.lowerBound + column], to: row)
            part.ofColumns.offer(Double(value), features[rows.lowerBound + row], to: column)
            bound = max(bound, Float(part.ofRows.bound(of: row)))
            bounds[column] = max(bounds[column], Float(part.ofColumns.bound(of: column)))
            let first = rows.lowerBound + row
            guard value >= duplicate, first < Int(part.duplicateOf[column]) else { continue }
            let phi = firings.phi(Int(features[first]), Int(features[columns.lowerBound + column]))
            if phi >= FeatureTable.duplicateFrom { part.duplicateOf[column] = Int32(first) }
          }
        }
      }
    }
    return part
  }
}
