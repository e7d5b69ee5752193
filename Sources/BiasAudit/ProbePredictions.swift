import Findings

/// Out-of-fold predictions of one probe arm, one entry per example of the dataset.
public struct ProbePredictions: Sendable {
  public var arm: ArmKey
  /// Predicted class, −1 where the example was never tested.
  public var predicted: [Int32]
  /// [example · classes + class]: predicted probability, mean over repeats; NaN where never tested.
  public var probabilities: [Double]

  public init(arm: ArmKey, predicted: [Int32], probabilities: [Double]) {
    self.arm = arm
    self.predicted = predicted
    self.probabilities = probabilities
  }
}
