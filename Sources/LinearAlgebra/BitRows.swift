/// A sparse matrix read as bits, packed row by row: 1 where the value exceeds a threshold. Columns without any bit are
/// left out.
public struct BitRows: Sendable {
  /// Rows of the matrix.
  public let rowCount: Int
  /// 64-bit words of one row.
  public let wordsPerRow: Int
  /// Columns of the matrix that have a bit, ascending; bit j of a row stands for `columns[j]`.
  public let columns: [Int32]
  private let words: [UInt64]

  /// - Parameter threshold: at least 0, so that entries that are not stored are 0.
  public init(_ matrix: SparseMatrix, above threshold: Float) {
    precondition(threshold >= 0)
    self.init(matrix) { $0 > threshold }
  }

  /// 1 where the matrix has an entry, of whatever value.
  public init(entriesOf matrix: SparseMatrix) { self.init(matrix) { _ in true } }

  private init(_ matrix: SparseMatrix, where isSet: (Float) -> Bool) {
    var place = [Int32](repeating: -1, count: matrix.columnCount)
    for position in matrix.indices.indices where isSet(matrix.values[position]) {
      place[Int(matrix.indices[position])] = 0
    }
    var columns: [Int32] = []
    for column in place.indices where place[column] == 0 {
      place[column] = Int32(columns.count)
      columns.append(Int32(column))
    }
    let stride = (columns.count + 63) / 64
    var words = [UInt64](repeating: 0, count: stride * matrix.rowCount)
    for row in 0..<matrix.rowCount {
      for position in matrix.range(ofRow: row) where isSet(matrix.values[position]) {
        let bit = Int(place[Int(matrix.indices[position])])
        words[row * stride + bit >> 6] |= 1 << UInt64(bit & 63)
      }
    }
    rowCount = matrix.rowCount
    wordsPerRow = stride
    self.columns = columns
    self.words = words
  }

  /// Number of columns in which both rows have a bit.
  public func common(_ a: Int, _ b: Int) -> Int {
    words.withUnsafeBufferPointer { words in
      let first = words.baseAddress.map { $0 + a * wordsPerRow }
      let second = words.baseAddress.map { $0 + b * wordsPerRow }
      guard let first, let second else { return 0 }
      var count = 0
      for word in 0..<wordsPerRow { count &+= (first[word] & second[word]).nonzeroBitCount }
      return count
    }
  }
}
