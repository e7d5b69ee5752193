/// Mean squared error of predicted probabilities (Brier 1950); lower is better.
public enum BrierScore {
  /// Two classes: mean of (p − y)², in [0, 1] (scikit-learn `brier_score_loss`); NaN without examples.
  public static func binary(_ probabilities: [Double], positives: [Bool]) -> Double {
    precondition(probabilities.count == positives.count, "one probability per example")
    guard !positives.isEmpty else { return .nan }
    var sum = 0.0
    for (p, isPositive) in zip(probabilities, positives) {
      let error = p - (isPositive ? 1 : 0)
      sum += error * error
    }
    return sum / Double(positives.count)
  }

  /// More classes: mean over examples of Σ_c (p_c − y_c)², in [0, 2] (scikit-learn with `scale_by_half=False`).
  ///
  /// - Parameter probabilities: [example · classes + class].
  public static func multiclass(_ probabilities: [Double], labels: [Int32], classes: Int) -> Double {
    precondition(probabilities.count == labels.count * classes, "one probability per example and class")
    guard !labels.isEmpty else { return .nan }
    var sum = 0.0
    for (example, label) in labels.enumerated() {
      for c in 0..<classes {
        let error = probabilities[example * classes + c] - (Int(label) == c ? 1 : 0)
        sum += error * error
      }
    }
    return sum / Double(labels.count)
  }
}
