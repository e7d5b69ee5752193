import Classifiers
import Findings

extension Representation {
  /// Pooled feature values as they are, unscaled.
  static let continuous = Representation(name: "continuous") { dataset, _ in
    dataset.features.map { features in
      let description = ProbeArm(
        name: "continuous \(features.checkpoint) \(features.pooling.rawValue)", representation: "continuous",
        checkpoint: features.checkpoint, layer: features.layer, pooling: features.pooling.rawValue)
      return Arm(description: description, content: .candidates([Arm.Candidate(matrix: .sparse(features.matrix))]))
    }
  }
}
