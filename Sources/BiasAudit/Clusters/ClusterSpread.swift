import Statistics

/// How much more the difference of two groups' rates varies than if examples were independent: what a cluster's sizes in the
/// cells of a design give, feature by feature.
struct ClusterSpread: Sendable {
  let units: ClusterCounts
  let design: CellDesign
  let clusters: ClusterDesign
  /// Σ_c n_ca n_cb over clusters, [cell · cells + other cell].
  private let products: [Double]
  /// Per cell: what α and γ weigh in the sum of squares over clusters and over examples, see `BetweenClusterTests`.
  private let moments: [(clusterAlpha: Double, clusterGamma: Double, rowAlpha: Double, rowGamma: Double)]

  /// Most cells whose covariances are estimated for each feature; beyond that the model of alike examples is used alone.
  static let mostCells = 64
  /// Fewest clusters in which a feature fires, and of each group where clusters are the units, for its own variance to count.
  static let fewestActive = 5
  static let fewestOfGroup = 10

  init?(_ design: CellDesign) {
    guard let clusters = design.clusters else { return nil }
    (self.design, self.clusters) = (design, clusters)
    units = ClusterCounts(cells: design, clusters: clusters.ofExample)
    let cells = design.testedCells
    var products = [Double](repeating: 0, count: cells * cells)
    var cubes = [Double](repeating: 0, count: cells)
    for cluster in 0..<units.clusterCount {
      for u in units.range(cluster) {
        let size = Double(units.size[u])
        cubes[Int(units.cell[u])] += size * size * size
        for v in units.range(cluster) {
          products[Int(units.cell[u]) * cells + Int(units.cell[v])] += size * Double(units.size[v])
        }
      }
    }
    self.products = products
    moments = (0..<cells).map { cell in
      let n = Double(design.totals[cell])
      guard n > 0 else { return (0, 0, 0, 0) }
      let square = products[cell * cells + cell]
      return (n - square / n, square - 2 * cubes[cell] / n + square * square / (n * n), n - 1, n - square / n)
    }
  }

  /// Σ_c d_ca d_cb of one feature, d being what a cluster has beyond the rate of the cell; empty for many cells.
  func covariance(_ feature: FeatureUnits, active: ArraySlice<Int32>) -> [Double] {
    let cells = design.testedCells
    guard cells <= Self.mostCells else { return [] }
    let rates = self.rates(active)
    var sum = [Double](repeating: 0, count: cells * cells)
    for a in 0..<cells {
      for b in 0..<cells { sum[a * cells + b] = rates[a] * rates[b] * products[a * cells + b] }
    }
    for cluster in feature.active {
      for u in units.range(Int(cluster)) {
        let (a, x, n) = (Int(units.cell[u]), Double(feature.fired[u]), Double(units.size[u]))
        for v in units.range(Int(cluster)) {
          let (b, y, m) = (Int(units.cell[v]), Double(feature.fired[v]), Double(units.size[v]))
          if x != 0 || y != 0 { sum[a * cells + b] += x * y - rates[b] * x * m - rates[a] * n * y }
        }
      }
    }
    return sum
  }

