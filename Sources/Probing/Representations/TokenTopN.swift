import Classifiers
import Features
import Findings

extension Representation {
  /// The pooling of the study (Gallifant et al. 2025): per token the N largest activations, counted over the tokens; as
  /// counts, and as bits at every fixed threshold (above 1: among the N largest of at least two tokens).
  static let tokenTopN = Representation(name: "token-top-n") { dataset, options in
    dataset.tokenTop.flatMap { entry -> [Arm] in
      let description = ProbeArm(
        name: "token-top-n \(entry.top) \(entry.checkpoint)", representation: "token-top-n",
        checkpoint: entry.checkpoint, layer: entry.layer, pooling: "sum", top: entry.top)
      let counts = Arm(
        description: description, content: .candidates([Arm.Candidate(matrix: .sparse(entry.matrix))]))
      return [counts]
        + options.thresholds.compactMap { choice in
          guard case .fixed(let value) = choice else { return nil }
          var own = description
          own.threshold = shortDescription(value)
          own.name += " >" + shortDescription(value)
          let bits = Arm.Candidate(threshold: value, matrix: .bits(entry.matrix, above: Float(value)))
          return Arm(description: own, content: .candidates([bits]))
        }
    }
  }
}
