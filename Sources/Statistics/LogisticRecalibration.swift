#if canImport(Glibc)
  import Glibc
#endif

/// Logistic recalibration of predicted probabilities (Cox 1958): how the log-odds of the outcome depend on the predicted
/// ones. A calibrated prediction has intercept 0 and slope 1; a slope below 1 says that predictions are too extreme.
public struct LogisticRecalibration: Sendable, Equatable {
  /// Calibration in the large: the intercept where the slope is held at 1 (statsmodels `GLM` with the predicted log-odds
  /// as offset). nil where all outcomes are the same.
  public var intercept: Double?
  /// Of a logistic regression of the outcome on the predicted log-odds with a free intercept; nil where that has no finite
  /// optimum (outcomes parted by the prediction) or the prediction never varies.
  public var slope: Double?

  /// Probabilities are held within 1e−12 of 0 and 1.
  ///
  /// - Parameters:
  ///   - probabilities: of the outcome. outcomes: whether it occurred.
  public init(_ probabilities: [Double], outcomes: [Bool]) {
    precondition(probabilities.count == outcomes.count, "one outcome per probability")
    let odds = probabilities.map { p -> Double in
      let held = min(max(p, 1e-12), 1 - 1e-12)
      return log(held / (1 - held))
    }
    let occurred = outcomes.count { $0 }
    guard occurred > 0, occurred < outcomes.count else { return }
    intercept = Self.shift(odds, occurred: Double(occurred))
    let yes = zip(odds, outcomes).filter(\.1).map(\.0)
    let no = zip(odds, outcomes).filter { !$0.1 }.map(\.0)
    // Parted by a value, the slope grows without end.
    let isParted =
      (yes.min() ?? 0) >= (no.max() ?? 0) || (yes.max() ?? 0) <= (no.min() ?? 0)
    if !isParted { slope = Self.slope(odds, outcomes) }
  }

  /// The a at which Σ p(odds + a) is the number of outcomes that occurred: the sum rises with a, so halving finds it.
  private static func shift(_ odds: [Double], occurred: Double) -> Double {
    var low = -60.0
    var high = 60.0
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if odds.reduce(0, { $0 + logistic($1 + middle) }) < occurred { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// Newton's method with halved steps on a convex function of two numbers.
  private static func slope(_ odds: [Double], _ outcomes: [Bool]) -> Double? {
    func loss(_ a: Double, _ b: Double) -> Double {
      zip(odds, outcomes).reduce(0) { sum, pair in
        let score = a + b * pair.0
        return sum + log1p(exp(-abs(score))) + max(score, 0) - (pair.1 ? score : 0)
      }
    }
    var (a, b) = (0.0, 1.0)
    var current = loss(a, b)
    for _ in 0..<100 {
      var (g0, g1, h00, h01, h11) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (x, y) in zip(odds, outcomes) {
        let p = logistic(a + b * x)
        let w = p * (1 - p)
        g0 += p - (y ? 1 : 0)
        g1 += (p - (y ? 1 : 0)) * x
        h00 += w
        h01 += w * x
        h11 += w * x * x
      }
      let determinant = h00 * h11 - h01 * h01
      guard determinant > 1e-12 * h00 * h11 else { return nil }
      let (da, db) = ((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant)
      if abs(da) + abs(db) < 1e-12 * (1 + abs(a) + abs(b)) { return b }
      var step = 1.0
      while step > 1e-10, loss(a - step * da, b - step * db) > current { step /= 2 }
      if step <= 1e-10 { return b }
      a -= step * da
      b -= step * db
      current = loss(a, b)
    }
    return b
  }

  private static func logistic(_ x: Double) -> Double {
    let small = exp(-abs(x))
    return x >= 0 ? 1 / (1 + small) : small / (1 + small)
  }
}
