import LinearAlgebra
import Statistics
import Testing

@testable import Features

@Suite struct TokenTopTests {
  /// Against counting token by token, with ties and negative values.
  @Test func countsTheLargestOfEveryToken() {
    var generator = SeededGenerator(seed: 4)
    let width = 12
    var tokens = SparseMatrix(columnCount: width)
    var dense: [[Float]] = []
    for _ in 0..<30 {
      let row = (0..<width).map { _ in
        Bool.random(using: &generator) ? Float(Int.random(in: -2...3, using: &generator)) : 0
      }
      dense.append(row)
      for (feature, value) in row.enumerated() where value != 0 {
        tokens.indices.append(Int32(feature))
        tokens.values.append(value)
      }
      tokens.offsets.append(tokens.indices.count)
    }
    let offsets = [0, 7, 7, 20, 30]
    var accumulator = ExampleAccumulator(featureCount: width)
    let block = PooledBlock(firstExample: 0, tokens: tokens, tokenOffsets: offsets, accumulator: &accumulator)
    var counter = TokenTopCounter([1, 3, 50], featureCount: width)
    counter.add(block)
    for (index, size) in [1, 3, 50].enumerated() {
      for example in 0..<4 {
        var expected = [Float](repeating: 0, count: width)
        for row in offsets[example]..<offsets[example + 1] {
          let order = (0..<width).filter { dense[row][$0] > 0 }
            .sorted { (dense[row][$1], $0) < (dense[row][$0], $1) }
          for feature in order.prefix(size) { expected[feature] += 1 }
        }
        let found = (0..<width).map { counter.matrices[index].value(row: example, column: $0) }
        #expect(found == expected, "\(size) largest, example \(example)")
      }
    }
  }
}
