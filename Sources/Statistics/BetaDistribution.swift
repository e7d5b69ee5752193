/// The beta distribution with shapes `alpha`, `beta` > 0.
public struct BetaDistribution: Sendable, Equatable {
  public var alpha: Double
  public var beta: Double

  public init(alpha: Double, beta: Double) {
    self.alpha = alpha
    self.beta = beta
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double {
    x.isNaN ? .nan : IncompleteBeta.regularized(alpha, beta, x, complement: 1 - x).lower
  }

  /// P(X > x), accurate in the upper tail.
  public func survival(_ x: Double) -> Double {
    x.isNaN ? .nan : IncompleteBeta.regularized(alpha, beta, x, complement: 1 - x).upper
  }

  /// x with P(X ≤ x) = `probability`.
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0 && probability <= 1 else { return .nan }
    if probability == 0 || probability == 1 { return probability }
    return monotoneRoot(low: 0, high: 1) { cdf($0) - probability }
  }
}
