import Findings

extension Representation {
  /// The same states through random directions of the same norms: what any dictionary of this width would give.
  static let randomDictionary = Representation(name: "random-dictionary") { dataset, options in
    dataset.controls.flatMap { features in
      let description = ProbeArm(
        name: "random-dictionary \(features.checkpoint) \(features.pooling.rawValue)",
        representation: "random-dictionary", checkpoint: features.checkpoint, layer: features.layer,
        pooling: features.pooling.rawValue)
      return Arm.valuesAndBits(description, features.matrix, thresholds: options.fixedThresholds)
    }
  }
}
