/// The two ends of an interval, `low` ≤ `high`. How it was made and at which level is said where it is made.
public struct ConfidenceInterval: Sendable, Equatable {
  /// The lower bound, included.
  public var low: Double
  /// The upper bound, included.
  public var high: Double

  /// - Parameter low: not above `high`.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// high − low.
  public var width: Double { high - low }

  /// Whether the value lies between the bounds or on one; false for NaN.
  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}
