import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#endif

/// Thresholds to choose from: 0, and the powers of two nearest to the deciles 1, 3, 5, 7 and 9 of the values above 0, over
/// whatever rows are asked about. No label is looked at.
struct ThresholdLevels: Sendable {
  /// By row, the number of values nearest to each power of two: [exponent − `lowest`].
  private let counts: [[Int]]
  private let lowest: Int

  init(_ matrix: SparseMatrix) {
    let exponents = matrix.values.map { $0 > 0 && $0.isFinite ? Int(log2(Double($0)).rounded()) : Int.min }
    let known = exponents.filter { $0 != Int.min }
    let lowest = known.min() ?? 0
    let size = (known.max() ?? lowest - 1) - lowest + 1
    self.lowest = lowest
    counts = (0..<matrix.rowCount).map { row in
      var own = [Int](repeating: 0, count: size)
      for position in matrix.range(ofRow: row) where exponents[position] != Int.min {
        own[exponents[position] - lowest] += 1
      }
      return own
    }
  }

  /// Of these rows, ascending.
  func thresholds(of rows: [Int]) -> [Double] {
    var sums = counts.first.map { [Int](repeating: 0, count: $0.count) } ?? []
    for row in rows { for (level, count) in counts[row].enumerated() { sums[level] += count } }
    let total = sums.reduce(0, +)
    var result: [Double] = [0]
    for tenth in [1, 3, 5, 7, 9] where total > 0 {
      var left = min(total - 1, total * tenth / 10)
      let level = sums.firstIndex { count in
        left -= count
        return left < 0
      }
      // Above the highest level hardly anything would fire.
      guard let level, sums[(level + 1)...].contains(where: { $0 > 0 }) else { continue }
      let power = exp2(Double(level + lowest))
      if power != result.last { result.append(power) }
    }
    return result
  }

  /// Every one that some rows may have.
  var all: [Double] {
    var result: [Double] = [0]
    for (level, _) in (counts.first ?? []).enumerated() { result.append(exp2(Double(level + lowest))) }
    return result
  }
}
