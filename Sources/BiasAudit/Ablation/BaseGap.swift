import Statistics

/// The gaps of the probe with all features, by which it is told how much of them a change closes.
///
/// How much is closed is 1 − λ, λ being what is left in the direction of the old gaps: the covariance between groups of the
/// rates after and before over their variance before, chance taken off both (`GroupSpread`). Rates that keep their order and
/// come λ times as near to one another have exactly this λ. The largest difference of two groups, printed beside it, is no
/// measure of this: with groups that are alike it is as large as errors make it, whatever is done.
struct BaseGap: Sendable {
  let outcome: SetOutcome
  let rows: ComparedRows
  private let spread: GroupSpread
  /// Of the positives and negatives together.
  private let bound: Double

  /// Level of the test that there is a gap, and of its estimate.
  static let level = 0.05

  /// - Parameter p: share of permutations of the groups with gaps as large.
  /// - Returns: nil where gaps beyond chance are not shown.
  init?(_ outcome: SetOutcome, rows: ComparedRows, p: Double?) {
    guard rows.isJudged, let p, p <= Self.level, let spread = outcome.spread(with: outcome),
      spread.ratio(to: spread, degreesOfFreedom: rows.degreesOfFreedom) != nil
    else { return nil }
    (self.outcome, self.rows, self.spread, bound) = (outcome, rows, spread, spread.value)
  }

  /// What of the gaps is gone after a change, in the unit of `share`.
  func removed(_ after: SetOutcome) -> GroupSpread? { after.spread(with: outcome).map { spread - $0 } }

  func share(_ removed: GroupSpread) -> Double { removed.value / bound }

  /// - Parameter extra: variance of `removed` besides that of the clusters.
  func interval(_ removed: GroupSpread, extra: Double = 0) -> ConfidenceInterval? {
    removed.ratio(to: spread, degreesOfFreedom: rows.degreesOfFreedom, extra: extra)
  }
}
