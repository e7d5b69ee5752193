import Findings
import Statistics

extension GroupDecisions {
  /// An impact ratio whose interval spans more than this factor says nothing: a rate is next to 0.
  private static let widestRatio = 10.0

  /// What is shown of the group.
  ///
  /// - Parameter base: group that the impact ratio is to; nil: there is none.
  func row(arm: Int, group: String, base: GroupDecisions?, isBase: Bool, minimumCell: Int) -> ProbeGroupRow {
    let least = max(1, minimumCell)
    var row = ProbeGroupRow(arm: arm, group: group, n: count, suppressed: rounded != nil && count < least)
    if row.suppressed {
      row.n = 0
      return row
    }
    func shown(_ name: String, _ trials: Int, _ value: Interval?) -> Interval? {
      guard value != nil, trials < least else { return value }
      // For everybody nothing is shown of so few; for others it is, and said.
      if rounded != nil { return nil }
      row.unreliable.append(name)
      return value
    }
    let counts = self.shown
    row.selectionRate = isWhole ? shown("selection_rate", count, rate(.selectionRate)?.rate.interval()) : nil
    row.truePositiveRate = shown(
      "tpr", counts.positives, rate(.truePositiveRate)?.rate.interval())
    row.falsePositiveRate = shown(
      "fpr", counts.negatives, rate(.falsePositiveRate)?.rate.interval())
    row.positivePredictiveValue =
      isWhole ? shown("ppv", counts.selected, rate(.positivePredictiveValue)?.rate.interval()) : nil
    row.falseOmissionRate =
      isWhole ? shown("for", counts.rejected, rate(.falseOmissionRate)?.rate.interval()) : nil
    if !isWhole { return row }
    if isBase {
      row.impactRatio = Interval(value: 1, low: nil, high: nil)
    } else if let own = rate(.selectionRate), let other = base?.rate(.selectionRate) {
      row.impactRatio = shown(
        "impact_ratio", count, own.rate.ratio(to: other.rate, correlation: own.correlation(with: other)))
      if let low = row.impactRatio?.low, let high = row.impactRatio?.high, count >= least,
        high > Self.widestRatio * max(low, 1 / Self.widestRatio)
      {
        row.unreliable.append("impact_ratio")
      }
    }
    row.calibration = shown("calibration", count, calibration())
    // For everybody no figure of scores: where these have few values, it is one of exact counts.
    guard rounded == nil, !scores.contains(where: \.isNaN), !scores.isEmpty else { return row }
    if count < least { row.unreliable.append("brier") }
    row.brier = BrierScore.binary(scores, positives: truth)
    row.auroc = shown("auroc", min(counts.positives, counts.negatives), auroc)
    return row
  }
}
