/// The upper tail of a skewed law of mean 0 and variance 1: Pearson's type III, a shifted gamma law. Few rows of a rare class
/// fall on an active one by chance more often than the normal law says; of a permuted sum the first three moments are known,
/// and the gamma law with these has a heavier tail than the sum, which is bounded.
enum SkewedTail {
  /// Skewness below which the normal law is as good.
  static let least = 0.02

  /// P(Z > z) for z ≥ 0 and a skewness above 0.
  static func survival(_ z: Double, skewness: Double) -> Double {
    let shape = 4 / (skewness * skewness)
    return IncompleteGamma.regularized(shape, max(0, shape + z * shape.squareRoot())).upper
  }
}
