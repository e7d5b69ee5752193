/// Rows parted into clusters of rows that are not independent of one another: texts of one template, visits of one person.
public struct RowClusters: Sendable, Equatable {
  /// Cluster of each row, numbered from 0 in the order in which the clusters first appear.
  public var ofRow: [Int]
  /// Rows of each cluster, at least 1.
  public var sizes: [Int]

  /// - Parameter codes: one per row. Rows of one code ≥ 0 are a cluster; a row of a code below 0 is one by itself.
  public init(codes: [Int32]) {
    ofRow = []
    sizes = []
    var known: [Int32: Int] = [:]
    for code in codes {
      let cluster = code >= 0 ? known[code] ?? sizes.count : sizes.count
      if cluster == sizes.count {
        sizes.append(0)
        if code >= 0 { known[code] = cluster }
      }
      sizes[cluster] += 1
      ofRow.append(cluster)
    }
  }

  /// Number of clusters.
  public var count: Int { sizes.count }

  /// Whether some cluster has more than one row; where none has, the rows are independent.
  public var hasRepeats: Bool { sizes.contains { $0 > 1 } }

  /// Sum over the rows of each cluster.
  ///
  /// - Parameter values: one per row.
  public func sums<Value: AdditiveArithmetic>(_ values: [Value]) -> [Value] {
    precondition(values.count == ofRow.count, "one value per row")
    var sums = [Value](repeating: .zero, count: count)
    for (value, cluster) in zip(values, ofRow) { sums[cluster] += value }
    return sums
  }
}
