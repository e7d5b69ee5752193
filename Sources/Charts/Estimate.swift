/// A value with the ends of its interval, where it has one.
public struct Estimate: Sendable, Equatable {
  /// The value itself.
  public var value: Double
  /// Lower end.
  public var low: Double?
  /// Upper end.
  public var high: Double?

  /// See the properties.
  public init(_ value: Double, low: Double? = nil, high: Double? = nil) {
    self.value = value
    self.low = low
    self.high = high
  }

  /// Both ends, where both are numbers.
  var interval: (low: Double, high: Double)? {
    guard let low, let high, low.isFinite, high.isFinite else { return nil }
    return (low, high)
  }

  /// What a scale has to hold.
  var extent: [Double] { value.isFinite ? [value] + (interval.map { [$0.low, $0.high] } ?? []) : [] }
}
