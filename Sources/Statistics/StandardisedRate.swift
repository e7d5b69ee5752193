/// A group's firing rate as if it had the labels of all: Σ_y w_y r_y, with what is needed to bound differences of it by
/// recovering variances from Wilson intervals (Zou & Donner 2008). With one label the interval of a difference is
/// Newcombe's.
public struct StandardisedRate: Sendable, Equatable {
  /// In [0, 1] once the weights add up to 1.
  public var rate: Double
  /// Σ w²(r − l)², the squared distance to the lower bound.
  public var squaredBelow: Double
  /// Σ w²(u − r)², the squared distance to the upper bound.
  public var squaredAbove: Double

  /// Half-width of the Wilson intervals in standard errors.
  private var z: Double

  /// A rate over no label yet.
  public init(z: Double) {
    self.z = z
    (rate, squaredBelow, squaredAbove) = (0, 0, 0)
  }

  /// Adds a label: its share `weight` of all examples (the weights sum to 1), and the group's counts; a label with a
  /// weight needs an example.
  public mutating func add(successes: Int, trials: Int, weight: Double) {
    guard weight > 0 else { return }
    let r = Double(successes) / Double(trials)
    let bounds = ConfidenceInterval.wilson(successes: successes, trials: trials, z: z)
    rate += weight * r
    squaredBelow += weight * weight * (r - bounds.low) * (r - bounds.low)
    squaredAbove += weight * weight * (bounds.high - r) * (bounds.high - r)
  }

  /// Interval of this rate minus another's, at the level of the `z` both were made with.
  public func difference(to other: StandardisedRate) -> ConfidenceInterval {
    let gap = rate - other.rate
    return ConfidenceInterval(
      low: gap - (squaredBelow + other.squaredAbove).squareRoot(),
      high: gap + (squaredAbove + other.squaredBelow).squareRoot())
  }
}
