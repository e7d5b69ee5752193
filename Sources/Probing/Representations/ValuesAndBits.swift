import Classifiers
import Features
import Findings
import LinearAlgebra

extension Arm {
  /// A matrix as it is, and as bits above each threshold.
  ///
  /// - Parameter key: of the values; that of bits has the threshold in it.
  static func valuesAndBits(
    _ key: ArmKey, _ matrix: SparseMatrix, thresholds: [Double], penalty: LogisticRegression.Penalty = .l2
  ) -> [Arm] {
    let values = Arm(key, .candidates([Candidate(matrix: .sparse(matrix))]), penalty: penalty)
    return [values]
      + thresholds.map { threshold in
        var own = key
        own.threshold = .fixed(threshold)
        let bits = Candidate(threshold: threshold, matrix: .bits(matrix, above: Float(threshold)))
        return Arm(own, .candidates([bits]), penalty: penalty)
      }
  }
}
