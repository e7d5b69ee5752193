/// A group's firing rate as if it had the labels of all: Σ_y w_y r_y, with what is needed to bound differences of it by
/// recovering variances from Wilson intervals (Zou & Donner 2008). With one label the interval of a difference is
/// Newcombe's.
public struct StandardisedRate: Sendable, Equatable {
  public var rate: Double
  /// Σ w²(r − l)², the squared distance to the lower bound.
  public var squaredBelow: Double
  /// Σ w²(u − r)², the squared distance to the upper bound.
  public var squaredAbove: Double

  /// - Parameters:
  ///   - fired, totals: firing and all examples per label; each label with a weight needs an example.
  ///   - weights: share of each label, summing to 1.
  ///   - z: half-width in standard errors.
  public init(fired: some Collection<Int32>, totals: some Collection<Int32>, weights: [Double], z: Double) {
    rate = 0
    squaredBelow = 0
    squaredAbove = 0
    for (weight, (count, total)) in zip(weights, zip(fired, totals)) where weight > 0 {
      let r = Double(count) / Double(total)
      let bounds = ConfidenceInterval.wilson(successes: Int(count), trials: Int(total), z: z)
      rate += weight * r
      squaredBelow += weight * weight * (r - bounds.low) * (r - bounds.low)
      squaredAbove += weight * weight * (bounds.high - r) * (bounds.high - r)
    }
  }

  /// Interval of this rate minus another's, at the level of the `z` both were made with.
  public func difference(to other: StandardisedRate) -> ConfidenceInterval {
    let gap = rate - other.rate
    return ConfidenceInterval(
      low: gap - (squaredBelow + other.squaredAbove).squareRoot(),
      high: gap + (squaredAbove + other.squaredBelow).squareRoot())
  }
}
