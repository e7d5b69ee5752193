/// A measure of decisions that groups are compared by, as its column is called.
public enum DecisionMetric: String, Codable, Sendable, CaseIterable {
  /// Share decided positive: demographic parity.
  case selectionRate = "selection_rate"
  /// Share decided positive of those who are: equal opportunity.
  case truePositiveRate = "tpr"
  /// Share decided positive of those who are not.
  case falsePositiveRate = "fpr"
  /// Share who are positive of those decided so: predictive parity.
  case positivePredictiveValue = "ppv"
  /// Share who are positive of those decided otherwise.
  case falseOmissionRate = "for"
  /// The larger of the differences of `tpr` and `fpr`.
  case equalizedOdds = "equalized_odds"
  /// Mean probability less the share who are positive.
  case calibration
}
