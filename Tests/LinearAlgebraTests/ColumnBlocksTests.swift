import Testing

@testable import Files
@testable import LinearAlgebra

@Suite struct ColumnBlocksTests {
  /// Values from the smallest to large ones, of both signs; some columns and rows have no entry, one column has many.
  private static func matrix(rows: Int, columns: Int, seed: UInt64) -> SparseMatrix {
    var state = seed
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let scales: [Float] = [.leastNonzeroMagnitude, -1e-38, 1, 1e30, -1e30, -3]
    var matrix = SparseMatrix(columnCount: columns)
    for row in 0..<rows {
      for column in 0..<columns where column == 5 || (row % 7 != 3 && column % 11 != 4 && next(6) == 0) {
        matrix.indices.append(Int32(column))
        matrix.values.append(scales[next(scales.count)] * Float(1 + next(5)))
      }
      matrix.offsets.append(matrix.indices.count)
    }
    return matrix
  }

  private func isSame(_ a: SparseMatrix, _ b: SparseMatrix) -> Bool {
    a.columnCount == b.columnCount && a.offsets == b.offsets && a.indices == b.indices
      && a.values.map(\.bitPattern) == b.values.map(\.bitPattern)
  }

  @Test(arguments: [(300, 40), (40, 300), (2000, 7)])
  func blocksAreThoseOfAMatrixInMemory(rows: Int, columns: Int) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let plain = Self.matrix(rows: rows, columns: columns, seed: seed)
      try SpillLimit.lowered(to: 1024) {
        let stored = Self.matrix(rows: rows, columns: columns, seed: seed)
        #expect(stored.isInFile && isSame(plain, stored))
        for entries in [1, 50, 400, 1 << 20] {
          let blocks = try ColumnBlocks(stored, atMost: entries)
          #expect(blocks.ranges == plain.columnRuns(atMost: entries))
          for (index, range) in blocks.ranges.enumerated() {
            #expect(isSame(blocks[index], plain.transposed(columns: range)), "\(range) of runs of \(entries)")
          }
          #expect(isSame(try blocks.joined(), plain.transposed(columns: 0..<columns)))
        }
        #expect(isSame(stored.transposed(), plain.transposed(columns: 0..<columns)))
        #expect(isSame(stored.transposed().transposed(), plain))
      }
    }
  }

  @Test func amongFewEntriesTheMatrixIsLookedThrough() throws {
    let plain = Self.matrix(rows: 60, columns: 9, seed: 1)
    let blocks = try ColumnBlocks(plain, atMost: 30)
    #expect(blocks.ranges.count > 1)
    for (index, range) in blocks.ranges.enumerated() {
      #expect(isSame(blocks[index], plain.transposed(columns: range)))
    }
    let none = SparseMatrix(columnCount: 0)
    #expect(try ColumnBlocks(none).ranges.isEmpty && none.transposed().offsets == [0])
  }
}
