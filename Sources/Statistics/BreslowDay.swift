extension StratifiedTwoByTwo {
  /// The Breslow–Day test that the odds ratio is the same in all strata, with Tarone's adjustment (Breslow & Day 1980;
  /// Tarone 1985; statsmodels `test_equal_odds(adjust=True)`); χ² with strata − 1 df, strata in which all fire or none does
  /// left out, since they say nothing of an odds ratio. NaN where the common odds ratio is 0, infinite or undefined, and with
  /// a single stratum.
  public func breslowDayTarone() -> TestResult {
    let ratio = oddsRatio
    let strata = strata.filter { $0.fired > 0 && $0.fired < $0.total }
    guard strata.count > 1, ratio.isFinite, ratio > 0 else { return TestResult(statistic: .nan, p: .nan) }
    var statistic = 0.0
    var deviation = 0.0
    var variance = 0.0
    for s in strata {
      let expected = Self.expectedCell(s, ratio: ratio)
      let inverse =
        1 / expected + 1 / (s.fired - expected) + 1 / (s.n1 - expected) + 1 / (s.n2 - s.fired + expected)
      guard inverse.isFinite, inverse > 0 else { continue }
      statistic += (s.a - expected) * (s.a - expected) * inverse
      deviation += s.a - expected
      variance += 1 / inverse
    }
    guard variance > 0 else { return TestResult(statistic: .nan, p: .nan) }
    statistic = max(0, statistic - deviation * deviation / variance)
    let freedom = Double(strata.count - 1)
    return TestResult(statistic: statistic, p: ChiSquared(degreesOfFreedom: freedom).survival(statistic))
  }

  /// The count a ∈ [max(0, m − n₂), min(m, n₁)] at which the odds ratio of the table with these margins is `ratio`:
  /// a(n₂ − m + a) = ratio·(m − a)(n₁ − a), solved without cancellation.
  private static func expectedCell(_ s: Stratum, ratio: Double) -> Double {
    let quadratic = 1 - ratio
    let linear = s.n2 - s.fired + ratio * (s.fired + s.n1)
    let constant = -ratio * s.fired * s.n1
    let root = max(0, linear * linear - 4 * quadratic * constant).squareRoot()
    return -2 * constant / (linear + root)
  }
}
