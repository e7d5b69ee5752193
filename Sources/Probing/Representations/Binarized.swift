import Classifiers
import Evaluation
import Features
import Findings
import LinearAlgebra

extension Representation {
  /// 1 where the pooled value is above a threshold, else 0: fired or not.
  static let binarized = Representation(
    .binarized,
    isMeasure: { first, own, arms in
      guard own.threshold?.number != nil, arms.isSamePlace(first, own) else { return false }
      // Bits of tokens against bits at the same threshold, counts against those at the first.
      if first.representation.countsTokens { return own.threshold == first.threshold ?? arms.firstThreshold(own) }
      // A threshold that was found against those that were given; few of the bits against all of them.
      return first.representation == own.representation
        ? first.threshold?.number == nil
        : first.representation == penalisedByL1.kind && first.threshold == own.threshold
    }
  ) { kind, dataset, options in
    dataset.features.flatMap { features in
      options.thresholds.map { threshold in
        Arm(ArmKey(kind, features, threshold: threshold), content(features.matrix, threshold))
      }
    }
  }

  private static func content(_ matrix: SparseMatrix, _ threshold: ThresholdChoice) -> Arm.Content {
    switch threshold {
    case .otsu:
      let all = Array(0..<Int32(matrix.columnCount))
      return .fitted { training in
        let cuts = otsuThresholds(matrix, rows: training)
        return Arm.FittedMatrix(matrix: .bits(matrix.bits(above: { cuts[Int($0)] }), above: 0), columns: all)
      }
    case .quantile(let share):
      let all = Array(0..<Int32(matrix.columnCount))
      return .fitted { training in
        let cuts = quantileThresholds(matrix, rows: training, share: share)
        return Arm.FittedMatrix(matrix: .bits(matrix.bits(above: { cuts[Int($0)] }), above: 0), columns: all)
      }
    case .fixed(let value):
      return .candidates([Arm.Candidate(threshold: value, matrix: .bits(matrix, above: Float(value)))])
    case .automatic: return .candidates(automatic(matrix))
    }
  }

  /// Every threshold that some training rows may offer; each set of them chooses among its own.
  private static func automatic(_ matrix: SparseMatrix) -> [Arm.Candidate] {
    let levels = ThresholdLevels(matrix)
    return levels.all.map { threshold in
      Arm.Candidate(threshold: threshold, matrix: .bits(matrix, above: Float(threshold))) {
        levels.thresholds(of: $0).contains(threshold)
      }
    }
  }
}
