import Findings

/// Cost of an arm; not deterministic, and therefore apart from the study.
public struct ArmTiming: Sendable {
  public var arm: String
  public var fits: Int
  /// Of the thread that ran it.
  public var seconds: Double
  /// To decide one example with the model of the first fold; nil where nothing is fitted.
  public var inferenceSeconds: Double?
  /// Of what the arm is trained on.
  public var matrixBytes: Int?
  public var cost: ArmCost?
  /// Whose features it takes.
  public var checkpoint: String?

  public init(
    arm: String, fits: Int, seconds: Double, inferenceSeconds: Double? = nil, matrixBytes: Int? = nil,
    cost: ArmCost? = nil, checkpoint: String? = nil
  ) {
    self.arm = arm
    self.fits = fits
    self.seconds = seconds
    self.inferenceSeconds = inferenceSeconds
    self.matrixBytes = matrixBytes
    self.cost = cost
    self.checkpoint = checkpoint
  }
}
