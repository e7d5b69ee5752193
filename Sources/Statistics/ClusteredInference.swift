/// Tests and intervals of an AUROC, or a difference of two, where rows come in clusters.
///
/// Under "the true value is δ" the deviation x = θ − δ is shared out by weight: cluster k has h_k = a_k + b_k + x·w_k, and
/// Σ h_k = x. The test is Student's of "the h_k have mean 0",
///
///     t = x / √(V + K/(K − 1) · (2x Σ (a_k + b_k) w_k + x² (Σ w_k² − 1/K))),    K − 1 degrees of freedom,
///
/// V being Obuchowski's variance, which is what K/(K − 1)·Σ (a_k + b_k)² comes to but for her factors. For independent
/// normal h_k of whatever variances Student's test errs no more often than it says, at levels up to 8 % (Bakirov & Székely
/// 2005; Ibragimov & Müller 2010, JBES 28:453). With clusters of equal weight the last terms vanish, and V with K − 1 degrees
/// of freedom is left. With unequal ones the estimate takes after the largest clusters, their deviations from it are small,
/// and so is V: at 5 % a t-test by V alone finds what is not there in up to 38 % of runs with 10 to 50 clusters of very
/// unequal size, this one in up to 6 % (`Benchmarks/clusters.py`).
extension ClusteredDeLong {
  /// Fewest clusters, counted and by `effectiveCount`, that say anything of how far they differ.
  public static let fewest = (clusters: 5, byWeight: 4.0)

  /// 1 / Σ w_k², from 1 to K: clusters of equal weight that would say as much.
  public var effectiveCount: Double { 1 / weights.reduce(0) { $0 + $1 * $1 } }

  /// Whether the clusters are enough for a test or an interval.
  public var isJudged: Bool {
    clusterCount >= Self.fewest.clusters && effectiveCount >= Self.fewest.byWeight * (1 - 1e-9) && variance.isFinite
  }

  /// Tests that the true value is `value`: t and its two-sided p. NaN where the clusters are too few, or the variance and the
  /// deviation from `value` are both 0.
  public func test(of value: Double = 0) -> TestResult {
    guard isJudged else { return TestResult(statistic: .nan, p: .nan) }
    let x = estimate - value
    let t = x / (variance + 2 * x * slope + x * x * curvature).squareRoot()
    return TestResult(statistic: t, p: t.isNaN ? .nan : distribution.twoSided(t))
  }

  /// The values that the test does not reject, within what an AUROC (or a difference) can be; about the estimate, but not
  /// halfway. nil where the clusters are too few, or so unequal that no value would be rejected, or the variance is 0. At
  /// 95 % the interval of an AUROC misses it in up to 9 % of runs with 10 clusters, 7 % with 20 or more.
  public func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard isJudged, variance > 0 else { return nil }
    let quantile = distribution.inverseSurvival((1 - confidence) / 2)
    let square = quantile * quantile
    // x² ≤ t² (V + 2x·slope + x²·curvature): between the roots of a parabola in x, open above.
    let lead = 1 - square * curvature
    guard lead > 0 else { return nil }
    let middle = square * slope / lead
    let half = (middle * middle + square * variance / lead).squareRoot()
    return ConfidenceInterval(
      low: max(range.lowerBound, estimate - middle - half), high: min(range.upperBound, estimate - middle + half))
  }

  private var distribution: StudentT { StudentT(degreesOfFreedom: Double(clusterCount - 1)) }

  /// K/(K − 1) Σ (a_k + b_k) w_k.
  private var slope: Double {
    Self.factor(clusterCount) * zip(contributions, weights).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// K/(K − 1) (Σ w_k² − 1/K), at least 0: 0 for clusters of equal weight.
  private var curvature: Double {
    max(0, Self.factor(clusterCount) * (1 / effectiveCount - 1 / Double(clusterCount)))
  }
}
