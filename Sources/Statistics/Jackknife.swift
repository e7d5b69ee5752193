/// Intervals from leaving out one part of the rows at a time: the estimate ± t · √((K − 1)/K Σ (θ_k − θ̄)²). The parts are
/// clusters, or blocks of whole clusters where there are many.
public struct Jackknife: Sendable {
  /// Most parts: what more would add to the degrees of freedom is nothing that shows.
  public static let mostParts = 400

  /// How often each row counts while a part is left out, 0 or 1: [part][row].
  public let weights: [[Int32]]
  /// Of Student's t.
  public let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: as the clusters have them; not more than those of the parts are used.
  public init(_ clusters: RowClusters, degreesOfFreedom: Double) {
    let parts = min(Self.mostParts, clusters.count)
    self.degreesOfFreedom = max(1, min(degreesOfFreedom, Double(parts - 1)))
    weights = (0..<parts).map { part in clusters.ofRow.map { $0 % parts == part ? 0 : 1 } }
  }

  /// - Parameters:
  ///   - values: one per part that is left out, NaN where nothing is left to estimate from.
  /// - Returns: nil where a part is NaN, or there are none.
  public func interval(_ estimate: Double, _ values: [Double], confidence: Double = 0.95) -> ConfidenceInterval? {
    guard values.count > 1, !values.contains(where: \.isNaN), !estimate.isNaN else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = (count - 1) / count * values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let half =
      StudentT(degreesOfFreedom: degreesOfFreedom).inverseSurvival((1 - confidence) / 2) * variance.squareRoot()
    return ConfidenceInterval(low: estimate - half, high: estimate + half)
  }
}
