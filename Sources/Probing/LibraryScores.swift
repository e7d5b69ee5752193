import Classifiers
import Features
import Findings
import LinearAlgebra

/// The decisions of a feature library on examples, with their reasons.
public struct LibraryScores: Sendable {
  private let model: FoldModel
  private let classCount: Int
  /// [example · classes + class].
  public let probabilities: [Double]

  /// - Parameters:
  ///   - pooled: examples × all features of the library's checkpoint, pooled as the library says.
  ///   - ownThresholds: whether each feature of a library of bits counts as fired above a threshold that these examples set
  ///     without labels (Otsu 1979), instead of above that of the library: for data on another scale.
  public init(_ library: FeatureLibrary, on pooled: SparseMatrix, ownThresholds: Bool = false) {
    precondition(pooled.columnCount == library.width, "the features of the library's checkpoint")
    let columns = library.features.map(\.feature)
    let own = pooled.selectingColumns(columns)
    let matrix: ExampleMatrix
    if let threshold = library.threshold {
      let cuts = ownThresholds ? otsuThresholds(own, rows: Array(0..<own.rowCount)) : []
      matrix = ownThresholds ? .bits(own.bits(above: { cuts[Int($0)] }), above: 0) : .bits(own, above: Float(threshold))
    } else {
      matrix = .sparse(own)
    }
    // Scores of two classes are those of the second.
    let sign: Double = library.positiveClass != nil && library.positiveClass == library.classes.first ? -1 : 1
    let fit = LogisticFit.applying(
      classes: Array(library.classes.indices), intercepts: library.intercepts.map { sign * $0 },
      weights: library.intercepts.indices.map { column in library.features.map { sign * $0.weights[column] } },
      c: library.c)
    classCount = library.classes.count
    probabilities = fit.applied(to: matrix).probabilities(classCount: classCount)
    model = FoldModel(fit, matrix: matrix, columns: columns)
  }

  /// Class of the largest probability, the first of several.
  public func decision(_ example: Int) -> Int {
    Int(largestClass(probabilities[example * classCount..<(example + 1) * classCount]))
  }

  /// The features with the largest part in the decision, at most `limit`.
  public func reasons(_ example: Int, limit: Int) -> [Explanation.Reason] {
    model.reasons(row: example, decision: decision(example), limit: limit)
  }
}
