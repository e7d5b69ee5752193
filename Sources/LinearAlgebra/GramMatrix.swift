import Buffers
import Files

/// The inner products of all pairs of rows of a matrix X: K = X·Xᵀ, [count, count] in C order, symmetric.
///
/// Sums are in double precision; for bits they are exact.
public struct GramMatrix: Sendable {
  /// Rows of X.
  public let count: Int
  /// [count, count] in C order, symmetric.
  public let values: [Double]

  /// - Parameter values: `count`² numbers, symmetric.
  public init(count: Int, values: [Double]) {
    precondition(values.count == count * count)
    self.count = count
    self.values = values
  }

  /// Of dense rows: `values` is [count, dimension] in C order.
  public init(dense values: StoredNumbers<Float>, count: Int, dimension: Int) {
    precondition(values.count == count * dimension)
    self.init(count: count) { target in
      accumulateDense(values, dimension: dimension, count: count, into: target)
    }
  }

  /// Of sparse rows with their values.
  public init(sparse matrix: SparseMatrix) {
    self.init(count: matrix.rowCount) { accumulateSparse(matrix, into: $0) }
  }

  /// Of sparse rows read as bits, 1 where the value exceeds `threshold` (≥ 0): the number of common features.
  ///
  /// Frequent columns are packed and counted 64 at a time, rare ones entry by entry: the work of a column with c entries is
  /// c² scattered additions, or a 64th of a word for all pairs of rows.
  public init(bitsOf matrix: SparseMatrix, above threshold: Float) {
    precondition(threshold >= 0, "entries that are not stored are 0")
    var counts = [Int](repeating: 0, count: matrix.columnCount)
    for (column, value) in zip(matrix.indices, matrix.values) where value > threshold { counts[Int(column)] += 1 }
    let isFrequent = counts.map { $0 * 10 > matrix.rowCount }
    let frequent = BitRows(matrix.ones { isFrequent[$0] && $1 > threshold }, above: 0)
    let rare = matrix.ones { !isFrequent[$0] && $1 > threshold }
    self.init(count: matrix.rowCount) { target in
      for row in 0..<matrix.rowCount {
        for other in 0...row { target[row * matrix.rowCount + other] = Double(frequent.common(row, other)) }
      }
      accumulateSparse(rare, into: target)
    }
  }

  /// Of some rows of another Gram matrix, in the given order.
  public func selecting(_ rows: [Int]) -> GramMatrix {
    GramMatrix(count: rows.count) { target in
      values.withUnsafeBufferPointer { source in
        for (i, row) in rows.enumerated() {
          for j in 0...i { target[i * rows.count + j] = source[row * count + rows[j]] }
        }
      }
    }
  }

  /// Of the rows less their mean, with what was taken from them: means[i] = Σ K[i,j]/count.
  public func centred() -> (matrix: GramMatrix, means: [Double]) {
    let total = Double(max(1, count))
    let means = values.withUnsafeBufferPointer { values in
      (0..<count).map { sum(values.start + $0 * count, count: count) / total }
    }
    let middle = means.reduce(0, +) / total
    let matrix = GramMatrix(count: count) { target in
      values.withUnsafeBufferPointer { source in
        means.withUnsafeBufferPointer { means in
          for row in 0..<count {
            let own = means[row] - middle
            for column in 0...row {
              target[row * count + column] = source[row * count + column] - own - means[column]
            }
          }
        }
      }
    }
    return (matrix, means)
  }

  /// `fill` writes the lower triangle.
  private init(count: Int, fill: (UnsafeMutablePointer<Double>) -> Void) {
    self.count = count
    values = [Double](unsafeUninitializedCapacity: count * count) { buffer, initialised in
      buffer.initialize(repeating: 0)
      if count > 0 {
        fill(buffer.start)
        mirrorLowerTriangle(buffer.start, n: count)
      }
      initialised = count * count
    }
  }
}

/// Adds X·Xᵀ of dense rows to the lower triangle, a panel of columns at a time.
private func accumulateDense(
  _ values: StoredNumbers<Float>, dimension: Int, count: Int, into target: UnsafeMutablePointer<Double>
) {
  let panel = 256
  let block = DoubleBlock(count: count * min(panel, dimension))
  for start in stride(from: 0, to: dimension, by: panel) {
    let width = min(panel, dimension - start)
    for row in 0..<count {
      for column in 0..<width { block.pointer[row * width + column] = Double(values[row * dimension + start + column]) }
    }
    addOuterProduct(block.pointer, rows: count, width: width, to: target)
  }
}

/// Columns with many entries go through BLAS as dense panels, the others entry by entry: the work of a column with c
/// entries is c² scattered additions, or rows² streamed ones that are some tens of times cheaper.
private func accumulateSparse(_ matrix: SparseMatrix, into target: UnsafeMutablePointer<Double>) {
  let count = matrix.rowCount
  let columns = matrix.transposed()
  let dense = (0..<columns.rowCount).filter { columns.range(ofRow: $0).count * 6 > count }
  var isDense = [Bool](repeating: false, count: columns.rowCount)
  for column in dense { isDense[column] = true }

  let panel = 256
  let block = DoubleBlock(count: count * min(panel, dense.count))
  for start in stride(from: 0, to: dense.count, by: panel) {
    let width = min(panel, dense.count - start)
    block.fill(0)
    for offset in 0..<width {
      for position in columns.range(ofRow: dense[start + offset]) {
        block.pointer[Int(columns.indices[position]) * width + offset] = Double(columns.values[position])
      }
    }
    addOuterProduct(block.pointer, rows: count, width: width, to: target)
  }

  columns.indices.withUnsafeBufferPointer { rows in
    columns.values.withUnsafeBufferPointer { values in
      for row in 0..<count {
        let sums = target + row * count
        for position in matrix.range(ofRow: row) where !isDense[Int(matrix.indices[position])] {
          let value = Double(matrix.values[position])
          for other in columns.range(ofRow: Int(matrix.indices[position])) {
            let column = Int(rows[other])
            if column > row { break }
            sums[column] += value * Double(values[other])
          }
        }
      }
    }
  }
}

extension SparseMatrix {
  /// 1 for entries that satisfy the test of column and value; nothing else is kept.
  fileprivate func ones(where isKept: (Int, Float) -> Bool) -> SparseMatrix {
    var result = SparseMatrix(columnCount: columnCount)
    result.offsets.reserveCapacity(offsets.count)
    for row in 0..<rowCount {
      for position in range(ofRow: row) where isKept(Int(indices[position]), values[position]) {
        result.indices.append(indices[position])
      }
      result.offsets.append(result.indices.count)
    }
    result.values = StoredNumbers(repeating: 1, count: result.indices.count)
    return result
  }
}
