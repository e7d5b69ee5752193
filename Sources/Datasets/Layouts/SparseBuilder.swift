import Diagnostics
import Files
import LinearAlgebra
import TensorFiles

/// Makes a sparse matrix from stored entries in any order; repeated places add up, zeros are dropped.
///
/// Large caches are walked over twice in pieces (count, then place), so that beside the matrix little is held.
struct SparseBuilder {
  /// Stored entries at corresponding positions.
  struct Piece {
    var rows: [Int64]
    var columns: [Int64]
    var values: [Float]
  }

  /// More features than any autoencoder has; a file that claims more is damaged.
  static let mostColumns = 1 << 26

  let path: String
  let rowCount: Int
  let columnCount: Int

  /// - Parameter entries: number of stored entries: a few of them must not make room for billions of rows.
  /// - Throws: `AtlasError` if the shape is beyond what a matrix of features can have.
  init(path: String, rows: Int, columns: Int, entries: Int) throws {
    guard rows >= 0, columns >= 0, columns <= SparseBuilder.mostColumns,
      rows <= max(1 << 24, min(entries, 1 << 40) * 64)
    else {
      throw AtlasError(
        path: path, "a matrix of \(rows) rows and \(columns) columns for \(entries) stored entries",
        hint: "the file is damaged, or rows and columns are exchanged")
    }
    self.path = path
    rowCount = rows
    columnCount = columns
  }

  /// The matrix of entries in any order.
  ///
  /// - Parameter walk: hands every piece to its argument; called twice, with the same pieces.
  /// - Throws: `AtlasError` for a place outside the shape or a value that is not finite.
  func build(_ walk: ((Piece) throws -> Void) throws -> Void) throws -> SparseMatrix {
    var starts = [Int](repeating: 0, count: rowCount + 1)
    try walk { piece in
      guard piece.rows.count == piece.columns.count, piece.rows.count == piece.values.count else {
        throw AtlasError(
          path: path, "\(piece.rows.count) rows, \(piece.columns.count) columns, \(piece.values.count) values")
      }
      for row in piece.rows {
        guard row >= 0, row < rowCount else { throw outside("row", row, rowCount) }
        starts[Int(row) + 1] += 1
      }
    }
    for row in 0..<rowCount { starts[row + 1] += starts[row] }
    var next = starts
    var matrix = SparseMatrix(columnCount: columnCount, offsets: starts)
    matrix.indices = try StoredNumbers(zeros: starts[rowCount])
    matrix.values = try StoredNumbers(zeros: starts[rowCount])
    try walk { piece in
      for i in piece.rows.indices {
        let place = next[Int(piece.rows[i])]
        next[Int(piece.rows[i])] = place + 1
        matrix.indices[place] = try column(piece.columns[i])
        matrix.values[place] = piece.values[i]
      }
    }
    return try canonical(matrix)
  }

  /// A column index from a file, checked.
  func column(_ index: Int64) throws -> Int32 {
    guard index >= 0, index < columnCount else { throw outside("column", index, columnCount) }
    return Int32(index)
  }

  /// The same matrix with columns strictly ascending within rows and without stored zeros.
  ///
  /// - Throws: `AtlasError` for a value that is not finite.
  func canonical(_ matrix: SparseMatrix) throws -> SparseMatrix {
    if let bad = matrix.values.withUnsafeBufferPointer(FiniteCheck.firstNonFinite) {
      let row = (matrix.offsets.firstIndex { $0 > bad } ?? 1) - 1
      throw AtlasError(
        path: path, "row \(row), column \(matrix.indices[bad]) is \(matrix.values[bad]), where a finite float is needed"
      )
    }
    let isSorted = (0..<matrix.rowCount).allSatisfy { row in
      let range = matrix.range(ofRow: row)
      return range.dropFirst().allSatisfy { matrix.indices[$0 - 1] < matrix.indices[$0] }
    }
    if isSorted, !matrix.values.contains(0) { return matrix }
    var result = SparseMatrix(columnCount: columnCount)
    result.offsets.reserveCapacity(rowCount + 1)
    for row in 0..<matrix.rowCount {
      let order = matrix.range(ofRow: row).sorted { (matrix.indices[$0], $0) < (matrix.indices[$1], $1) }
      var i = 0
      while i < order.count {
        let column = matrix.indices[order[i]]
        var sum: Float = 0
        while i < order.count, matrix.indices[order[i]] == column {
          sum += matrix.values[order[i]]
          i += 1
        }
        if sum != 0 {
          result.indices.append(column)
          result.values.append(sum)
        }
      }
      result.offsets.append(result.indices.count)
    }
    return result
  }

  private func outside(_ axis: String, _ index: Int64, _ count: Int) -> AtlasError {
    AtlasError(path: path, "a stored entry has \(axis) \(index), but there are \(count)")
  }

  /// A matrix whose dense rows [rows, columns] are read in blocks.
  static func fromDense(_ tensor: Tensor, path: String) throws -> SparseMatrix {
    let (rows, columns) = (tensor.shape[0], tensor.shape[1])
    let builder = try SparseBuilder(path: path, rows: rows, columns: columns, entries: rows)
    var matrix = SparseMatrix(columnCount: columns)
    var values = [Float](repeating: 0, count: columns)
    for row in 0..<rows {
      values.withUnsafeMutableBufferPointer { tensor.copyFloats(rows: row..<row + 1, into: $0) }
      for (column, value) in values.enumerated() where value != 0 {
        matrix.indices.append(Int32(column))
        matrix.values.append(value)
      }
      matrix.offsets.append(matrix.indices.count)
    }
    return try builder.canonical(matrix)
  }
}
