import Glibc

/// Student's t distribution with `degreesOfFreedom` > 0 (not necessarily whole).
public struct StudentT: Sendable, Equatable {
  /// Above 0, not necessarily whole.
  public var degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: above 0.
  public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// P(T ≤ t).
  public func cdf(_ t: Double) -> Double { survival(-t) }

  /// P(T > t), accurate in the upper tail.
  public func survival(_ t: Double) -> Double {
    if t.isNaN { return .nan }
    if t.isInfinite { return t > 0 ? 0 : 1 }
    let total = degreesOfFreedom + t * t
    let tail =
      0.5
      * IncompleteBeta.regularized(
        degreesOfFreedom / 2, 0.5, degreesOfFreedom / total, complement: t * t / total
      ).lower
    return t >= 0 ? tail : 1 - tail
  }

  /// P(|T| > |t|): the two-sided p-value.
  public func twoSided(_ t: Double) -> Double { min(1, 2 * survival(abs(t))) }

  /// t with P(T ≤ t) = `probability`; −∞ and ∞ at 0 and 1.
  public func quantile(_ probability: Double) -> Double {
    probability <= 0.5 ? -inverseSurvival(probability) : inverseSurvival(1 - probability)
  }

  /// t with P(T > t) = `probability`.
  public func inverseSurvival(_ probability: Double) -> Double {
    guard probability >= 0 && probability <= 1 && degreesOfFreedom > 0 else { return .nan }
    if probability == 0 { return .infinity }
    if probability == 0.5 { return 0 }
    if probability > 0.5 { return -inverseSurvival(1 - probability) }
    var high = 2.0
    while survival(high) > probability && high < 1e300 { high *= 2 }
    return monotoneRoot(low: 0, high: high) { probability - survival($0) }
  }
}
