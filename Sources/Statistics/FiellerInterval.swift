/// Interval of a ratio of two means by Fieller's theorem (Fieller 1954): all ρ for which numerator − ρ·denominator does not
/// differ from 0.
///
/// - Parameters:
///   - t: quantile of the distribution of the studentised difference.
/// - Returns: nil where the denominator is not shown to differ from 0: the set is then no interval.
public func fiellerInterval(
  numerator: Double, denominator: Double, numeratorVariance: Double, denominatorVariance: Double, covariance: Double,
  t: Double
) -> ConfidenceInterval? {
  let a = denominator * denominator - t * t * denominatorVariance
  let b = numerator * denominator - t * t * covariance
  let c = numerator * numerator - t * t * numeratorVariance
  guard a > 0 else { return nil }
  let root = max(0, b * b - a * c).squareRoot()
  return ConfidenceInterval(low: (b - root) / a, high: (b + root) / a)
}
