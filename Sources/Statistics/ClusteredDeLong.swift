/// The variance of an AUROC, or of the difference of two on the same rows, where rows come in clusters (Obuchowski 1997,
/// Biometrics 53:567).
///
/// With the placement values V of `DeLong`, m_k positives and n_k negatives in cluster k (M and N in all), K clusters, K₊ of
/// them with positives and K₋ with negatives, the estimate θ has a_k = Σ₊(V − θ)/M and b_k = Σ₋(V − θ)/N, and
///
///     variance = K₊/(K₊ − 1) Σ a_k² + K₋/(K₋ − 1) Σ b_k² + 2 K/(K − 1) Σ a_k b_k.
///
/// The factors are hers. Where each row is a cluster of its own this is DeLong's variance, factor and all.
public struct ClusteredDeLong: Sendable, Equatable {
  /// θ: the AUROC, or a difference of two.
  public var estimate: Double
  /// NaN where fewer than two clusters have positives, or negatives; else at least K/(K − 1) Σ (a_k + b_k)².
  public var variance: Double
  /// Where the estimate may lie.
  public var range: ClosedRange<Double>
  /// K.
  public var clusterCount: Int
  /// a_k + b_k.
  var contributions: [Double]
  /// w_k = λ m_k/M + (1 − λ) n_k/N: the part that cluster k has in the estimate; sums to 1. λ = p/(p + n) is how much of
  /// the variance comes from the positives: p = Σ (a_k/(1 − m_k/M))², each cluster seen from the mean of the others, n
  /// likewise.
  var weights: [Double]

  /// - Parameters:
  ///   - curve: of the rows in this order.
  ///   - other: of the same rows, to be subtracted.
  ///   - positives: whether each row is positive.
  public init(_ curve: DeLong, minus other: DeLong? = nil, positives: [Bool], clusters: RowClusters) {
    precondition(clusters.ofRow.count == positives.count, "one cluster per row")
    estimate = curve.auroc - (other?.auroc ?? 0)
    range = other == nil ? 0...1 : -1...1
    clusterCount = clusters.count
    let above = Part(
      curve.positivePlacements, other?.positivePlacements, estimate,
      clusters: positives.indices.filter { positives[$0] }.map { clusters.ofRow[$0] }, of: clusters.count)
    let below = Part(
      curve.negativePlacements, other?.negativePlacements, estimate,
      clusters: positives.indices.filter { !positives[$0] }.map { clusters.ofRow[$0] }, of: clusters.count)
    let both = zip(above.deviations, below.deviations).reduce(0) { $0 + $1.0 * $1.1 }
    variance = above.variance + below.variance + 2 * Self.factor(clusters.count) * both
    contributions = zip(above.deviations, below.deviations).map(+)
    let sum = above.spread + below.spread
    let lambda = sum > 0 ? above.spread / sum : 0.5
    weights = zip(above.shares, below.shares).map { lambda * $0 + (1 - lambda) * $1 }
  }

  /// K/(K − 1); NaN for one cluster.
  static func factor(_ count: Int) -> Double { count < 2 ? .nan : Double(count) / Double(count - 1) }

  /// The positives, or the negatives.
  private struct Part {
    /// a_k, or b_k.
    var deviations: [Double]
    /// m_k/M, or n_k/N.
    var shares: [Double]
    /// The term of the variance; NaN for one cluster.
    var variance: Double
    /// p, or n.
    var spread: Double

    init(_ placements: [Double], _ others: [Double]?, _ estimate: Double, clusters: [Int], of count: Int) {
      deviations = [Double](repeating: 0, count: count)
      shares = deviations
      let total = Double(clusters.count)
      for (row, cluster) in clusters.enumerated() {
        deviations[cluster] += (placements[row] - (others?[row] ?? 0) - estimate) / total
        shares[cluster] += 1 / total
      }
      variance = ClusteredDeLong.factor(shares.count { $0 > 0 }) * deviations.reduce(0) { $0 + $1 * $1 }
      spread = zip(deviations, shares).reduce(0) { $0 + ($1.0 / (1 - $1.1)) * ($1.0 / (1 - $1.1)) }
    }
  }
}
