import Findings

extension Representation {
  /// No features: the shares of the classes among the training rows as probabilities, the largest class as decision.
  static let majority = Representation(name: "majority") { _, _ in
    [Arm(description: ProbeArm(name: "majority", representation: "majority"), content: .prior)]
  }
}
