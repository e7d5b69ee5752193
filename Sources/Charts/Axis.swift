/// A scale of a chart: bounds at round numbers, and the ticks between them.
public struct Axis: Sendable, Equatable {
  /// Where it begins.
  public let low: Double
  /// Where it ends, above `low`.
  public let high: Double
  /// Ascending, from `low` to `high`.
  public let ticks: [Double]
  /// Distance between ticks.
  public let step: Double
  /// Digits after the point that the ticks need.
  public let decimals: Int

  /// A scale that holds all finite `values`; nil where there are none.
  ///
  /// - Parameter limits: bounds the scale never passes, such as 0…1 for rates.
  public init?(holding values: [Double], limits: ClosedRange<Double>? = nil) {
    let finite = values.filter(\.isFinite)
    guard var low = finite.min(), var high = finite.max() else { return nil }
    if high - low < 1e-9 {
      low -= 0.05
      high += 0.05
    }
    // Around large values nothing that could be seen can be told apart.
    guard high > low, high - low < 1e300 else { return nil }
    let step = Axis.step(high - low)
    // A bound that lies on a tick, but for rounding, is that tick and needs no further step.
    let first = (low / step + 1e-9).rounded(.down)
    let last = (high / step - 1e-9).rounded(.up)
    var bounds = (first * step, last * step)
    if let limits { bounds = (max(bounds.0, limits.lowerBound), min(bounds.1, limits.upperBound)) }
    guard bounds.1 > bounds.0, last - first < 50 else { return nil }
    self.low = bounds.0
    self.high = bounds.1
    self.step = step
    ticks = (Int(first)...Int(last)).map { Double($0) * step }.filter { $0 >= bounds.0 - 1e-9 && $0 <= bounds.1 + 1e-9 }
    decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3
  }

  /// The share of the way from `low` to `high`, kept within 0…1.
  public func position(_ value: Double) -> Double { min(1, max(0, (value - low) / (high - low))) }

  /// 1, 2 or 5 times a power of ten, so that there are two to five steps.
  private static func step(_ span: Double) -> Double {
    var power = 1.0
    while power > span { power /= 10 }
    while power * 10 <= span { power *= 10 }
    let lead = span / power
    return lead > 5 ? power * 2 : lead > 2.5 ? power : power / 2
  }
}
