import Testing

@testable import LinearAlgebra

@Suite struct SparseMatrixTests {
  private let matrix = SparseMatrix(
    columnCount: 4, offsets: [0, 2, 2, 5], indices: [1, 3, 0, 1, 2], values: [5, -1, 2, 4, 8])

  @Test func transposes() {
    let columns = matrix.transposed()
    #expect(columns.offsets == [0, 1, 3, 4, 5])
    #expect(columns.indices == [2, 0, 2, 2, 0])
    #expect(columns.values == [2, 5, 4, 8, -1])
    let back = columns.transposed()
    #expect(back.offsets == matrix.offsets && back.indices == matrix.indices && back.values == matrix.values)
  }

  @Test func transposesSomeColumns() {
    let whole = matrix.transposed()
    for first in 0...4 {
      for end in first...4 {
        let some = matrix.transposed(columns: first..<end)
        let expected = whole.selectingRows(Array(first..<end))
        #expect(some.offsets == expected.offsets && some.indices == expected.indices && some.values == expected.values)
        #expect(some.columnCount == matrix.rowCount)
      }
    }
  }

  /// Columns have 1, 2, 1 and 1 entries.
  @Test func runsOfColumnsHoldNoMoreThanAsked() {
    #expect(matrix.columnRuns(atMost: 5) == [0..<4])
    #expect(matrix.columnRuns(atMost: 4) == [0..<3, 3..<4])
    #expect(matrix.columnRuns(atMost: 2) == [0..<1, 1..<2, 2..<4])
    #expect(matrix.columnRuns(atMost: 1) == [0..<1, 1..<2, 2..<3, 3..<4])
    #expect(SparseMatrix(columnCount: 0).columnRuns(atMost: 3).isEmpty)
  }

  @Test func selectsRows() {
    let selected = matrix.selectingRows([2, 1, 0, 2])
    #expect(selected.offsets == [0, 3, 3, 5, 8])
    #expect(selected.values == [2, 4, 8, 5, -1, 2, 4, 8])
  }

  @Test func multipliesAsDefined() {
    // [2, 3] · [3, 2], and the same with the second stored transposed.
    let a: [Double] = [1, 2, 3, 4, 5, 6]
    let b: [Double] = [7, 8, 9, 10, 11, 12]
    let bTransposed: [Double] = [7, 9, 11, 8, 10, 12]
    var c = [Double](repeating: 0, count: 4)
    multiply(a, lda: 3, b, ldb: 2, into: &c, ldc: 2, m: 2, n: 2, k: 3)
    #expect(c == [58, 64, 139, 154])
    multiply(a, lda: 3, bTransposed, .transposed, ldb: 3, into: &c, ldc: 2, m: 2, n: 2, k: 3, alpha: 2, beta: 1)
    #expect(c == [174, 192, 417, 462])
  }
}
