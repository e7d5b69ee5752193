import Statistics

#if canImport(Glibc)
  import Glibc
#endif

/// How intervals of transfer are made.
enum TransferIntervals {
  /// A ratio above this says no more than that the score is above the ceiling.
  static let largestRatio = 1.5
  /// An interval of a ratio as wide as this says nothing.
  static let widestRatio = 2.0

  /// 97.5 % quantile of Student's t.
  ///
  /// - Parameter count: of intervals that are to hold at once, since one of them is picked.
  static func t(_ degrees: Double, of count: Int = 1) -> Double {
    StudentT(degreesOfFreedom: max(1, degrees)).quantile(1 - 0.025 / Double(max(1, count)))
  }

  /// Symmetric on the scale of the log odds, so that it knows the ends of the scale. Where every example is right (or wrong),
  /// what as many right ones leave possible: the exact bound of a proportion.
  ///
  /// - Parameter units: independent examples.
  static func ofScore(
    _ score: Double, _ variance: (value: Double, degrees: Double), units: Int
  ) -> (low: Double, high: Double) {
    let edge = pow(0.025, 1 / Double(max(1, units)))
    if score >= 1 { return (edge, 1) }
    if score <= 0 { return (0, 1 - edge) }
    let half = t(variance.degrees) * variance.value.squareRoot() / (score * (1 - score))
    let centre = log(score / (1 - score))
    func back(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    return (back(centre - half), back(centre + half))
  }
}
