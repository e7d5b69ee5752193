import Buffers
import LinearAlgebra
import Parallel
import Statistics

/// p that a feature fires independently of the group given the label, clusters being the units.
///
/// u_gy is what group g has beyond its expected share in label y. Its covariance comes from a model in which examples of one
/// cluster are alike: Cov = Σ_c γ_yz A_cgy A_chz′ + δ_yz α_y Σ_i a_ig a_ih with a_ig = 1{i in g} − n_gy/n_y and A their sums over
/// a cluster. α and γ are estimated for each feature from all clusters together, as if the group had no effect (moments; compare
/// Donner's adjusted χ², Donald & Donner 1987), so that few clusters in a group, and groups of clusters of other sizes, do no
/// harm. With clusters of equal size V is the covariance over all permutations of the groups over clusters. The tail of the group
/// that deviates most is that of this permutation (`TwoSampleTail`).
struct BetweenClusterTests: Sendable {
  let groups: Int
  let classes: Int
  /// Examples of cluster c in label y, [c · classes + y].
  private let sizes: [Double]
  private let clusterCount: Int
  /// Ways to look at a group: each label, and where there are several all of them together.
  private let looks: Int
  /// [label], then all labels together: clusters that have it, and the largest group of each there.
  private let members: [[(cluster: Int, group: Int)]]
  private let totals: [Double]
  private let groupTotals: [Double]
  /// Σ_c A_cgy A_chz, [(g · classes + y) · dimension + h · classes + z], and Σ_i a_ig a_ih in the blocks of a label.
  private let shared: [Double]
  private let own: [Double]
  /// What α and γ weigh in the expected sums of squares.
  private let moments: [Moments]
  private let crossMoments: [Double]
  /// Σ_c n_cy n_cz.
  private let sizeProducts: [Double]
  private let units: ClusterCounts

  /// How much α and γ count in E Σ_c e_c² and E Σ_i (x_i − x̄)².
  private struct Moments: Sendable {
    var clusterAlpha = 0.0
    var clusterGamma = 0.0
    var rowAlpha = 0.0
    var rowGamma = 0.0
    var squaredSizes = 0.0
  }

  init(cells: CellDesign, units: ClusterCounts) {
    let (groups, classes) = (cells.testedGroups, cells.classCount)
    self.units = units
    self.groups = groups
    self.classes = classes
    clusterCount = units.clusterCount
    looks = classes == 1 ? 1 : classes + 1
    var sizes = [Double](repeating: 0, count: units.clusterCount * classes)
    for unit in units.size.indices {
      sizes[Int(units.cluster[unit]) * classes + Int(units.cell[unit]) % classes] += Double(units.size[unit])
    }
    let groupTotals = cells.testedTotals.map { Double($0) }
    let totals = (0..<classes).map { y in (0..<groups).reduce(0.0) { $0 + groupTotals[$1 * classes + y] } }
    let dimension = groups * classes
    var shared = [Double](repeating: 0, count: dimension * dimension)
    var own = shared
    var members = [[(cluster: Int, group: Int)]](repeating: [], count: classes + 1)
    for cluster in 0..<units.clusterCount {
      var held = [Double](repeating: 0, count: dimension)
      for unit in units.range(cluster) { held[Int(units.cell[unit])] = Double(units.size[unit]) }
      var sums = held
      for y in 0..<classes where totals[y] > 0 {
        for g in 0..<groups {
          sums[g * classes + y] -= groupTotals[g * classes + y] / totals[y] * sizes[cluster * classes + y]
        }
        if sizes[cluster * classes + y] > 0 {
          let largest = (0..<groups).max { (held[$0 * classes + y], $1) < (held[$1 * classes + y], $0) } ?? 0
          members[y].append((cluster, largest))
        }
      }
      if !units.range(cluster).isEmpty {
        let byGroup = (0..<groups).map { g in (0..<classes).reduce(0.0) { $0 + held[g * classes + $1] } }
        members[classes].append((cluster, byGroup.indices.max { (byGroup[$0], $1) < (byGroup[$1], $0) } ?? 0))
      }
      for a in 0..<dimension where sums[a] != 0 {
        for b in 0..<dimension { shared[a * dimension + b] += sums[a] * sums[b] }
      }
    }
    for y in 0..<classes where totals[y] > 0 {
      for g in 0..<groups {
        for h in 0..<groups {
          let (a, b) = (groupTotals[g * classes + y], groupTotals[h * classes + y])
          own[(g * classes + y) * dimension + h * classes + y] = (g == h ? a : 0) - a * b / totals[y]
        }
      }
    }
    moments = (0..<classes).map { y in
      let n = totals[y]
      guard n > 0 else { return Moments() }
      var (square, cube) = (0.0, 0.0)
      for cluster in 0..<units.clusterCount {
        let size = sizes[cluster * classes + y]
        square += size * size
        cube += size * size * size
      }
      return Moments(
        clusterAlpha: n - square / n, clusterGamma: square - 2 * cube / n + square * square / (n * n), rowAlpha: n - 1,
        rowGamma: n - square / n, squaredSizes: square)
    }
    crossMoments = (0..<classes * classes).map { pair in
      let (y, z) = (pair / classes, pair % classes)
      guard totals[y] > 0, totals[z] > 0 else { return 0 }
      var (product, skew) = (0.0, 0.0)
      for cluster in 0..<units.clusterCount {
        let (a, b) = (sizes[cluster * classes + y], sizes[cluster * classes + z])
        product += a * b
        skew += a * b * (a / totals[y] + b / totals[z])
      }
      return product - skew + product * product / (totals[y] * totals[z])
    }
    sizeProducts = (0..<classes * classes).map { pair in
      (0..<units.clusterCount).reduce(0.0) {
        $0 + sizes[$1 * classes + pair / classes] * sizes[$1 * classes + pair % classes]
      }
    }
    (self.sizes, self.members, self.totals, self.groupTotals) = (sizes, members, totals, groupTotals)
    (self.shared, self.own) = (shared, own)
  }

