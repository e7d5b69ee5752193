/// An arm on one fold.
public struct ProbeRow: Codable, Sendable {
  /// Index into `arms`.
  public var arm: Int
  /// Repeat of the cross-validation, from 0.
  public var repeatIndex: Int
  /// Fold that is tested, from 0.
  public var fold: Int
  /// Training rows.
  public var trainCount: Int
  /// Test rows.
  public var testCount: Int
  /// Inverse strength of the penalty, chosen on the inner folds; nil where nothing is fitted.
  public var c: Double?
  /// Threshold of activation, where it was chosen on the inner folds; else nil.
  public var thresholdChosen: Double?
  /// In the order of the study's metrics; nil where not defined.
  public var metrics: [Double?]
  /// Features with a weight; of a mean over labels their mean, rounded down.
  public var featureCount: Int
  /// Log loss over the inner folds of the training rows at the C and threshold chosen; nil where nothing was chosen.
  public var innerLoss: Double?
  /// Of a derived arm: the arm that it is in this split.
  public var chosenArm: Int?
  /// ½‖w‖² + C·Σ log-loss that the fit reached, and the norm of its gradient there; nil where nothing is fitted.
  public var objective: Double?
  /// Norm of its gradient there; nil where nothing is fitted.
  public var gradientNorm: Double?
  /// What the objective exceeds its optimum by, at most; of fits with an L1 penalty, whose objective is ‖w‖₁ + C·Σ log-loss.
  public var dualityGap: Double?

  public init(
    arm: Int, repeatIndex: Int, fold: Int, trainCount: Int, testCount: Int, c: Double?, thresholdChosen: Double?,
    metrics: [Double?], featureCount: Int, innerLoss: Double? = nil, chosenArm: Int? = nil
  ) {
    self.arm = arm
    self.repeatIndex = repeatIndex
    self.fold = fold
    self.trainCount = trainCount
    self.testCount = testCount
    self.c = c
    self.thresholdChosen = thresholdChosen
    self.metrics = metrics
    self.featureCount = featureCount
    self.innerLoss = innerLoss
    self.chosenArm = chosenArm
  }
}
