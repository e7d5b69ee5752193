import Glibc

/// Examples per group that a comparison of two rates needs.
public enum SampleSize {
  /// To detect p₁ ≠ p₂ with a two-sided test: 2(z_{α/2} + z_β)² / h² with Cohen's h = 2 asin √p₁ − 2 asin √p₂
  /// (Cohen 1988, ch. 6; statsmodels `NormalIndPower` with `proportion_effectsize`), rounded up. nil when the rates are
  /// equal.
  public static func toDetect(_ p1: Double, _ p2: Double, alpha: Double = 0.05, power: Double = 0.8) -> Int? {
    let h = 2 * (asin(p1.squareRoot()) - asin(p2.squareRoot()))
    let z = NormalDistribution.inverseSurvival(alpha / 2) + NormalDistribution.inverseSurvival(1 - power)
    return rounded(2 * z * z / (h * h))
  }

  /// To show two equal rates equivalent within ±margin by two one-sided tests:
  /// (z_{1−α} + z_{1−β/2})²·2pq / margin² (Chow, Shao & Wang 2008, §4.2), rounded up. nil when the margin is 0.
  public static func toShowEquivalence(
    rate: Double, margin: Double, alpha: Double = 0.05, power: Double = 0.8
  ) -> Int? {
    let z = NormalDistribution.inverseSurvival(alpha) + NormalDistribution.inverseSurvival((1 - power) / 2)
    return rounded(z * z * 2 * rate * (1 - rate) / (margin * margin))
  }

  private static func rounded(_ size: Double) -> Int? {
    guard size.isFinite, size < 1e15 else { return nil }
    return Int(size.rounded(.up))
  }
}
