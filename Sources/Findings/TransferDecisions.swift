/// What the leading probe of a pair decides of the examples of the test dataset.
public struct TransferDecisions: Sendable {
  public var arm: ArmKey
  /// Class among the common ones of the pair, −1 where the example was not decided.
  public var predicted: [Int32]
  /// [example · common classes + class]; NaN where it was not decided.
  public var probabilities: [Double]

  public init(arm: ArmKey, predicted: [Int32], probabilities: [Double]) {
    (self.arm, self.predicted, self.probabilities) = (arm, predicted, probabilities)
  }
}
