import Glibc

extension ConfidenceInterval {
  /// Interval of the ratio of two independent rates p₁/p₂ on the log scale with ½ added to counts and trials
  /// (Walter 1975; statsmodels `confint_proportions_2indep(compare="ratio", method="log-adjusted")`).
  /// Without trials: [0, ∞].
  ///
  /// - Parameters:
  ///   - z: half-width of the first rate in standard errors of independent rows. z2: of the second; nil: the same.
  ///   - correlation: of the two rates, −1 to 1.
  public static func rateRatio(
    successes1: Int, trials1: Int, successes2: Int, trials2: Int, z: Double = NormalDistribution.z95, z2: Double? = nil,
    correlation: Double = 0
  ) -> ConfidenceInterval {
    guard trials1 > 0 && trials2 > 0 else { return ConfidenceInterval(low: 0, high: .infinity) }
    let (x1, n1) = (Double(successes1) + 0.5, Double(trials1) + 0.5)
    let (x2, n2) = (Double(successes2) + 0.5, Double(trials2) + 0.5)
    let centre = log(x1 / n1) - log(x2 / n2)
    if let z2 {
      let (v1, v2) = (z * z * (1 / x1 - 1 / n1), z2 * z2 * (1 / x2 - 1 / n2))
      let half = max(0, v1 + v2 - 2 * correlation * (v1 * v2).squareRoot()).squareRoot()
      return ConfidenceInterval(low: exp(centre - half), high: exp(centre + half))
    }
    let half = z * (1 / x1 - 1 / n1 + 1 / x2 - 1 / n2).squareRoot()
    return ConfidenceInterval(low: exp(centre - half), high: exp(centre + half))
  }
}