  /// Correlation of examples of one cluster and cell, at least 0, from all cells together.
  func correlation(_ feature: FeatureUnits, active: ArraySlice<Int32>) -> Double {
    let cells = design.testedCells
    let rates = self.rates(active)
    var squares = [Double](repeating: 0, count: cells)
    for cell in 0..<cells { squares[cell] = rates[cell] * rates[cell] * products[cell * cells + cell] }
    for cluster in feature.active {
      for u in units.range(Int(cluster)) where feature.fired[u] > 0 {
        let (cell, x) = (Int(units.cell[u]), Double(feature.fired[u]))
        squares[cell] += x * x - 2 * rates[cell] * x * Double(units.size[u])
      }
    }
    var (cluster, row) = (0.0, 0.0)
    var (ca, cg, ra, rg) = (0.0, 0.0, 0.0, 0.0)
    for cell in 0..<cells {
      let weight = rates[cell] * (1 - rates[cell])
      cluster += squares[cell]
      row += Double(design.totals[cell]) * weight
      ca += moments[cell].clusterAlpha * weight
      cg += moments[cell].clusterGamma * weight
      ra += moments[cell].rowAlpha * weight
      rg += moments[cell].rowGamma * weight
    }
    let determinant = ca * rg - cg * ra
    guard abs(determinant) > 1e-9 * max(1e-300, abs(cg * ra)) else { return 0 }
    let alpha = (cluster * rg - cg * row) / determinant
    let gamma = (ca * row - ra * cluster) / determinant
    return gamma <= 0 ? 0 : alpha <= 0 ? 1 : gamma / (alpha + gamma)
  }

  /// Variance of Σ_y w_y (r_ay − r_by) as a multiple of that of independent examples, at least 1.
  ///
  /// - Parameter weights: label and its weight.
  func inflation(
    _ a: Int, _ b: Int, weights: [(label: Int, weight: Double)], of feature: FeatureSpread
  ) -> Double {
    let classes = design.classCount
    let cells = design.testedCells
    var (plain, independent, binomial, robust, model) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (y, w) in weights {
      for g in [a, b] {
        let n = Double(design.totals[g * classes + y])
        let r = feature.rates[g * classes + y]
        independent += w * w / n
        binomial += w * w * r * (1 - r) / n
      }
    }
    plain = independent
    for (y, w) in weights {
      for (z, v) in weights {
        for (g, s) in [(a, 1.0), (b, -1.0)] {
          for (h, t) in [(a, 1.0), (b, -1.0)] {
            let (i, j) = (g * classes + y, h * classes + z)
            let factor = s * t * w * v / (Double(design.totals[i]) * Double(design.totals[j]))
            model += factor * products[i * cells + j]
            if !feature.covariance.isEmpty { robust += factor * feature.covariance[i * cells + j] }
          }
        }
      }
    }
    let alike = (1 - feature.correlation) + feature.correlation * model / plain
    guard !feature.covariance.isEmpty, binomial > 0, feature.activeClusters >= Self.fewestActive,
      clusters.kind == .within || min(clusters.perGroup[a], clusters.perGroup[b]) >= Self.fewestOfGroup
    else { return max(1, alike) }
    let count = max(2, clusters.effectiveCount)
    return max(1, alike, robust * count / (count - 1) / binomial)
  }

  fileprivate func rates(_ active: ArraySlice<Int32>) -> [Double] {
    (0..<design.testedCells).map { cell in
      design.totals[cell] > 0 ? Double(active[active.startIndex + cell]) / Double(design.totals[cell]) : 0
    }
  }
}

/// The spread of one feature over clusters.
struct FeatureSpread: Sendable {
  let spread: ClusterSpread
  let rates: [Double]
  let covariance: [Double]
  let correlation: Double
  let activeClusters: Int

  /// - Parameters:
  ///   - feature: loaded with it.
  ///   - active: its firing counts per cell.
  init(_ spread: ClusterSpread, _ feature: FeatureUnits, active: ArraySlice<Int32>) {
    self.spread = spread
    rates = spread.rates(active)
    covariance = spread.covariance(feature, active: active)
    correlation = spread.correlation(feature, active: active)
    activeClusters = feature.active.count
  }

  /// nil where examples are independent.
  init?(_ spread: ClusterSpread?, _ feature: FeatureUnits?, active: ArraySlice<Int32>) {
    guard let spread, let feature else { return nil }
    self.init(spread, feature, active: active)
  }

  /// Square root of the inflation: what a half-width is multiplied by.
  func factor(_ a: Int, _ b: Int, weights: [(label: Int, weight: Double)]) -> Double {
    spread.inflation(a, b, weights: weights, of: self).squareRoot()
  }
}
