import LinearAlgebra
import Parallel
import Statistics

/// Near-copies among flagged features: many features that fire in the same examples are one finding, not many.
struct FeatureFamilies: Sendable {
  /// Two features are of one family where |φ| of their firing is above it, or both are of a third's.
  static let alike = 0.5
  /// Most features compared with one another, those of the smallest p; what is beyond counts as a family each.
  static let most = 8_192

  /// The feature of the smallest p in each one's family, in the order of `flagged`.
  var leaders: [Int]
  var count: Int
  /// Independent patterns that they amount to (`EffectivePatterns`), of those compared.
  var effectivePatterns: Double

  /// - Parameters:
  ///   - flagged: features, by rising p.
  ///   - columns: features × examples.
  ///   - isCounted: examples that are tested.
  init(_ flagged: [Int], columns: SparseMatrix, isCounted: [Bool], threads: Int) throws {
    let compared = Array(flagged.prefix(Self.most))
    var place = [Int](repeating: -1, count: isCounted.count)
    var size = 0
    for example in isCounted.indices where isCounted[example] {
      place[example] = size
      size += 1
    }
    let words = (size + 63) / 64
    var bits = [UInt64](repeating: 0, count: compared.count * words)
    var fired = [Int](repeating: 0, count: compared.count)
    for (row, feature) in compared.enumerated() {
      for position in columns.range(ofRow: feature) {
        let at = place[Int(columns.indices[position])]
        if at < 0 { continue }
        bits[row * words + at / 64] |= 1 << UInt64(at % 64)
        fired[row] += 1
      }
    }
    let n = Double(size)
    let (marks, counts) = (bits, fired)
    let deviations = fired.map { (Double($0) * (n - Double($0))).squareRoot() }
    let found = try parallelMap(compared.count, threads: threads) { i -> (near: [Int32], squares: Double) in
      var near: [Int32] = []
      var squares = 0.0
      marks.withUnsafeBufferPointer { bits in
        for j in i + 1..<compared.count where deviations[i] * deviations[j] > 0 {
          var both = 0
          for w in 0..<words { both += (bits[i * words + w] & bits[j * words + w]).nonzeroBitCount }
          let phi = (n * Double(both) - Double(counts[i]) * Double(counts[j])) / (deviations[i] * deviations[j])
          squares += phi * phi
          if abs(phi) > Self.alike { near.append(Int32(j)) }
        }
      }
      return (near, squares)
    }
    var parent = Array(compared.indices)
    func root(_ i: Int) -> Int {
      var i = i
      while parent[i] != i {
        parent[i] = parent[parent[i]]
        i = parent[i]
      }
      return i
    }
    for (i, row) in found.enumerated() {
      for j in row.near {
        let (a, b) = (root(i), root(Int(j)))
        // The earlier leads, so that a family's leader has the smallest p.
        if a != b { parent[max(a, b)] = min(a, b) }
      }
    }
    leaders = compared.indices.map { compared[root($0)] } + flagged.dropFirst(compared.count)
    count = Set(leaders).count
    effectivePatterns = EffectivePatterns.count(
      columns: compared.count, squaredSum: 2 * found.reduce(0) { $0 + $1.squares })
  }
}
