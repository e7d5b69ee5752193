import Files

/// The columns of a matrix a block of neighbours at a time, each block as the rows of another matrix.
///
/// A matrix in memory is looked through once for every block. The entries of one that lies in a file are written once to
/// files of their own, those of a block one after another, from which each block is read: however many blocks there are,
/// entries are read and written twice.
public struct ColumnBlocks: Sendable {
  /// Columns of each block.
  public let ranges: [Range<Int>]
  private let matrix: SparseMatrix
  /// nil where the matrix is looked through.
  private let sorted: SortedEntries?

  /// - Parameter entries: of a block, unless a single column has more; by default what suits the place of the matrix.
  /// - Throws: `AtlasError` where the disk has no room.
  public init(_ matrix: SparseMatrix, atMost entries: Int? = nil) throws {
    // In memory a block costs a look through the whole matrix: few, large ones. Blocks of a matrix in a file are to be far
    // smaller than what goes to files.
    ranges = matrix.columnRuns(atMost: entries ?? (matrix.isInFile ? SpillLimit.bytes / 64 : 1 << 26))
    self.matrix = matrix
    sorted = matrix.isInFile && ranges.count > 1 ? try SortedEntries(matrix, ranges) : nil
  }

  /// The columns of `ranges[index]` as rows, entries ascending by row of the matrix.
  public subscript(index: Int) -> SparseMatrix {
    sorted?.columns(ofBlock: index, width: ranges[index].count) ?? matrix.transposed(columns: ranges[index])
  }

  /// Takes the entries out of the memory of the process, see `SparseMatrix.releasePages`: blocks are read one after another.
  public func releasePages() { sorted?.releasePages() }

  /// All columns as the rows of one matrix.
  func joined() throws -> SparseMatrix {
    if ranges.count == 1 { return self[0] }
    var result = SparseMatrix(columnCount: matrix.rowCount)
    result.offsets.reserveCapacity(matrix.columnCount + 1)
    try result.indices.reserve(matrix.entryCount)
    try result.values.reserve(matrix.entryCount)
    for index in ranges.indices {
      let block = self[index]
      // What is done with, and what is written.
      releasePages()
      result.releasePages()
      let before = result.entryCount
      result.indices += block.indices
      result.values += block.values
      for offset in block.offsets.dropFirst() { result.offsets.append(before + offset) }
    }
    return result
  }
}

/// The entries of a matrix, those of each block of columns one after another, by row.
private struct SortedEntries: Sendable {
  /// Entries that are placed before their pages are given back.
  private static let mostKept = 1 << 24
  private let rowCount: Int
  /// [blocks + 1]: entries of each block.
  private let offsets: [Int]
  /// Of each entry, as is its column, counted from the first of the block, and its value.
  private let rows: StoredNumbers<Int32>
  private let columns: StoredNumbers<Int32>
  private let values: StoredNumbers<Float>

  init(_ matrix: SparseMatrix, _ ranges: [Range<Int>]) throws {
    rowCount = matrix.rowCount
    var counts = [Int](repeating: 0, count: matrix.columnCount)
    for column in matrix.indices { counts[Int(column)] += 1 }
    var offsets = [0]
    var blockOfColumn = [Int32](repeating: 0, count: matrix.columnCount)
    for (block, range) in ranges.enumerated() {
      offsets.append(counts[range].reduce(offsets[block], +))
      for column in range { blockOfColumn[column] = Int32(block) }
    }
    let firsts = ranges.map { Int32($0.lowerBound) }
    var next = offsets
    var rows = try StoredNumbers<Int32>(zeros: matrix.entryCount)
    var columns = try StoredNumbers<Int32>(zeros: matrix.entryCount)
    var values = try StoredNumbers<Float>(zeros: matrix.entryCount)
    var start = 0
    while start < matrix.rowCount {
      let most = matrix.offsets[start] + SortedEntries.mostKept
      var end = start + 1
      while end < matrix.rowCount, matrix.offsets[end + 1] <= most { end += 1 }
      rows.withUnsafeMutableBufferPointer { rows in
        columns.withUnsafeMutableBufferPointer { columns in
          values.withUnsafeMutableBufferPointer { values in
            for row in start..<end {
              for position in matrix.range(ofRow: row) {
                let column = matrix.indices[position]
                let block = Int(blockOfColumn[Int(column)])
                let target = next[block]
                next[block] = target + 1
                rows[target] = Int32(row)
                columns[target] = column - firsts[block]
                values[target] = matrix.values[position]
              }
            }
          }
        }
      }
      matrix.releasePages()
      rows.releasePages()
      columns.releasePages()
      values.releasePages()
      start = end
    }
    (self.rows, self.columns, self.values, self.offsets) = (rows, columns, values, offsets)
  }

  func releasePages() {
    rows.releasePages()
    columns.releasePages()
    values.releasePages()
  }

  /// The columns of a block, of which there are `width`, as rows.
  func columns(ofBlock block: Int, width: Int) -> SparseMatrix {
    let range = offsets[block]..<offsets[block + 1]
    var starts = [Int](repeating: 0, count: width + 1)
    for column in columns[range] { starts[Int(column) + 1] += 1 }
    for column in 0..<width { starts[column + 1] += starts[column] }
    var next = starts
    var moved = StoredNumbers<Float>(repeating: 0, count: range.count)
    let placed = StoredNumbers<Int32>(unsafeUninitializedCapacity: range.count) { placed, filled in
      moved.withUnsafeMutableBufferPointer { moved in
        for position in range {
          let column = Int(columns[position])
          let target = next[column]
          next[column] = target + 1
          placed[target] = rows[position]
          moved[target] = values[position]
        }
      }
      filled = range.count
    }
    return SparseMatrix(columnCount: rowCount, offsets: starts, indices: placed, values: moved)
  }
}
