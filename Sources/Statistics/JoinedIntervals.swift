extension ConfidenceInterval {
  /// Interval of a − b from those of a and b, which may be skew: the distances to their bounds are joined as standard errors are
  /// (square and add: Newcombe 1998, method 10; Zou & Donner 2008, Stat Med 27:1693).
  ///
  /// - Parameter correlation: of the two estimates, −1 to 1; 0 where they come from different rows and clusters.
  public static func difference(
    _ a: Double, _ own: ConfidenceInterval, minus b: Double, _ other: ConfidenceInterval, correlation: Double = 0
  ) -> ConfidenceInterval {
    func distance(_ x: Double, _ y: Double) -> Double {
      max(0, x * x + y * y - 2 * correlation * x * y).squareRoot()
    }
    return ConfidenceInterval(
      low: a - b - distance(a - own.low, other.high - b), high: a - b + distance(own.high - a, b - other.low))
  }
}
