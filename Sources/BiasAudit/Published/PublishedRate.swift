import Findings
import Statistics

/// Rates of rounded counts, their intervals as wide as what rounding can do.
struct PublishedRate: Sendable {
  /// Rounded counts, and by how much each may be off.
  var successes: Int
  var failures: Int
  var slack: (successes: Int, failures: Int)
  /// How alike rows of one cluster are.
  var spread = RateSpread.independent

  /// nil where there is no example.
  var value: Double? {
    successes + failures > 0 ? Double(successes) / Double(successes + failures) : nil
  }

  /// All counts that bound what is possible: few or many successes among few or many examples.
  private var few: [(successes: Int, trials: Int)] { corners(max(0, successes - slack.successes)) }
  private var many: [(successes: Int, trials: Int)] { corners(successes + slack.successes) }

  private func corners(_ successes: Int) -> [(successes: Int, trials: Int)] {
    [max(0, failures - slack.failures), failures + slack.failures].map { (successes, successes + $0) }
      .filter { $0.1 > 0 }
  }

  /// Wilson's interval, widened; without bounds where there are not two clusters.
  func interval(confidence: Double = 0.95) -> Interval? {
    guard let value else { return nil }
    guard let z = spread.factor(confidence: confidence) else { return Interval(value: value, low: nil, high: nil) }
    let low = few.map { ConfidenceInterval.wilson(successes: $0.successes, trials: $0.trials, z: z).low }.min() ?? 0
    let high = many.map { ConfidenceInterval.wilson(successes: $0.successes, trials: $0.trials, z: z).high }.max() ?? 1
    return Interval(value: value, low: min(low, value), high: max(high, value))
  }

  /// This rate divided by another, its interval widened.
  ///
  /// - Parameter correlation: of the two rates, −1 to 1; 0 where they share no cluster.
  func ratio(to base: PublishedRate, correlation: Double = 0, confidence: Double = 0.95) -> Interval? {
    guard let own = value, let other = base.value, other > 0 else { return nil }
    let value = own / other
    guard let z = spread.factor(confidence: confidence), let z2 = base.spread.factor(confidence: confidence) else {
      return Interval(value: value, low: nil, high: nil)
    }
    let isPlain = spread == .independent && base.spread == .independent
    func bounds(_ a: [(successes: Int, trials: Int)], _ b: [(successes: Int, trials: Int)]) -> [ConfidenceInterval] {
      a.flatMap { a in
        b.map {
          ConfidenceInterval.rateRatio(
            successes1: a.successes, trials1: a.trials, successes2: $0.successes, trials2: $0.trials, z: z,
            z2: isPlain ? nil : z2, correlation: correlation)
        }
      }
    }
    let low = bounds(few, base.many).map(\.low).filter(\.isFinite).min()
    let high = bounds(many, base.few).map(\.high).filter(\.isFinite).max()
    return Interval(value: value, low: low.map { min($0, value) }, high: high.map { max($0, value) })
  }
}
