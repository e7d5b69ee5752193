/// Covariances of several estimates as a sum of independent parts, each with degrees of freedom of its own: a studentised sum
/// has about a t distribution with Satterthwaite's. A part may be estimated as a difference, and counts as nothing where that
/// is negative.
public struct VarianceParts: Sendable {
  private var parts: [(covariance: [[Double]], degrees: Double)]

  /// - Parameter parts: degrees of freedom are infinite where the covariance is known.
  public init(_ parts: [(covariance: [[Double]], degrees: Double)]) { self.parts = parts }

  /// Covariance of two sums of the estimates with these weights.
  public func covariance(_ a: [Double], _ b: [Double]) -> Double {
    let sum = zip(a, b).map { $0 + $1 }
    let difference = zip(a, b).map { $0 - $1 }
    return (variance(sum).value - variance(difference).value) / 4
  }

  /// Variance of a sum of the estimates, and its degrees of freedom.
  public func variance(_ weights: [Double]) -> (value: Double, degrees: Double) {
    let own = parts.map { part -> (Double, Double) in
      var sum = 0.0
      for i in weights.indices where weights[i] != 0 {
        for j in weights.indices where weights[j] != 0 { sum += weights[i] * weights[j] * part.covariance[i][j] }
      }
      return (max(0, sum), part.degrees)
    }
    let total = own.reduce(0) { $0 + $1.0 }
    let spread = own.reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
    return (total, spread > 0 ? min(1e6, total * total / spread) : 1e6)
  }
}
