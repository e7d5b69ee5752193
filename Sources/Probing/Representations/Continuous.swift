import Classifiers
import Findings

extension Representation {
  /// Pooled feature values as they are, unscaled.
  public static let continuous = Representation(
    RepresentationKind("continuous", .features, needs: .allFeatures, part: .values, weighsFeatures: true),
    isMeasure: { first, own, arms in
      first.representation != own.representation && arms.isSamePlace(first, own)
    }
  ) { kind, dataset, _ in
    dataset.features.map { features in
      Arm(ArmKey(kind, features), .candidates([Arm.Candidate(matrix: .sparse(features.matrix))]))
    }
  }
}
