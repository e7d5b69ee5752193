import Glibc

/// How far firing and class depend on each other: a table of fired or silent × class.
///
/// χ² (Pearson) and G² = 2 Σ n·ln(n/expected), both with classes − 1 degrees of freedom among classes that occur, without
/// continuity correction; mutual information = G² / 2N in nats. Oracles: scipy `chi2_contingency(correction=False)`, with
/// `lambda_="log-likelihood"` for G²; scikit-learn `mutual_info_score`.
public struct FiredByClass: Sendable, Equatable {
  /// Pearson’s χ², at least 0.
  public var chiSquared: Double
  /// G², at least 0.
  public var g2: Double
  /// In nats, at least 0.
  public var mutualInformation: Double
  /// P(χ² > G²).
  public var p: Double

  /// NaN throughout where firing or class never varies.
  ///
  /// - Parameters:
  ///   - active: firing examples per class. totals: examples per class, none smaller than `active`.
  public init(active: [Int], totals: [Int]) {
    precondition(active.count == totals.count, "one count per class")
    let all = totals.reduce(0, +)
    let fired = active.reduce(0, +)
    let present = totals.count { $0 > 0 }
    guard fired > 0, fired < all, present > 1 else {
      (chiSquared, g2, mutualInformation, p) = (.nan, .nan, .nan, .nan)
      return
    }
    var pearson = 0.0
    var logarithms = 0.0
    for (count, total) in zip(active, totals) where total > 0 {
      for (observed, margin) in [(count, fired), (total - count, all - fired)] {
        let expected = Double(total) * Double(margin) / Double(all)
        let difference = Double(observed) - expected
        pearson += difference * difference / expected
        if observed > 0 { logarithms += Double(observed) * log(Double(observed) / expected) }
      }
    }
    chiSquared = pearson
    g2 = max(0, 2 * logarithms)
    mutualInformation = g2 / (2 * Double(all))
    p = ChiSquared(degreesOfFreedom: Double(present - 1)).survival(g2)
  }
}
