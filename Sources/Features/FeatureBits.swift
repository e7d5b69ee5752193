import LinearAlgebra

extension SparseMatrix {
  /// 1 where the value is above the threshold.
  public func bits(above threshold: Float) -> SparseMatrix { bits(above: { _ in threshold }) }

  /// 1 where the value is above the threshold of its feature.
  public func bits(above threshold: (Int32) -> Float) -> SparseMatrix {
    var result = SparseMatrix(columnCount: columnCount)
    for row in 0..<rowCount {
      for position in range(ofRow: row) where values[position] > threshold(indices[position]) {
        result.indices.append(indices[position])
        result.values.append(1)
      }
      result.offsets.append(result.indices.count)
    }
    return result
  }
}
