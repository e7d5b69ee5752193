/// Whether a rate is reliable enough to be shown: the rule of the US National Center for Health Statistics for
/// proportions (Parker et al. 2017, Vital and Health Statistics 2(175)).
public enum RateReliability {
  /// Shown when there are at least `minimum` examples and the interval is at most .05 wide, or narrower than .30 and
  /// no wider than 1.3 times the rate.
  public static func isShown(
    rate: Double, trials: Int, interval: ConfidenceInterval, minimum: Int = 30
  ) -> Bool {
    if trials < minimum || interval.width >= 0.30 { return false }
    if interval.width <= 0.05 { return true }
    return interval.width <= 1.30 * rate
  }
}
