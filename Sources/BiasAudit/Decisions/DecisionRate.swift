import Findings
import Glibc
import Statistics

/// A rate of decisions: as it is, and as everybody may know it.
struct DecisionRate: Sendable {
  /// Equal to `exact` where counts are not rounded.
  var published: PublishedRate
  var exact: SampledRate

  /// With its 95 % interval; nil where there is no example.
  var interval: Interval? {
    guard exact.isClustered else { return published.interval }
    guard let value = published.value else { return nil }
    guard let stretch else { return Interval(value: value, low: nil, high: nil) }
    if isExact {
      let bounds = exact.interval()
      return Interval(value: value, low: bounds?.low, high: bounds?.high)
    }
    guard let narrow = published.interval, let low = narrow.low, let high = narrow.high else { return nil }
    return Interval(
      value: value, low: max(0, value - stretch * (value - low)), high: min(1, value + stretch * (high - value)))
  }

  /// This rate divided by another, with its 95 % interval.
  func ratio(to base: DecisionRate) -> Interval? {
    guard exact.isClustered else { return published.ratio(to: base.published) }
    guard let ratio = published.ratio(to: base.published) else { return nil }
    if isExact {
      let bounds = RateContrast(exact, base.exact).ratio()
      return Interval(value: ratio.value, low: bounds?.low, high: bounds.flatMap { $0.high.isFinite ? $0.high : nil })
    }
    guard let stretch = Self.larger(stretch, base.stretch) else {
      return Interval(value: ratio.value, low: nil, high: nil)
    }
    func apart(_ bound: Double?) -> Double? {
      bound.flatMap { $0 > 0 && ratio.value > 0 ? ratio.value * pow($0 / ratio.value, stretch) : $0 }
    }
    return Interval(value: ratio.value, low: apart(ratio.low), high: apart(ratio.high))
  }

  /// Whether counts are published as they are.
  var isExact: Bool { published.slack.successes == 0 && published.slack.failures == 0 }

  /// By how much clusters widen the interval, at least 1, in tenths: so much of them everybody may know. nil where there
  /// are too few.
  var stretch: Double? {
    guard exact.isClustered else { return 1 }
    guard let wide = exact.interval() else { return nil }
    let narrow = ConfidenceInterval.wilson(successes: exact.successes.reduce(0, +), trials: exact.trials)
    return narrow.width > 0 ? max(1, (wide.width / narrow.width * 10).rounded(.up) / 10) : 1
  }

  private static func larger(_ a: Double?, _ b: Double?) -> Double? { a.flatMap { a in b.map { max(a, $0) } } }
}
