import Evaluation
import Features
import Findings

extension Representation {
  /// The pooling of the study (Gallifant et al. 2025): per token the N largest activations, counted over the tokens; as
  /// counts, and as bits at every fixed threshold (above 1: among the N largest of at least two tokens).
  public static let tokenTopN = Representation(
    RepresentationKind("token-top-n", .features, needs: .allFeatures, weighsFeatures: true, countsTokens: true),
    isMeasure: { _, _, _ in false }
  ) { kind, dataset, options in
    dataset.tokenTop.flatMap { entry in
      let key = ArmKey(kind, checkpoint: entry.checkpoint, layer: entry.layer, pooling: "sum", top: entry.top)
      return Arm.valuesAndBits(key, entry.matrix, thresholds: options.fixedThresholds)
    }
  }
}