  func run(columns: SparseMatrix, isTested: [Bool], threads: Int) throws -> ScoreTests {
    try ScoreTests(isTested: isTested, threads: threads) { range, record in
      var feature = FeatureUnits(units)
      var scratch = Scratch(groups * classes)
      for index in range where isTested[index] {
        feature.load(columns, feature: index)
        record(index, score(feature, &scratch))
      }
    }
  }

  private struct Scratch {
    var deviation: [Double]
    var covariance: [Double]

    init(_ dimension: Int) {
      deviation = [Double](repeating: 0, count: dimension)
      covariance = [Double](repeating: 0, count: dimension * dimension)
    }
  }

  private func score(_ feature: FeatureUnits, _ scratch: inout Scratch) -> ScoreTests.Score {
    let dimension = groups * classes
    var fired = [Double](repeating: 0, count: dimension)
    // Firing examples of the active clusters per label.
    var byLabel = [Double](repeating: 0, count: feature.active.count * classes)
    for (place, cluster) in feature.active.enumerated() {
      for unit in units.range(Int(cluster)) {
        fired[Int(units.cell[unit])] += Double(feature.fired[unit])
        byLabel[place * classes + Int(units.cell[unit]) % classes] += Double(feature.fired[unit])
      }
    }
    var rates = [Double](repeating: 0, count: classes)
    for y in 0..<classes where totals[y] > 0 {
      rates[y] = (0..<groups).reduce(0) { $0 + fired[$1 * classes + y] } / totals[y]
    }
    let (alpha, gamma) = components(feature, byLabel, rates)
    for g in 0..<groups {
      for y in 0..<classes {
        let a = g * classes + y
        scratch.deviation[a] = fired[a] - groupTotals[a] * rates[y]
        for h in 0..<groups {
          for z in 0..<classes {
            let entry = a * dimension + h * classes + z
            scratch.covariance[entry] = gamma[y * classes + z] * shared[entry] + (y == z ? alpha[y] * own[entry] : 0)
          }
        }
      }
    }
    // The direction of the largest deviate, before the elimination spoils it: a group in one label, or in all.
    var (group, label, deviate, raw) = (-1, 0, 0.0, 0.0)
    for g in 0..<groups {
      for y in 0..<looks {
        let labels = y < classes ? y..<y + 1 : 0..<classes
        var (u, v) = (0.0, 0.0)
        for a in labels {
          u += scratch.deviation[g * classes + a]
          for b in labels { v += scratch.covariance[(g * classes + a) * dimension + g * classes + b] }
        }
        guard v > 1e-12 else { continue }
        if abs(u) / v.squareRoot() > deviate { (group, label, deviate, raw) = (g, y, abs(u) / v.squareRoot(), abs(u)) }
      }
    }
    let form = scratch.deviation.withUnsafeMutableBufferPointer { u in
      scratch.covariance.withUnsafeMutableBufferPointer { v in
        QuadraticForm.value(u.start, v.start, count: dimension)
      }
    }
    let score = ScoreTests.Score(statistic: form.value, degreesOfFreedom: form.rank)
    guard group >= 0, score.isWorthwhile(deviate: deviate, directions: groups * looks) else { return score }
    let tail = permutationTail(
      feature, byLabel, rates: rates, group: group, label: label, deviate: deviate, raw: raw)
    let exact = tail >= 1 ? 0 : NormalDistribution.inverseSurvival(tail / 2)
    // Where the tail is heavier than the normal one, what the other directions add is worth as much less.
    let statistic =
      exact < deviate
      ? form.value * exact * exact / (deviate * deviate)
      : ExactTail.replaced(form.value, deviate: deviate, tail: tail)
    var sharp = ScoreTests.Score(statistic: statistic, degreesOfFreedom: form.rank)
    sharp.p = ScoreTests.Score.combined(sharp.p, tail: tail, groups: groups, directions: groups * looks)
    return sharp
  }

