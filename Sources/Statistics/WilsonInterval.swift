extension ConfidenceInterval {
  /// Wilson's score interval of a rate (Wilson 1927; statsmodels `proportion_confint(method="wilson")`):
  /// (p̂ + z²/2n ± z·√(p̂q̂/n + z²/4n²)) / (1 + z²/n), within [0, 1]. Without trials: [0, 1].
  ///
  /// - Parameter z: half-width in standard errors; 1.96 for 95 %.
  public static func wilson(successes: Int, trials: Int, z: Double = NormalDistribution.z95) -> ConfidenceInterval {
    guard trials > 0 else { return ConfidenceInterval(low: 0, high: 1) }
    let n = Double(trials)
    let rate = Double(successes) / n
    let z2 = z * z
    let scale = 1 + z2 / n
    let centre = (rate + z2 / (2 * n)) / scale
    let half = z * (rate * (1 - rate) / n + z2 / (4 * n * n)).squareRoot() / scale
    // At the ends the bound is exactly 0 or 1; the formula leaves a rounding error there.
    return ConfidenceInterval(
      low: successes == 0 ? 0 : max(0, centre - half), high: successes == trials ? 1 : min(1, centre + half))
  }
}
