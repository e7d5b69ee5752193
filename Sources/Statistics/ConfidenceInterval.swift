/// The two ends of an interval, `low` ≤ `high`. How it was made and at which level is said where it is made.
public struct ConfidenceInterval: Sendable, Equatable {
  public var low: Double
  public var high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  public var width: Double { high - low }

  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}
