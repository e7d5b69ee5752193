import Evaluation
import Findings

extension Representation {
  /// No features: the shares of the classes among the training rows as probabilities, the largest class as decision.
  static let majority = Representation(
    RepresentationKind("majority", .baseline, needs: .nothing), isMeasure: { _, _, _ in true }
  ) { kind, _, _ in [Arm(ArmKey(kind), .prior)] }
}
