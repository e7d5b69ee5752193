import Findings

extension Representation {
  /// All features under an L1 penalty, which leaves most of them without a weight: the probe that chooses and weighs at once.
  /// As values, and as bits at the first fixed threshold (0 where none is fixed).
  static let penalisedByL1 = Representation(name: "l1") { dataset, options in
    dataset.features.flatMap { features in
      let description = ProbeArm(
        name: "l1 \(features.checkpoint) \(features.pooling.rawValue)", representation: "l1",
        checkpoint: features.checkpoint, layer: features.layer, pooling: features.pooling.rawValue)
      return Arm.valuesAndBits(
        description, features.matrix, thresholds: [options.firstFixedThreshold], penalty: .l1)
    }
  }
}
