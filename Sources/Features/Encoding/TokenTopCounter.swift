import LinearAlgebra

/// Counts, example by example, in how many tokens each feature is among the N largest; only values above 0 count, of equal
/// ones the feature with the smaller number.
struct TokenTopCounter: Sendable {
  private let sizes: [Int]
  private(set) var matrices: [SparseMatrix]
  /// [feature]: 0 between examples.
  private var counts: [Int32]

  init(_ sizes: [Int], featureCount: Int) {
    self.sizes = sizes
    matrices = sizes.map { _ in SparseMatrix(columnCount: featureCount) }
    counts = sizes.isEmpty ? [] : [Int32](repeating: 0, count: featureCount)
  }

  /// Takes the examples of a block, which come in order.
  mutating func add(_ block: PooledBlock) {
    guard let most = sizes.max() else { return }
    let tokens = block.tokens
    for example in 0..<block.exampleCount {
      let leaders = (block.tokenOffsets[example]..<block.tokenOffsets[example + 1]).map { row in
        tokens.range(ofRow: row).filter { tokens.values[$0] > 0 }
          .sorted { (tokens.values[$1], $0) < (tokens.values[$0], $1) }
          .prefix(most).map { tokens.indices[$0] }
      }
      for (index, size) in sizes.enumerated() {
        var touched: [Int32] = []
        for feature in leaders.lazy.flatMap({ $0.prefix(size) }) {
          if counts[Int(feature)] == 0 { touched.append(feature) }
          counts[Int(feature)] += 1
        }
        for feature in touched.sorted() {
          matrices[index].indices.append(feature)
          matrices[index].values.append(Float(counts[Int(feature)]))
          counts[Int(feature)] = 0
        }
        matrices[index].offsets.append(matrices[index].indices.count)
      }
    }
  }
}
