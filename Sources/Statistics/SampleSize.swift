/// Examples per group that a comparison of two rates needs.
public enum SampleSize {
  /// To detect p₁ ≠ p₂ with the two-sided z-test: (z_α√(2p̄q̄) + z_β√(p₁q₁ + p₂q₂))² / (p₁ − p₂)², rounded up
  /// (Fleiss, Levin & Paik 2003, eq. 4.14). nil when the rates are equal.
  public static func toDetect(_ p1: Double, _ p2: Double, alpha: Double = 0.05, power: Double = 0.8) -> Int? {
    let difference = p1 - p2
    let mean = (p1 + p2) / 2
    let za = NormalDistribution.inverseSurvival(alpha / 2)
    let zb = NormalDistribution.inverseSurvival(1 - power)
    let spread =
      za * (2 * mean * (1 - mean)).squareRoot() + zb * (p1 * (1 - p1) + p2 * (1 - p2)).squareRoot()
    return rounded(spread * spread / (difference * difference))
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