  /// How often groups given to clusters by chance deviate as much: by the count, or in standard deviations, whichever is
  /// more often. The first is exact where clusters of all sizes are as likely to have a group; the second knows that a
  /// group of few large clusters varies more.
  private func permutationTail(
    _ feature: FeatureUnits, _ byLabel: [Double], rates: [Double], group: Int, label: Int, deviate: Double, raw: Double
  ) -> Double {
    let labels = label < classes ? label..<label + 1 : 0..<classes
    var firedIn: [Int: Double] = [:]
    for (place, cluster) in feature.active.enumerated() {
      firedIn[Int(cluster)] = labels.reduce(0) { $0 + byLabel[place * classes + $1] }
    }
    let values = members[label].map { member in
      labels.reduce(firedIn[member.cluster] ?? 0) { $0 - rates[$1] * sizes[member.cluster * classes + $1] }
    }
    let chosen = members[label].count(where: { $0.group == group })
    let count = Double(values.count)
    let squares = values.reduce(0) { $0 + $1 * $1 }
    let variance = Double(chosen) * (count - Double(chosen)) / (count * (count - 1)) * squares
    guard chosen > 0, chosen < values.count, variance > 0 else { return 1 }
    return TwoSampleTail.twoSided(values, chosen: chosen, distance: min(raw, deviate * variance.squareRoot()))
  }

  /// α of each label and γ of each pair of labels.
  private func components(
    _ feature: FeatureUnits, _ byLabel: [Double], _ rates: [Double]
  ) -> (alpha: [Double], gamma: [Double]) {
    var alpha = [Double](repeating: 0, count: classes)
    var gamma = [Double](repeating: 0, count: classes * classes)
    for y in 0..<classes where totals[y] > 0 {
      // Σ (x − p n)² = Σ x² − 2p Σ x n + p² Σ n².
      var (square, product) = (0.0, 0.0)
      for (place, cluster) in feature.active.enumerated() {
        let x = byLabel[place * classes + y]
        square += x * x
        product += x * sizes[Int(cluster) * classes + y]
      }
      let p = rates[y]
      let m = moments[y]
      let clusters = max(0, square - 2 * p * product + p * p * m.squaredSizes)
      let rows = totals[y] * p * (1 - p)
      let determinant = m.clusterAlpha * m.rowGamma - m.clusterGamma * m.rowAlpha
      var (a, c) = (m.rowAlpha > 0 ? rows / m.rowAlpha : 0, 0.0)
      if abs(determinant) > 1e-9 * max(1, m.clusterGamma * m.rowAlpha) {
        let gammaHat = (m.clusterAlpha * rows - m.rowAlpha * clusters) / determinant
        let alphaHat = (clusters * m.rowGamma - m.clusterGamma * rows) / determinant
        if gammaHat > 0 {
          (a, c) = alphaHat >= 0 ? (alphaHat, gammaHat) : (0, clusters / max(1e-300, m.clusterGamma))
        }
      }
      (alpha[y], gamma[y * classes + y]) = (a, c)
    }
    for y in 0..<classes {
      for z in 0..<y where crossMoments[y * classes + z] > 0 {
        var product = 0.0
        var (left, right) = (0.0, 0.0)
        for (place, cluster) in feature.active.enumerated() {
          let (a, b) = (byLabel[place * classes + y], byLabel[place * classes + z])
          product += a * b
          left += a * sizes[Int(cluster) * classes + z]
          right += b * sizes[Int(cluster) * classes + y]
        }
        let sum = product - rates[z] * left - rates[y] * right + rates[y] * rates[z] * sizeProducts[y * classes + z]
        let bound = (gamma[y * classes + y] * gamma[z * classes + z]).squareRoot()
        let value = max(-bound, min(bound, sum / crossMoments[y * classes + z]))
        (gamma[y * classes + z], gamma[z * classes + y]) = (value, value)
      }
    }
    return (alpha, gamma)
  }
}
