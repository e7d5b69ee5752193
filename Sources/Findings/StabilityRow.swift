/// How far the folds of an arm agree on the features they choose (Φ of Nogueira, Sechidis & Brown 2018). Its interval takes
/// the fits as independent, which fits that share training rows are not: it is a lower bound of the doubt.
public struct StabilityRow: Codable, Sendable {
  /// Place among the arms of the study.
  public var arm: Int
  /// nil where not defined: fewer than two folds, or all features chosen.
  public var phi: Double?
  /// Lower end of its 95 % interval; nil where not defined.
  public var low: Double?
  /// Upper end of the same interval.
  public var high: Double?
  /// Mean number of features chosen.
  public var selectedMean: Double

  public init(arm: Int, phi: Double?, low: Double?, high: Double?, selectedMean: Double) {
    self.arm = arm
    self.phi = phi
    self.low = low
    self.high = high
    self.selectedMean = selectedMean
  }
}
