/// The words of a chart, and how it writes numbers.
public struct ChartText: Sendable {
  /// What is seen.
  public var title: String
  /// What the picture says, for readers who cannot see it.
  public var description: String
  /// What the scale measures, with its unit.
  public var axis: String
  /// A value as text, with its unit where it has one.
  public var figure: @Sendable (Double) -> String
  /// A figure of the scale, with the digits after the point that the scale needs.
  public var tick: @Sendable (_ value: Double, _ decimals: Int) -> String

  /// See the properties.
  public init(
    title: String, description: String, axis: String, figure: @escaping @Sendable (Double) -> String,
    tick: @escaping @Sendable (_ value: Double, _ decimals: Int) -> String
  ) {
    self.title = title
    self.description = description
    self.axis = axis
    self.figure = figure
    self.tick = tick
  }
}
