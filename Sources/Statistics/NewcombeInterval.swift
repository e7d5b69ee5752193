extension ConfidenceInterval {
  /// Newcombe's hybrid score interval of the difference of two independent rates p₁ − p₂ (Newcombe 1998, method 10;
  /// statsmodels `confint_proportions_2indep(method="newcomb")`).
  ///
  /// - Parameter z: half-width in standard errors; 1.96 for 95 %.
  public static func newcombe(
    successes1: Int, trials1: Int, successes2: Int, trials2: Int, z: Double = NormalDistribution.z95
  ) -> ConfidenceInterval {
    guard trials1 > 0 && trials2 > 0 else { return ConfidenceInterval(low: -1, high: 1) }
    let p1 = Double(successes1) / Double(trials1)
    let p2 = Double(successes2) / Double(trials2)
    let first = wilson(successes: successes1, trials: trials1, z: z)
    let second = wilson(successes: successes2, trials: trials2, z: z)
    let down = ((p1 - first.low) * (p1 - first.low) + (second.high - p2) * (second.high - p2)).squareRoot()
    let up = ((first.high - p1) * (first.high - p1) + (p2 - second.low) * (p2 - second.low)).squareRoot()
    return ConfidenceInterval(low: p1 - p2 - down, high: p1 - p2 + up)
  }
}
