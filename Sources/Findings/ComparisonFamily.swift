/// Names of the families of comparisons, within each of which p is corrected for their number, metric by metric.
public enum ComparisonFamily {
  /// The question of the study, named before anything was measured: the first binarized arm against values, the hidden
  /// state and plain words, and the best arm of features against the best of hidden states and the first of these.
  public static let headline = "headline"
  /// Every other pair of representations.
  public static let further = "further"
  /// Everything against the majority class.
  public static let majority = "majority"

  /// Pairs of arms taught a part of the training rows, every part apart.
  public static func rate(_ rate: Double, isAgainstMajority: Bool) -> String {
    isAgainstMajority ? "majority at rate \(rate)" : "rate \(rate)"
  }
}
