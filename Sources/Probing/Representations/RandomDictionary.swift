import Classifiers
import Findings

extension Representation {
  /// The same states through random directions of the same norms: what any dictionary of this width would give.
  static let randomDictionary = Representation(name: "random-dictionary") { dataset, options in
    dataset.controls.flatMap { features -> [Arm] in
      ([nil] + options.fixedThresholds).map { threshold in
        var description = ProbeArm(
          name: "random-dictionary \(features.checkpoint) \(features.pooling.rawValue)",
          representation: "random-dictionary", checkpoint: features.checkpoint, layer: features.layer,
          pooling: features.pooling.rawValue)
        var candidate = Arm.Candidate(matrix: .sparse(features.matrix))
        if let threshold {
          description.threshold = shortDescription(threshold)
          description.name += " >" + shortDescription(threshold)
          candidate = Arm.Candidate(threshold: threshold, matrix: .bits(features.matrix, above: Float(threshold)))
        }
        return Arm(description: description, content: .candidates([candidate]))
      }
    }
  }
}
