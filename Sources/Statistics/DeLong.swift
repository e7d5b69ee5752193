/// The variance of an AUROC and the test of two AUROCs on the same examples (DeLong, DeLong & Clarke-Pearson 1988),
/// from midranks (Sun & Xu 2014).
public struct DeLong: Sendable, Equatable {
  /// In [0, 1], ties counted half; NaN without positives or negatives.
  public var auroc: Double
  /// NaN with fewer than two positives or negatives.
  public var variance: Double
  /// For each positive, the share of negatives below it; for each negative, the share of positives above it.
  var positivePlacements: [Double]
  var negativePlacements: [Double]

  /// - Parameter scores: of being positive, one per example; no NaN.
  public init(_ scores: [Double], positives: [Bool]) {
    precondition(scores.count == positives.count, "one label per score")
    let all = Midranks(scores).ranks
    let above = scores.indices.filter { positives[$0] }
    let below = scores.indices.filter { !positives[$0] }
    let aboveRanks = Midranks(above.map { scores[$0] }).ranks
    let belowRanks = Midranks(below.map { scores[$0] }).ranks
    let m = Double(above.count)
    let n = Double(below.count)
    positivePlacements = zip(above, aboveRanks).map { (all[$0] - $1) / n }
    negativePlacements = zip(below, belowRanks).map { 1 - (all[$0] - $1) / m }
    auroc = positivePlacements.reduce(0, +) / m
    variance =
      Self.covariance(positivePlacements, positivePlacements) / m
      + Self.covariance(negativePlacements, negativePlacements) / n
  }

  /// Normal interval of the AUROC within [0, 1]; nil where the variance is not defined or is 0 (all pairs in order:
  /// the placements then say nothing about the error).
  public func interval(z: Double = NormalDistribution.z95) -> ConfidenceInterval? {
    guard variance > 0 else { return nil }
    let half = z * variance.squareRoot()
    return ConfidenceInterval(low: max(0, auroc - half), high: min(1, auroc + half))
  }

  /// Tests that this AUROC equals another's of the same examples in the same order: z and two-sided p.
  /// NaN when the two orders do not differ.
  public func test(against other: DeLong) -> TestResult {
    let shared =
      Self.covariance(positivePlacements, other.positivePlacements) / Double(positivePlacements.count)
      + Self.covariance(negativePlacements, other.negativePlacements) / Double(negativePlacements.count)
    let z = (auroc - other.auroc) / (variance + other.variance - 2 * shared).squareRoot()
    return TestResult(statistic: z, p: z.isNaN ? .nan : 2 * NormalDistribution.survival(abs(z)))
  }

  /// The mean of several curves of the same examples in the same order, whose placements are means; nil for none. Its
  /// `variance` is that of the mean.
  public static func mean(_ curves: [DeLong]) -> DeLong? {
    guard var sum = curves.first else { return nil }
    let count = Double(curves.count)
    for place in sum.positivePlacements.indices {
      sum.positivePlacements[place] = curves.reduce(0) { $0 + $1.positivePlacements[place] } / count
    }
    for place in sum.negativePlacements.indices {
      sum.negativePlacements[place] = curves.reduce(0) { $0 + $1.negativePlacements[place] } / count
    }
    sum.auroc = curves.reduce(0) { $0 + $1.auroc } / count
    sum.variance =
      covariance(sum.positivePlacements, sum.positivePlacements) / Double(sum.positivePlacements.count)
      + covariance(sum.negativePlacements, sum.negativePlacements) / Double(sum.negativePlacements.count)
    return sum
  }

  private static func covariance(_ x: [Double], _ y: [Double]) -> Double {
    let count = Double(x.count)
    let meanX = x.reduce(0, +) / count
    let meanY = y.reduce(0, +) / count
    return zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / (count - 1)
  }
}
