import Classifiers
import Findings
import LinearAlgebra

extension Arm {
  /// A matrix as it is, and as bits above each threshold.
  ///
  /// - Parameter description: of the values; bits have the threshold in it, and after the name.
  static func valuesAndBits(
    _ description: ProbeArm, _ matrix: SparseMatrix, thresholds: [Double], penalty: LogisticRegression.Penalty = .l2
  ) -> [Arm] {
    let values = Arm(
      description: description, content: .candidates([Candidate(matrix: .sparse(matrix))]), penalty: penalty)
    return [values]
      + thresholds.map { threshold in
        var own = description
        own.threshold = shortDescription(threshold)
        own.name += " >" + shortDescription(threshold)
        let bits = Candidate(threshold: threshold, matrix: .bits(matrix, above: Float(threshold)))
        return Arm(description: own, content: .candidates([bits]), penalty: penalty)
      }
  }
}
