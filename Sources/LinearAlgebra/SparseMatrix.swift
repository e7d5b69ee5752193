import Files

/// A sparse matrix in compressed rows: the entries of row i are `indices[offsets[i]..<offsets[i+1]]` (columns, strictly
/// ascending) and the same range of `values`. Stored values may be negative, never zero.
public struct SparseMatrix: Sendable {
  /// Columns of the matrix; every index lies below it.
  public var columnCount: Int
  /// rows + 1, ascending from 0.
  public var offsets: [Int]
  /// Column of each stored entry.
  public var indices: StoredNumbers<Int32>
  /// Value of each stored entry, never 0.
  public var values: StoredNumbers<Float>

  /// The parts are taken as they are: ascending offsets, ascending columns within a row.
  public init(
    columnCount: Int, offsets: [Int] = [0], indices: some Sequence<Int32> = EmptyCollection<Int32>(),
    values: some Sequence<Float> = EmptyCollection<Float>()
  ) {
    self.columnCount = columnCount
    self.offsets = offsets
    self.indices = StoredNumbers(indices)
    self.values = StoredNumbers(values)
  }

  /// Rows of the matrix.
  public var rowCount: Int { offsets.count - 1 }

  /// Number of stored entries.
  public var entryCount: Int { indices.count }

  /// Whether the entries lie in a file: more of them than are kept in memory.
  public var isInFile: Bool { indices.isInFile || values.isInFile }

  /// Positions in `indices` and `values` of row `row`.
  public func range(ofRow row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }

  /// A single entry, by bisection; 0 where none is stored.
  public func value(row: Int, column: Int) -> Float {
    var low = offsets[row]
    var high = offsets[row + 1]
    while low < high {
      let middle = (low + high) / 2
      if indices[middle] < Int32(column) { low = middle + 1 } else { high = middle }
    }
    return low < offsets[row + 1] && indices[low] == Int32(column) ? values[low] : 0
  }

  /// The transposed matrix: its rows are the columns of this one (compressed columns), entries ascending by row.
  public func transposed() -> SparseMatrix {
    isInFile ? FailedRun.ending { try ColumnBlocks(self).joined() } : transposed(columns: 0..<columnCount)
  }

  /// Some columns of this matrix as the rows of another, entries ascending by row. The whole matrix is looked through for
  /// them: where all columns are wanted one after another, see `ColumnBlocks`.
  public func transposed(columns wanted: Range<Int>) -> SparseMatrix {
    let (first, end) = (Int32(wanted.lowerBound), Int32(wanted.upperBound))
    var counts = [Int](repeating: 0, count: wanted.count + 1)
    for column in indices where column >= first && column < end { counts[Int(column - first) + 1] += 1 }
    for column in 0..<wanted.count { counts[column + 1] += counts[column] }
    let total = counts[wanted.count]
    var next = counts
    var moved = StoredNumbers<Float>(repeating: 0, count: total)
    let rows = StoredNumbers<Int32>(unsafeUninitializedCapacity: total) { rows, filled in
      moved.withUnsafeMutableBufferPointer { moved in
        for row in 0..<rowCount {
          for position in range(ofRow: row) where indices[position] >= first && indices[position] < end {
            let column = Int(indices[position] - first)
            let target = next[column]
            next[column] = target + 1
            rows[target] = Int32(row)
            moved[target] = values[position]
          }
        }
      }
      filled = total
    }
    return SparseMatrix(columnCount: rowCount, offsets: counts, indices: rows, values: moved)
  }

  /// Neighbouring columns in runs of at most `entries` entries, or a single column of more: bounds depend on the data only.
  public func columnRuns(atMost entries: Int) -> [Range<Int>] {
    if entryCount <= entries { return columnCount == 0 ? [] : [0..<columnCount] }
    var counts = [Int](repeating: 0, count: columnCount)
    for column in indices { counts[Int(column)] += 1 }
    var runs: [Range<Int>] = []
    var (start, held) = (0, 0)
    for column in 0..<columnCount {
      if held + counts[column] > entries, column > start {
        runs.append(start..<column)
        (start, held) = (column, 0)
      }
      held += counts[column]
    }
    return runs + [start..<columnCount]
  }

  /// Takes entries that lie in a file out of the memory of the process, see `StoredNumbers.releasePages`.
  public func releasePages() {
    indices.releasePages()
    values.releasePages()
  }

  /// The matrix of the given rows, in the given order.
  public func selectingRows(_ rows: [Int]) -> SparseMatrix {
    var result = SparseMatrix(columnCount: columnCount)
    result.offsets.reserveCapacity(rows.count + 1)
    for row in rows {
      result.indices.append(contentsOf: indices[range(ofRow: row)])
      result.values.append(contentsOf: values[range(ofRow: row)])
      result.offsets.append(result.indices.count)
    }
    return result
  }

  /// Entries of the given columns alone; the columns keep their numbers.
  public func keepingColumns(_ columns: ClosedRange<Int>) -> SparseMatrix {
    var result = SparseMatrix(columnCount: columnCount)
    result.offsets.reserveCapacity(offsets.count)
    for row in 0..<rowCount {
      for position in range(ofRow: row) where columns.contains(Int(indices[position])) {
        result.indices.append(indices[position])
        result.values.append(values[position])
      }
      result.offsets.append(result.indices.count)
    }
    return result
  }

  /// The given columns (ascending) only, numbered anew.
  public func selectingColumns(_ columns: [Int32]) -> SparseMatrix {
    var place = [Int32](repeating: -1, count: columnCount)
    for (index, column) in columns.enumerated() { place[Int(column)] = Int32(index) }
    var result = SparseMatrix(columnCount: columns.count)
    for row in 0..<rowCount {
      for position in range(ofRow: row) where place[Int(indices[position])] >= 0 {
        result.indices.append(place[Int(indices[position])])
        result.values.append(values[position])
      }
      result.offsets.append(result.indices.count)
    }
    return result
  }
}
