import Glibc

/// The noncentral χ² distribution: the law of a χ² statistic where there is an effect.
public struct NoncentralChiSquared: Sendable, Equatable {
  /// Above 0.
  public var degreesOfFreedom: Double
  /// λ ≥ 0.
  public var noncentrality: Double

  /// - Parameters:
  ///   - degreesOfFreedom: above 0.
  ///   - noncentrality: λ ≥ 0.
  public init(degreesOfFreedom: Double, noncentrality: Double) {
    (self.degreesOfFreedom, self.noncentrality) = (degreesOfFreedom, noncentrality)
  }

  /// P(X > x): central tails, weighted by the Poisson law of mean λ/2 (scipy `ncx2.sf`).
  public func survival(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    let mean = noncentrality / 2
    if mean == 0 { return ChiSquared(degreesOfFreedom: degreesOfFreedom).survival(x) }
    // Terms within 12 standard deviations of the mean; what is beyond has a chance below 1e-30.
    let reach = 12 * mean.squareRoot() + 40
    let first = max(0, (mean - reach).rounded(.down))
    let last = (mean + reach).rounded(.up)
    var sum = 0.0
    var k = first
    while k <= last {
      let weight = exp(k * log(mean) - mean - logGamma(k + 1))
      if weight > 1e-18 { sum += weight * ChiSquared(degreesOfFreedom: degreesOfFreedom + 2 * k).survival(x) }
      k += 1
    }
    return min(1, sum)
  }

  /// The noncentrality at which a χ² test at level `alpha` has this power; ∞ where no level is left.
  public static func noncentrality(degreesOfFreedom: Double, alpha: Double, power: Double) -> Double {
    guard alpha > 0 else { return .infinity }
    if alpha >= power { return 0 }
    let critical = ChiSquared(degreesOfFreedom: degreesOfFreedom).inverseSurvival(alpha)
    func reached(_ lambda: Double) -> Double {
      NoncentralChiSquared(degreesOfFreedom: degreesOfFreedom, noncentrality: lambda).survival(critical)
    }
    var high = 1.0
    while reached(high) < power && high < 1e7 { high *= 2 }
    var low = high / 2 <= 0.5 ? 0 : high / 2
    for _ in 0..<50 where high - low > 1e-9 * high {
      let middle = (low + high) / 2
      if reached(middle) < power { low = middle } else { high = middle }
    }
    return high
  }
}
