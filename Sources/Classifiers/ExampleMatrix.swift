import Files
import LinearAlgebra

/// One representation of all examples: what a classifier is trained on.
public enum ExampleMatrix: Sendable {
  /// [rows, dimension] in C order.
  case dense(StoredNumbers<Float>, rows: Int, dimension: Int)
  case sparse(SparseMatrix)
  /// 1 where the value exceeds the threshold (≥ 0), else 0.
  case bits(SparseMatrix, above: Float)

  /// Of an array of [rows, dimension] numbers in C order.
  public static func dense(_ values: [Float], rows: Int, dimension: Int) -> ExampleMatrix {
    .dense(StoredNumbers(values), rows: rows, dimension: dimension)
  }

  public var rowCount: Int {
    switch self {
    case .dense(_, let rows, _): rows
    case .sparse(let matrix), .bits(let matrix, _): matrix.rowCount
    }
  }

  public var featureCount: Int {
    switch self {
    case .dense(_, _, let dimension): dimension
    case .sparse(let matrix), .bits(let matrix, _): matrix.columnCount
    }
  }

  /// Whether every number is stored.
  var isDense: Bool {
    if case .dense = self { true } else { false }
  }

  public var gram: GramMatrix {
    switch self {
    case .dense(let values, let rows, let dimension): GramMatrix(dense: values, count: rows, dimension: dimension)
    case .sparse(let matrix): GramMatrix(sparse: matrix)
    case .bits(let matrix, let threshold): GramMatrix(bitsOf: matrix, above: threshold)
    }
  }

  /// Calls `body` with column and value of every entry of a row that is not 0.
  public func forEachEntry(ofRow row: Int, _ body: (Int, Double) -> Void) {
    switch self {
    case .dense(let values, _, let dimension):
      for column in 0..<dimension { body(column, Double(values[row * dimension + column])) }
    case .sparse(let matrix):
      for position in matrix.range(ofRow: row) { body(Int(matrix.indices[position]), Double(matrix.values[position])) }
    case .bits(let matrix, let threshold):
      for position in matrix.range(ofRow: row) where matrix.values[position] > threshold {
        body(Int(matrix.indices[position]), 1)
      }
    }
  }

  /// Some rows, in the order given.
  public func selectingRows(_ rows: [Int]) -> ExampleMatrix {
    switch self {
    case .dense(let values, _, let dimension):
      .dense(
        values.selectingRows(rows, of: dimension), rows: rows.count, dimension: dimension)
    case .sparse(let matrix): .sparse(matrix.selectingRows(rows))
    case .bits(let matrix, let threshold): .bits(matrix.selectingRows(rows), above: threshold)
    }
  }

  /// Memory of its numbers.
  public var byteCount: Int {
    switch self {
    case .dense(let values, _, _): 4 * values.count
    case .sparse(let matrix), .bits(let matrix, _): 8 * matrix.entryCount + 8 * matrix.offsets.count
    }
  }

  /// A single entry; of a sparse matrix found by bisection.
  public func value(row: Int, column: Int) -> Double {
    switch self {
    case .dense(let values, _, let dimension): Double(values[row * dimension + column])
    case .sparse(let matrix): Double(matrix.value(row: row, column: column))
    case .bits(let matrix, let threshold): matrix.value(row: row, column: column) > threshold ? 1 : 0
    }
  }

  /// Number of features that are not 0 in at least one row, and their columns, ascending.
  var usedColumns: [Int] {
    var isUsed = [Bool](repeating: false, count: featureCount)
    for row in 0..<rowCount { forEachEntry(ofRow: row) { column, _ in isUsed[column] = true } }
    return isUsed.indices.filter { isUsed[$0] }
  }
}
