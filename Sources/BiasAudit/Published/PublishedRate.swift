import Findings
import Statistics

/// Rates of rounded counts, their intervals as wide as what rounding can do.
struct PublishedRate: Sendable {
  /// Rounded counts, and by how much each may be off.
  var successes: Int
  var failures: Int
  var slack: (successes: Int, failures: Int)

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

  /// Wilson's 95 % interval, widened.
  var interval: Interval? {
    guard let value else { return nil }
    let low = few.map { ConfidenceInterval.wilson(successes: $0.successes, trials: $0.trials).low }.min() ?? 0
    let high = many.map { ConfidenceInterval.wilson(successes: $0.successes, trials: $0.trials).high }.max() ?? 1
    return Interval(value: value, low: min(low, value), high: max(high, value))
  }

  /// This rate divided by another, its interval widened.
  func ratio(to base: PublishedRate) -> Interval? {
    guard let own = value, let other = base.value, other > 0 else { return nil }
    func bounds(_ a: [(successes: Int, trials: Int)], _ b: [(successes: Int, trials: Int)]) -> [ConfidenceInterval] {
      a.flatMap { a in
        b.map {
          ConfidenceInterval.rateRatio(
            successes1: a.successes, trials1: a.trials, successes2: $0.successes, trials2: $0.trials)
        }
      }
    }
    let value = own / other
    let low = bounds(few, base.many).map(\.low).filter(\.isFinite).min()
    let high = bounds(many, base.few).map(\.high).filter(\.isFinite).max()
    return Interval(value: value, low: low.map { min($0, value) }, high: high.map { max($0, value) })
  }
}
