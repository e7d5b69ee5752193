import Findings

/// What an arm said of every example when it was not trained on it.
public struct OutOfFold: Sendable {
  public var arm: ArmKey
  public var classCount: Int
  /// [example · classCount + class]: mean over the repeats; NaN for unlabelled examples, and for those that
  /// only fits tested which were not taught their class.
  public var probabilities: [Double]
  /// Class of the largest mean probability, the first of several; −1 where that is NaN.
  public var decisions: [Int32]

  public init(arm: ArmKey, classCount: Int, probabilities: [Double], decisions: [Int32]) {
    self.arm = arm
    self.classCount = classCount
    self.probabilities = probabilities
    self.decisions = decisions
  }

  /// Whether labelled examples lack a decision.
  func isPartial(_ labels: [Int32]) -> Bool { labels.indices.contains { labels[$0] >= 0 && decisions[$0] < 0 } }

  /// Probability of one class per example.
  public func probability(of index: Int) -> [Double] {
    decisions.indices.map { probabilities[$0 * classCount + index] }
  }
}

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
