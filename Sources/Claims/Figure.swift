/// A number of a claim with the row it comes from: without evidence there is no figure.
public struct Figure: Sendable, Equatable {
  /// The slot it fills: `difference` also fills `difference_low` and `difference_high` where it has an interval.
  public var name: String
  /// As the file has it.
  public var value: Double
  public var low: Double?
  public var high: Double?
  public var unit: FigureUnit
  public var style: NumberStyle
  public var evidence: Evidence

  /// - Returns: nil where there is no finite value: what is not defined is not said.
  public init?(
    _ name: String, _ value: Double?, low: Double? = nil, high: Double? = nil, _ unit: FigureUnit,
    _ style: NumberStyle, _ evidence: Evidence
  ) {
    guard let value, value.isFinite else { return nil }
    self.name = name
    self.value = value
    self.low = low.flatMap { $0.isFinite ? $0 : nil }
    self.high = high.flatMap { $0.isFinite ? $0 : nil }
    self.unit = unit
    self.style = style
    self.evidence = evidence
  }

  public init?(_ name: String, count: Int?, _ unit: FigureUnit = .examples, _ evidence: Evidence) {
    self.init(name, count.map(Double.init), unit, .count, evidence)
  }
}

/// What a figure counts or measures.
public enum FigureUnit: String, Sendable, Codable {
  case examples, features, tokens, clusters, groups, folds, comparisons, checkpoints, datasets
  /// A number in [0, 1] that is a share of examples, tokens or variance.
  case share
  /// A difference of two shares.
  case shareDifference = "share difference"
  /// A value of a metric, or a difference of two.
  case score
  case ratio
  case probability
  /// Of an activation, a norm or a weight: its own scale.
  case value
}
