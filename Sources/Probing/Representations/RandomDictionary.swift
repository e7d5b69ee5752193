import Evaluation
import Findings

extension Representation {
  /// The same states through random directions of the same norms: what any dictionary of this width would give.
  public static let randomDictionary = Representation(
    .randomDictionary,
    isMeasure: { first, own, arms in
      // Values against values, bits against bits at the same threshold; found thresholds against values.
      guard let part = first.representation.part, [.values, .bits].contains(part), arms.isSamePlace(first, own) else {
        return false
      }
      return first.threshold?.number != nil ? first.threshold == own.threshold : own.threshold == nil
    }
  ) { kind, dataset, options in
    dataset.controls.flatMap { features in
      Arm.valuesAndBits(ArmKey(kind, features), features.matrix, thresholds: options.fixedThresholds)
    }
  }
}
