import Glibc

/// The standard normal distribution.
public enum NormalDistribution {
  /// The 0.975 quantile: half-width of a two-sided 95 % interval in standard errors.
  public static let z95 = 1.959963984540054

  /// e^(−z²/2) / √(2π).
  public static func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }

  /// P(Z ≤ z).
  public static func cdf(_ z: Double) -> Double { 0.5 * erfc(-z / 2.squareRoot()) }

  /// P(Z > z), accurate in the upper tail down to the smallest double (z ≈ 38).
  public static func survival(_ z: Double) -> Double { 0.5 * erfc(z / 2.squareRoot()) }

  /// z with P(Z ≤ z) = `probability`; −∞ and ∞ at 0 and 1, NaN outside [0, 1].
  public static func quantile(_ probability: Double) -> Double {
    probability <= 0.5 ? -inverseSurvival(probability) : inverseSurvival(1 - probability)
  }

  /// z with P(Z > z) = `probability`.
  public static func inverseSurvival(_ probability: Double) -> Double {
    guard probability >= 0 && probability <= 1 else { return .nan }
    if probability == 0 { return .infinity }
    if probability == 0.5 { return 0 }
    if probability > 0.5 { return -inverseSurvival(1 - probability) }
    // Newton on ln P(Z > z), which is concave: from the right of the root every step stays there and closes in.
    let target = log(probability)
    var z = (-2 * target).squareRoot()
    for _ in 0..<60 {
      let tail = survival(z)
      if tail == 0 {
        z *= 0.99
        continue
      }
      let step = (log(tail) - target) * tail / density(z)
      z += step
      if abs(step) <= 1e-16 * max(1, abs(z)) { break }
    }
    return z
  }

  /// Half-width in standard errors of a two-sided interval that covers with probability `confidence`.
  public static func halfWidth(confidence: Double) -> Double { inverseSurvival((1 - confidence) / 2) }
}
