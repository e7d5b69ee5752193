/// The χ² distribution with `degreesOfFreedom` > 0.
public struct ChiSquared: Sendable, Equatable {
  /// Above 0, not necessarily whole.
  public var degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: above 0.
  public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double {
    x.isNaN ? .nan : IncompleteGamma.regularized(degreesOfFreedom / 2, max(0, x) / 2).lower
  }

  /// P(X > x), accurate in the upper tail down to the smallest double.
  public func survival(_ x: Double) -> Double {
    x.isNaN ? .nan : IncompleteGamma.regularized(degreesOfFreedom / 2, max(0, x) / 2).upper
  }

  /// x with P(X ≤ x) = `probability`.
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0 && probability <= 1 else { return .nan }
    if probability == 0 { return 0 }
    if probability > 0.5 { return inverseSurvival(1 - probability) }
    return monotoneRoot(low: 0, high: upperBound { cdf($0) >= probability }) { cdf($0) - probability }
  }

  /// x with P(X > x) = `probability`.
  public func inverseSurvival(_ probability: Double) -> Double {
    guard probability >= 0 && probability <= 1 else { return .nan }
    if probability == 0 { return .infinity }
    if probability == 1 { return 0 }
    if probability > 0.5 { return quantile(1 - probability) }
    return monotoneRoot(low: 0, high: upperBound { survival($0) <= probability }) { probability - survival($0) }
  }

  private func upperBound(_ isBeyond: (Double) -> Bool) -> Double {
    var high = degreesOfFreedom + 1
    while !isBeyond(high) && high < 1e300 { high *= 2 }
    return high
  }
}
