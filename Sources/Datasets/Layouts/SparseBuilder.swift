import Diagnostics
import LinearAlgebra

/// Makes a sparse matrix from stored entries in any order; repeated places add up, zeros are dropped.
struct SparseBuilder {
  let path: String
  let rowCount: Int
  let columnCount: Int

  /// More features than any autoencoder has; a file that claims more is damaged.
  static let mostColumns = 1 << 26

  /// - Throws: `AtlasError` if the shape is beyond what a matrix of features can have.
  init(path: String, rows: Int, columns: Int) throws {
    guard rows >= 0, columns >= 0, columns <= SparseBuilder.mostColumns, rows <= Int(Int32.max) else {
      throw AtlasError(path: path, "a sparse matrix of shape [\(rows), \(columns)] is impossible or too large")
    }
    self.path = path
    rowCount = rows
    columnCount = columns
  }

  /// The matrix of entries in any order.
  ///
  /// - Throws: `AtlasError` for a place outside the shape or a value that is not finite.
  func fromCoordinates(rows: [Int64], columns: [Int64], values: [Float]) throws -> SparseMatrix {
    guard rows.count == columns.count, rows.count == values.count else {
      throw AtlasError(
        path: path, "\(rows.count) rows, \(columns.count) columns and \(values.count) values of one sparse matrix")
    }
    // A few stored entries must not make room for billions of rows.
    guard rowCount <= max(1 << 24, 64 * rows.count) else {
      throw AtlasError(path: path, "\(rowCount) rows for \(rows.count) stored entries: the file is damaged")
    }
    var starts = [Int](repeating: 0, count: rowCount + 1)
    for row in rows {
      guard row >= 0, row < rowCount else { throw outside("row", row, rowCount) }
      starts[Int(row) + 1] += 1
    }
    for row in 0..<rowCount { starts[row + 1] += starts[row] }
    var next = starts
    var sortedColumns = [Int64](repeating: 0, count: columns.count)
    var sortedValues = [Float](repeating: 0, count: values.count)
    for i in rows.indices {
      let place = next[Int(rows[i])]
      next[Int(rows[i])] = place + 1
      sortedColumns[place] = columns[i]
      sortedValues[place] = values[i]
    }
    return try fromRows(starts: starts, columns: sortedColumns, values: sortedValues)
  }

  /// - Parameter starts: [rows + 1], ascending from 0 to the number of values; already checked.
  func fromRows(starts: [Int], columns: [Int64], values: [Float]) throws -> SparseMatrix {
    var matrix = SparseMatrix(columnCount: columnCount)
    matrix.offsets.reserveCapacity(rowCount + 1)
    matrix.indices.reserveCapacity(columns.count)
    matrix.values.reserveCapacity(values.count)
    var row: [(column: Int32, value: Float)] = []
    for r in 0..<rowCount {
      row.removeAll(keepingCapacity: true)
      var isSorted = true
      for i in starts[r]..<starts[r + 1] {
        guard columns[i] >= 0, columns[i] < columnCount else { throw outside("column", columns[i], columnCount) }
        guard values[i].isFinite else {
          throw AtlasError(path: path, "row \(r), column \(columns[i]) is \(values[i]), where a finite float is needed")
        }
        let column = Int32(columns[i])
        if let last = row.last, last.column >= column { isSorted = false }
        row.append((column, values[i]))
      }
      if !isSorted { row = summed(row) }
      for entry in row where entry.value != 0 {
        matrix.indices.append(entry.column)
        matrix.values.append(entry.value)
      }
      matrix.offsets.append(matrix.indices.count)
    }
    return matrix
  }

  /// Sorted by column, equal columns added in their stored order.
  private func summed(_ row: [(column: Int32, value: Float)]) -> [(column: Int32, value: Float)] {
    let order = row.indices.sorted { (row[$0].column, $0) < (row[$1].column, $1) }
    var result: [(column: Int32, value: Float)] = []
    for i in order {
      if let last = result.last, last.column == row[i].column {
        result[result.count - 1].value += row[i].value
      } else {
        result.append(row[i])
      }
    }
    return result
  }

  private func outside(_ axis: String, _ index: Int64, _ count: Int) -> AtlasError {
    AtlasError(path: path, "a stored entry has \(axis) \(index), but there are \(count)")
  }
}
