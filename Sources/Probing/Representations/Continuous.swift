import Classifiers
import Evaluation
import Findings

extension Representation {
  /// Pooled feature values as they are, unscaled.
  static let continuous = Representation(
    .continuous,
    isMeasure: { first, own, arms in
      first.representation != own.representation && arms.isSamePlace(first, own)
    }
  ) { kind, dataset, _ in
    dataset.features.map { features in
      Arm(ArmKey(kind, features), .candidates([Arm.Candidate(matrix: .sparse(features.matrix))]))
    }
  }
}
