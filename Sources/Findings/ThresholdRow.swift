/// What a threshold costs and keeps.
public struct ThresholdRow: Codable, Sendable {
  /// Whose features.
  public var checkpoint: String
  /// How token values become one value of the example.
  public var pooling: String
  /// The one given; of one chosen on the inner folds the mean over the folds; nil where every feature has its own.
  public var threshold: Double?
  /// How it was come by.
  public var choice: ThresholdChoice
  /// Mean and 95 % interval of the binarized arm, nil where not defined.
  public var macroF1Mean: Double?
  /// Lower end of its 95 % interval.
  public var macroF1Low: Double?
  /// Upper end of the same interval.
  public var macroF1High: Double?
  /// Features above the threshold, mean over the labelled examples.
  public var meanActiveFeatures: Double
  /// Φ of the features that weigh most in each fold, at most 1, where measured.
  public var stability: Double?
  /// Lower end of its 95 % interval, which takes the fits as independent; fits that share training rows are not, so that it
  /// is a lower bound of the doubt.
  public var stabilityLow: Double?
  /// Upper end of the same interval.
  public var stabilityHigh: Double?

  public init(
    checkpoint: String, pooling: String, threshold: Double?, choice: ThresholdChoice, macroF1Mean: Double? = nil,
    macroF1Low: Double? = nil, macroF1High: Double? = nil, meanActiveFeatures: Double = 0, stability: Double? = nil,
    stabilityLow: Double? = nil, stabilityHigh: Double? = nil
  ) {
    self.checkpoint = checkpoint
    self.pooling = pooling
    self.threshold = threshold
    self.choice = choice
    self.macroF1Mean = macroF1Mean
    self.macroF1Low = macroF1Low
    self.macroF1High = macroF1High
    self.meanActiveFeatures = meanActiveFeatures
    self.stability = stability
    self.stabilityLow = stabilityLow
    self.stabilityHigh = stabilityHigh
  }
}
