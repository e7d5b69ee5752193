import Glibc

/// Mean of −ln p(true class), probabilities clipped to [ε, 1 − ε] with ε = 2⁻⁵² (scikit-learn `log_loss`); in nats.
public enum LogLoss {
  /// - Parameters:
  ///   - probabilities: probability of the positive class per example.
  ///   - positives: whether each example is positive.
  public static func binary(_ probabilities: [Double], positives: [Bool]) -> Double {
    precondition(probabilities.count == positives.count, "one probability per example")
    guard !positives.isEmpty else { return .nan }
    var sum = 0.0
    for (p, isPositive) in zip(probabilities, positives) { sum -= log(clipped(isPositive ? p : 1 - p)) }
    return sum / Double(positives.count)
  }

  /// - Parameter probabilities: [example · classes + class].
  public static func multiclass(_ probabilities: [Double], labels: [Int32], classes: Int) -> Double {
    precondition(probabilities.count == labels.count * classes, "one probability per example and class")
    guard !labels.isEmpty else { return .nan }
    var sum = 0.0
    for (example, label) in labels.enumerated() { sum -= log(clipped(probabilities[example * classes + Int(label)])) }
    return sum / Double(labels.count)
  }

  private static func clipped(_ p: Double) -> Double { min(max(p, Double.ulpOfOne), 1 - Double.ulpOfOne) }
}
