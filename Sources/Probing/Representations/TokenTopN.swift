import Features
import Findings

extension Representation {
  /// The pooling of the study (Gallifant et al. 2025): per token the N largest activations, counted over the tokens; as
  /// counts, and as bits at every fixed threshold (above 1: among the N largest of at least two tokens).
  static let tokenTopN = Representation(name: "token-top-n") { dataset, options in
    dataset.tokenTop.flatMap { entry in
      let description = ProbeArm(
        name: "token-top-n \(entry.top) \(entry.checkpoint)", representation: "token-top-n",
        checkpoint: entry.checkpoint, layer: entry.layer, pooling: "sum", top: entry.top)
      return Arm.valuesAndBits(description, entry.matrix, thresholds: options.fixedThresholds)
    }
  }
}
