import Classifiers
import Findings

extension Representation {
  /// The same states through random directions of the same norms: what any dictionary of this width would give.
  static let randomDictionary = Representation(name: "random-dictionary") { dataset, _ in
    dataset.controls.map { features in
      let description = ProbeArm(
        name: "random-dictionary \(features.checkpoint) \(features.pooling.rawValue)",
        representation: "random-dictionary", checkpoint: features.checkpoint, layer: features.layer,
        pooling: features.pooling.rawValue)
      return Arm(description: description, content: .candidates([Arm.Candidate(matrix: .sparse(features.matrix))]))
    }
  }
}
