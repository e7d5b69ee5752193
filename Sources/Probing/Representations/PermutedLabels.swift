import Classifiers
import Findings

extension Representation {
  /// Continuous features with the labels in random order: what the whole procedure gives where there is nothing to find.
  static let permutedLabels = Representation(name: "permuted-labels") { dataset, _ in
    dataset.features.map { features in
      let description = ProbeArm(
        name: "permuted-labels \(features.checkpoint) \(features.pooling.rawValue)", representation: "permuted-labels",
        checkpoint: features.checkpoint, layer: features.layer, pooling: features.pooling.rawValue)
      let content = Arm.Content.candidates([Arm.Candidate(matrix: .sparse(features.matrix))])
      return Arm(description: description, content: content, hasPermutedLabels: true)
    }
  }
}
