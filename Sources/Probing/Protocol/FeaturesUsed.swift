import Classifiers

/// Counts the features that are not 0 everywhere in a training set, for many training sets that lack few of the same rows.
struct FeaturesUsed: Sendable {
  private let matrix: ExampleMatrix
  /// Ascending.
  private let rows: [Int]
  /// Of each feature, in how many of the rows it is not 0.
  private let counts: [Int32]

  /// - Parameter rows: ascending; all training sets lie in them.
  init(_ matrix: ExampleMatrix, rows: [Int]) {
    self.matrix = matrix
    self.rows = rows
    counts = Self.counts(matrix, rows)
  }

  /// - Parameter training: ascending.
  func count(in training: [Int]) -> Int {
    if case .dense(_, _, let dimension) = matrix { return dimension }
    var place = 0
    let left = rows.filter { row in
      while place < training.count, training[place] < row { place += 1 }
      return place == training.count || training[place] != row
    }
    return zip(counts, Self.counts(matrix, left)).count { $0 > $1 }
  }

  private static func counts(_ matrix: ExampleMatrix, _ rows: [Int]) -> [Int32] {
    if case .dense = matrix { return [] }
    var result = [Int32](repeating: 0, count: matrix.featureCount)
    for row in rows { matrix.forEachEntry(ofRow: row) { column, _ in result[column] += 1 } }
    return result
  }
}
