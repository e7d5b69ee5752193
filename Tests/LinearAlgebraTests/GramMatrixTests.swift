import Files
import Testing

@testable import LinearAlgebra

@Suite struct GramMatrixTests {
  /// Some frequent and many rare columns, values around the threshold.
  private static func matrix() -> (SparseMatrix, [[Double]]) {
    BLAS.useOneThreadPerCall()
    var matrix = SparseMatrix(columnCount: 90)
    var dense: [[Double]] = []
    var state: UInt64 = 5
    for _ in 0..<61 {
      var row = [Double](repeating: 0, count: 90)
      for column in 0..<90 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let chance = Int(state >> 40) % 100
        guard chance < (column < 20 ? 55 : 4) else { continue }
        row[column] = Double(chance % 8 + 1) / 4
        matrix.indices.append(Int32(column))
        matrix.values.append(Float(row[column]))
      }
      matrix.offsets.append(matrix.indices.count)
      dense.append(row)
    }
    return (matrix, dense)
  }

  private static func product(_ rows: [[Double]]) -> [Double] {
    rows.flatMap { a in rows.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
  }

  @Test func isTheProductOfAllPairsOfRows() {
    let (matrix, rows) = Self.matrix()
    let expected = Self.product(rows)
    let dense = GramMatrix(dense: StoredNumbers(rows.flatMap { $0.map { Float($0) } }), count: 61, dimension: 90)
    for gram in [GramMatrix(sparse: matrix), dense] {
      #expect(zip(gram.values, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  /// Counts are exact, frequent columns and rare ones, at a threshold that values meet exactly.
  @Test(arguments: [0, 1, 1.5] as [Float]) func countsCommonBits(threshold: Float) {
    let (matrix, rows) = Self.matrix()
    let bits = rows.map { $0.map { Float($0) > threshold ? 1.0 : 0 } }
    #expect(GramMatrix(bitsOf: matrix, above: threshold).values == Self.product(bits))
  }

  @Test func centringTakesTheMeanFromTheRows() {
    let (matrix, rows) = Self.matrix()
    let means = rows[0].indices.map { column in rows.reduce(0) { $0 + $1[column] } / 61 }
    let expected = Self.product(rows.map { row in zip(row, means).map { $0 - $1 } })
    let centred = GramMatrix(sparse: matrix).centred()
    #expect(zip(centred.matrix.values, expected).allSatisfy { abs($0 - $1) < 1e-11 })
    for (row, mean) in zip(rows, centred.means) {
      #expect(abs(zip(row, means).reduce(0) { $0 + $1.0 * $1.1 } - mean) < 1e-11)
    }
    let some = [3, 7, 60]
    #expect(GramMatrix(sparse: matrix).selecting(some).values == GramMatrix(sparse: matrix.selectingRows(some)).values)
  }
}
