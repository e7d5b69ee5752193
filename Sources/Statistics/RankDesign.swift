/// Labelled rows over which columns are ranked: classes, and clusters of rows that are not independent.
public struct RankDesign: Sendable {
  /// Class of every row, −1 for rows left out.
  public let labels: [Int32]
  /// Labelled rows of each class.
  public let totals: [Int]
  /// Labelled rows.
  public let count: Int
  /// nil where every labelled row is independent of the others.
  let clusters: Clusters?

  /// - Parameter clusters: cluster of every row, below 0 for a row by itself; nil: rows are independent.
  public init(labels: [Int32], classes: Int, clusters: [Int32]? = nil) {
    self.labels = labels
    totals = ClassSeparation.classTotals(labels: labels, classes: classes)
    count = totals.reduce(0, +)
    self.clusters = clusters.flatMap { Clusters($0, labels: labels, classes: classes) }
  }

  /// Whether rows or clusters are enough to test a class against the rest: two rows on each side; of clusters eight in all,
  /// as many as four of one size would say, and four on each side (those of the audit).
  public func isJudged(_ c: Int) -> Bool {
    guard totals[c] >= 2, count - totals[c] >= 2 else { return false }
    guard let clusters else { return true }
    return clusters.sizes.count >= 8 && clusters.effective >= 4 && clusters.having[c] >= 4 && clusters.lacking[c] >= 4
  }

  /// Independent units on the two sides of a class: clusters or rows.
  func units(_ c: Int) -> (having: Double, lacking: Double) {
    guard let clusters else { return (Double(totals[c]), Double(count - totals[c])) }
    return (Double(clusters.having[c]), Double(clusters.lacking[c]))
  }

  /// Degrees of freedom of what is learnt from the differences between clusters; infinite for independent rows.
  public var degreesOfFreedom: Double { clusters.map { max(1, $0.effective - 1) } ?? .infinity }

  /// How labelled rows lie in clusters.
  struct Clusters: Sendable {
    /// Cluster of every row; −1 where it is left out.
    var ofRow: [Int32]
    /// Labelled rows.
    var sizes: [Double]
    /// [class · clusters + cluster]: rows of the class.
    var byClass: [Double]
    /// (Σ n)² / Σ n².
    var effective: Double
    /// Clusters with a row of the class, and with one of another.
    var having: [Int]
    var lacking: [Int]
    /// Σ_k A_k², A_k = P_k − π n_k.
    var spread: [Double]
    /// Whether a quarter or more of the variance of class membership lies within clusters.
    var isWithin: [Bool]
    /// Clusters most of whose rows are of the class.
    var owned: [Int]
    /// What α and γ weigh in E Σ q_k² and E Σ c_i², see `ColumnRanks`.
    var moments: (clusterAlpha: Double, clusterGamma: Double, rowAlpha: Double, rowGamma: Double)

    /// nil where no cluster has two labelled rows.
    init?(_ codes: [Int32], labels: [Int32], classes: Int) {
      let rows = labels.indices.filter { labels[$0] >= 0 }
      let own = RowClusters(codes: rows.map { codes[$0] })
      guard own.hasRepeats else { return nil }
      var ofRow = [Int32](repeating: -1, count: labels.count)
      var byClass = [Double](repeating: 0, count: classes * own.count)
      for (row, cluster) in zip(rows, own.ofRow) {
        ofRow[row] = Int32(cluster)
        byClass[Int(labels[row]) * own.count + cluster] += 1
      }
      let sizes = own.sizes.map { Double($0) }
      let n = Double(rows.count)
      let squares = sizes.reduce(0) { $0 + $1 * $1 }
      let cubes = sizes.reduce(0) { $0 + $1 * $1 * $1 }
      (self.ofRow, self.sizes, self.byClass) = (ofRow, sizes, byClass)
      effective = n * n / squares
      moments = (n - squares / n, squares - 2 * cubes / n + squares * squares / (n * n), n - 1, n - squares / n)
      (having, lacking, spread, isWithin, owned) = ([], [], [], [], [])
      for c in 0..<classes {
        let members = Array(byClass[c * own.count..<(c + 1) * own.count])
        let share = members.reduce(0, +) / n
        having.append(members.count { $0 > 0 })
        lacking.append(zip(members, sizes).count { $0 < $1 })
        owned.append(zip(members, sizes).count { 2 * $0 > $1 })
        spread.append(zip(members, sizes).reduce(0) { $0 + ($1.0 - share * $1.1) * ($1.0 - share * $1.1) })
        let within = zip(members, sizes).reduce(0) { $0 + $1.0 - $1.0 * $1.0 / $1.1 }
        isWithin.append(within >= 0.25 * n * share * (1 - share))
      }
    }
  }
}
