extension StratifiedTwoByTwo {
  /// The Cochran–Mantel–Haenszel test that the groups fire alike in every stratum, without continuity correction:
  /// (Σ(a − E))² / ΣV with V = n₁n₂m₁m₂ / (N²(N − 1)), χ² with 1 df (statsmodels `test_null_odds`). Effects of opposite
  /// sign cancel in it; NaN and p 1 when nothing varies.
  public func cochranMantelHaenszel() -> TestResult {
    var deviation = 0.0
    var variance = 0.0
    for s in strata where s.total > 1 {
      deviation += s.a - s.n1 * s.fired / s.total
      variance += s.n1 * s.n2 * s.fired * (s.total - s.fired) / (s.total * s.total * (s.total - 1))
    }
    guard variance > 0 else { return TestResult(statistic: .nan, p: 1) }
    let statistic = deviation * deviation / variance
    return TestResult(statistic: statistic, p: ChiSquared(degreesOfFreedom: 1).survival(statistic))
  }
}
