/// A mean over rows that come in clusters, with the interval of the jackknife that leaves out one cluster at a time:
///
///     V = (K − 1)/K · Σ_c (e_c / (N − n_c))²,   e_c = Σ_{i in c} (x_i − x̄),   Student's t at (Σ n)²/Σ n² − 1.
///
/// With clusters of equal size it is the t-interval of their means; without clusters that of the rows.
public struct ClusteredMean: Sendable, Equatable {
  /// NaN without rows.
  public var mean: Double
  public var rowCount: Int
  public var clusterCount: Int
  /// (Σ n)² / Σ n²: clusters of equal size that would say as much.
  public var effectiveClusters: Double
  /// Of the mean; NaN for fewer than two clusters.
  public var variance: Double

  /// - Parameters: sum and number of rows of each cluster; clusters without rows do not count.
  public init(sums: [Double], sizes: [Int]) {
    let count = sizes.count { $0 > 0 }
    let rows = sizes.reduce(0, +)
    let n = Double(rows)
    let mean = sums.reduce(0, +) / n
    (rowCount, clusterCount, self.mean) = (rows, count, mean)
    effectiveClusters = rows > 0 ? n * n / sizes.reduce(0.0) { $0 + Double($1) * Double($1) } : 0
    variance =
      count < 2
      ? .nan
      : Double(count - 1) / Double(count)
        * zip(sums, sizes).reduce(0.0) { total, cluster in
          guard cluster.1 > 0 else { return total }
          let part = (cluster.0 - mean * Double(cluster.1)) / (n - Double(cluster.1))
          return total + part * part
        }
  }

  /// nil for fewer than two clusters.
  public func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard clusterCount > 1, effectiveClusters > 1 else { return nil }
    let half =
      StudentT(degreesOfFreedom: effectiveClusters - 1).inverseSurvival((1 - confidence) / 2) * variance.squareRoot()
    return ConfidenceInterval(low: mean - half, high: mean + half)
  }
}
