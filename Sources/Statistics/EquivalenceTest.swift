/// Two one-sided tests that two rates differ by less than a margin fixed beforehand (Schuirmann 1987).
public enum EquivalenceTest {
  /// The larger of the two one-sided p-values of −margin < p₁ − p₂ < margin, normal approximation with Agresti &
  /// Caffo's added success and failure (statsmodels `tost_proportions_2indep(method="agresti-caffo")`). Equivalence is
  /// shown at level α when it is below α; NaN without trials.
  public static func twoRates(
    successes1: Int, trials1: Int, successes2: Int, trials2: Int, margin: Double
  ) -> Double {
    guard trials1 > 0 && trials2 > 0 else { return .nan }
    let n1 = Double(trials1) + 2
    let n2 = Double(trials2) + 2
    let p1 = (Double(successes1) + 1) / n1
    let p2 = (Double(successes2) + 1) / n2
    let error = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2).squareRoot()
    return max(
      NormalDistribution.survival((p1 - p2 + margin) / error), NormalDistribution.survival((margin - p1 + p2) / error))
  }
}
