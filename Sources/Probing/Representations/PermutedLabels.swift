import Classifiers
import Evaluation
import Findings

extension Representation {
  /// Continuous features with the labels in random order: what the whole procedure gives where there is nothing to find.
  static let permutedLabels = Representation(
    RepresentationKind("permuted-labels", .control, needs: .allFeatures, permutesLabels: true),
    isMeasure: { _, _, _ in false }
  ) { kind, dataset, _ in
    dataset.features.map { features in
      Arm(ArmKey(kind, features), .candidates([Arm.Candidate(matrix: .sparse(features.matrix))]))
    }
  }
}
