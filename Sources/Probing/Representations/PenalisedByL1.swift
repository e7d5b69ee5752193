import Classifiers
import Findings

extension Representation {
  /// All features under an L1 penalty, which leaves most of them without a weight: the probe that chooses and weighs at once.
  /// As values, and as bits at the first fixed threshold (0 where none is fixed).
  static let penalisedByL1 = Representation(name: "l1") { dataset, options in
    let threshold = options.fixedThresholds.first ?? 0
    return dataset.features.flatMap { features -> [Arm] in
      [nil, threshold].map { form in
        var description = ProbeArm(
          name: "l1 \(features.checkpoint) \(features.pooling.rawValue)", representation: "l1",
          checkpoint: features.checkpoint, layer: features.layer, pooling: features.pooling.rawValue)
        var candidate = Arm.Candidate(matrix: .sparse(features.matrix))
        if let form {
          description.threshold = shortDescription(form)
          description.name += " >" + shortDescription(form)
          candidate = Arm.Candidate(threshold: form, matrix: .bits(features.matrix, above: Float(form)))
        }
        return Arm(description: description, content: .candidates([candidate]), penalty: .l1)
      }
    }
  }
}
