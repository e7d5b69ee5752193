import Files
import LinearAlgebra
import Statistics

extension DescendingColumn {
  /// Replaces the entries by those of a row of a matrix whose rows are features.
  public mutating func sort(row: Int, of columns: SparseMatrix) {
    let stored = columns.range(ofRow: row)
    columns.indices[stored].withUnsafeBufferPointer { rows in
      columns.values[stored].withUnsafeBufferPointer { values in sort(rows: rows, values: values) }
    }
  }
}
