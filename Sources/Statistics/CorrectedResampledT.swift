/// The corrected resampled t-test of scores from repeated cross-validation (Nadeau & Bengio 2003): the folds share
/// training rows, so the variance of their mean is (1/J + n_test/n_train)·s², not s²/J.
public struct CorrectedResampledT: Sendable, Equatable {
  /// Of the values given.
  public var mean: Double
  /// √((1/J + n_test/n_train)·s²), J being what the values are counted as.
  public var standardError: Double
  /// mean / standard error; NaN when both are 0.
  public var t: Double
  /// J − 1.
  public var degreesOfFreedom: Double
  /// Two-sided, of "the mean is 0"; 1 when all values are 0.
  public var p: Double

  /// - Parameters:
  ///   - values: one score or paired difference per fold and repeat (J ≥ 2 for a test; NaN results below that).
  ///   - testToTrain: n_test / n_train, mean over folds: 1/(k − 1) for k folds.
  ///   - countedAs: J in the variance, where repeats are not to make it smaller: k, to count all repeats as one. What they
  ///     average out is the luck of the parting, not that of the data, and the correction alone does not see the
  ///     difference: on noise the test errs more often the more repeats there are (`Benchmarks/noise.py`).
  public init(_ values: [Double], testToTrain: Double, countedAs: Int? = nil) {
    let count = Double(values.count)
    let average = values.reduce(0, +) / count
    mean = average
    degreesOfFreedom = count - 1
    guard values.count >= 2 else {
      (standardError, t, p) = (.nan, .nan, .nan)
      return
    }
    let variance = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / (count - 1)
    standardError = ((1 / (countedAs.map(Double.init) ?? count) + testToTrain) * variance).squareRoot()
    t = average / standardError
    p = t.isNaN ? 1 : StudentT(degreesOfFreedom: degreesOfFreedom).twoSided(t)
  }

  /// mean ± t-quantile · standard error; not defined (nil) below two values.
  public func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard standardError.isFinite, degreesOfFreedom >= 1 else { return nil }
    let half = StudentT(degreesOfFreedom: degreesOfFreedom).inverseSurvival((1 - confidence) / 2) * standardError
    return ConfidenceInterval(low: mean - half, high: mean + half)
  }
}
