import Evaluation
import Findings

extension Representation {
  /// All features under an L1 penalty, which leaves most of them without a weight: the probe that chooses and weighs at once.
  /// As values, and as bits at the first fixed threshold (0 where none is fixed).
  static let penalisedByL1 = Representation(
    .penalisedByL1,
    isMeasure: { _, _, _ in false }
  ) { kind, dataset, options in
    dataset.features.flatMap { features in
      Arm.valuesAndBits(
        ArmKey(kind, features), features.matrix, thresholds: [options.firstFixedThreshold], penalty: .l1)
    }
  }
}
