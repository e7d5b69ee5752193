import LinearAlgebra

/// For every feature the quantile of its values above 0 in the given rows, the lower of two neighbouring values: values above
/// it count as fired. 0 for features that are silent in them.
///
/// - Parameter share: 0 to 1; ½ is the median.
public func quantileThresholds(_ matrix: SparseMatrix, rows: [Int], share: Double) -> [Float] {
  let columns = matrix.selectingRows(rows).transposed()
  return (0..<columns.rowCount).map { feature in
    let values = columns.values[columns.range(ofRow: feature)].filter { $0 > 0 }.sorted()
    return values.isEmpty ? 0 : values[Int(share * Double(values.count - 1))]
  }
}
