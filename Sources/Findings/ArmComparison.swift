/// `comparisons.csv`: paired over the same folds.
///
/// Interval, t, degrees of freedom and p are all those that the verdict rests on: of the corrected resampled t-test with
/// all repeats counted as one. They differ from the verdict by the correction for the number of comparisons and no more.
public struct ArmComparison: Codable, Sendable {
  /// Places among the arms of the study.
  public var a: Int
  /// Name of the second arm.
  public var b: Int
  /// Name of a metric that arms are compared by.
  public var metric: String
  /// Mean of the first arm over the folds where both are defined.
  public var meanA: Double
  /// Mean of the second arm over the same folds.
  public var meanB: Double
  /// `meanA` − `meanB`.
  public var difference: Double
  /// Lower end of the 95 % interval of the difference.
  public var low: Double
  /// Upper end of the same interval.
  public var high: Double
  /// nil where all differences are the same.
  public var t: Double?
  /// Of t: test sets where both are defined, over all repeats, less 1.
  public var degreesOfFreedom: Int
  /// Two-sided, not corrected for the number of comparisons; nil as `t` is.
  public var p: Double?
  /// `better`, `worse`, `not worse`, `no difference shown`: a code that templates put into words.
  public var verdict: String
  /// p after Holm's step-down procedure over the pairs of the same family and metric.
  public var adjustedP: Double?
  /// The loss up to which `not worse` is said.
  public var margin: Double
  /// What p is corrected over, see `ComparisonFamily`.
  public var family: String
  /// The pair of the family that this one repeats: the same arms under other names, counted once; nil for the others.
  public var sameAs: ArmPair?

  public init(
    a: Int, b: Int, metric: String, meanA: Double, meanB: Double, difference: Double, low: Double, high: Double,
    t: Double?, degreesOfFreedom: Int, p: Double?, verdict: String, adjustedP: Double? = nil, margin: Double = 0,
    family: String = ComparisonFamily.further, sameAs: ArmPair? = nil
  ) {
    self.a = a
    self.b = b
    self.metric = metric
    self.meanA = meanA
    self.meanB = meanB
    self.difference = difference
    self.low = low
    self.high = high
    self.t = t
    self.degreesOfFreedom = degreesOfFreedom
    self.p = p
    self.verdict = verdict
    self.adjustedP = adjustedP
    self.margin = margin
    self.family = family
    self.sameAs = sameAs
  }
}

/// Two arms of a study, by their places.
public struct ArmPair: Codable, Hashable, Sendable {
  /// The first, whose gain the comparison states.
  public var a: Int
  /// The second, which it is set against.
  public var b: Int

  public init(_ a: Int, _ b: Int) {
    self.a = a
    self.b = b
  }
}
