import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#endif

/// For every feature the cut that parts its values above 0 in the given rows into two groups most clearly: the largest
/// variance between the groups on a logarithmic scale (Otsu 1979), without any label. Between the two neighbouring values
/// the cut is the lower one: values above it count as fired. 0 for features with fewer than two distinct values.
public func otsuThresholds(_ matrix: SparseMatrix, rows: [Int]) -> [Float] {
  let columns = matrix.selectingRows(rows).transposed()
  return (0..<columns.rowCount).map { feature in
    let values = columns.values[columns.range(ofRow: feature)].filter { $0 > 0 }.sorted()
    let logarithms = values.map { log(Double($0)) }
    let total = logarithms.reduce(0, +)
    let count = Double(values.count)
    var best: (separation: Double, cut: Float) = (0, 0)
    var below = 0.0
    for (place, value) in values.enumerated().dropLast() {
      below += logarithms[place]
      guard values[place + 1] > value else { continue }
      let size = Double(place + 1)
      let difference = below / size - (total - below) / (count - size)
      let separation = size * (count - size) * difference * difference
      if separation > best.separation { best = (separation, value) }
    }
    return best.cut
  }
}
