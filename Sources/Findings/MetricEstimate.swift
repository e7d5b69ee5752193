/// A metric over the folds where it is defined.
public struct MetricEstimate: Codable, Sendable, Equatable {
  /// That of its `MetricKind`.
  public var name: String
  /// Mean over the folds; nil where it is defined on none.
  public var mean: Double?
  /// Lower end of the 95 % interval of the mean (corrected resampled t); nil where there are fewer than two folds.
  public var low: Double?
  /// Upper end of the same interval.
  public var high: Double?
  /// Standard deviation between folds; nil where there are fewer than two.
  public var deviation: Double?

  public init(name: String, mean: Double?, low: Double?, high: Double?, deviation: Double?) {
    self.name = name
    self.mean = mean
    self.low = low
    self.high = high
    self.deviation = deviation
  }
}
