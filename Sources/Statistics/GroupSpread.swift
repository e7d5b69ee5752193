/// Rows of one kind, say the positives, parted by cluster and group: what rates of groups and their errors are made of.
public struct GroupUnits: Sendable {
  /// Unit of each row; −1 for rows that do not count.
  let unitOfRow: [Int32]
  /// Of each unit, ascending by cluster.
  let cluster: [Int32]
  let group: [Int32]
  let size: [Double]
  /// Rows of each group.
  let totals: [Double]
  public let clusterCount: Int

  /// - Parameters:
  ///   - groups: of each row, 0..<`groupCount`; below 0 for rows that do not count.
  ///   - clusters: of each row, 0..<`clusterCount`.
  public init(groups: [Int], groupCount: Int, clusters: [Int], clusterCount: Int) {
    self.clusterCount = clusterCount
    let keys = zip(groups, clusters).map { $0 < 0 ? -1 : $1 * groupCount + $0 }
    let order = Set(keys).subtracting([-1]).sorted()
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, Int32($0)) })
    unitOfRow = keys.map { places[$0] ?? -1 }
    cluster = order.map { Int32($0 / groupCount) }
    group = order.map { Int32($0 % groupCount) }
    var size = [Double](repeating: 0, count: order.count)
    for unit in unitOfRow where unit >= 0 { size[Int(unit)] += 1 }
    var totals = [Double](repeating: 0, count: groupCount)
    for (unit, g) in group.enumerated() { totals[Int(g)] += size[unit] }
    (self.size, self.totals) = (size, totals)
  }

  /// Whether there are two groups, each with rows of at least two clusters: else nothing is known of their errors.
  public var isEnough: Bool {
    var clusters = [Int](repeating: 0, count: totals.count)
    for g in group { clusters[Int(g)] += 1 }
    return totals.count > 1 && clusters.allSatisfy { $0 > 1 }
  }
}

/// Rates of the groups in one set of decisions.
public struct GroupRates: Sendable {
  fileprivate let units: GroupUnits
  /// Of each group, 0 to 1.
  public let rates: [Double]
  fileprivate let mean: Double
  /// (x − r n)/n_g of each unit: its part in the error of its group's rate.
  fileprivate let errors: [Double]

  /// - Parameter selected: of each row that the units were made of.
  public init(_ units: GroupUnits, selected: [Bool]) {
    self.units = units
    var counts = [Double](repeating: 0, count: units.size.count)
    for (row, unit) in units.unitOfRow.enumerated() where unit >= 0 && selected[row] { counts[Int(unit)] += 1 }
    var sums = [Double](repeating: 0, count: units.totals.count)
    for (unit, g) in units.group.enumerated() { sums[Int(g)] += counts[unit] }
    let rates = zip(sums, units.totals).map { $0 / $1 }
    self.rates = rates
    mean = sums.reduce(0, +) / units.totals.reduce(0, +)
    errors = counts.indices.map { unit in
      let g = Int(units.group[unit])
      return (counts[unit] - rates[g] * units.size[unit]) / units.totals[g]
    }
  }
}

/// What the rates of groups in two sets of decisions have in common beyond chance, a and b being rates, w the groups' shares of
/// the rows:
///
///     θ = Σ_g w_g (a_g − ā)(b_g − b̄) − E,
///
/// where E is what the errors of the rates add to it: products of one cluster with itself, estimated from the residuals of each
/// cluster, divided by √(1 − h) as in HC2 (h: the cluster's share of the group). Of one set with itself θ is the variance of
/// the rates between groups, without bias: 0 on the average where the groups do not differ. It may be negative.
public struct GroupSpread: Sendable, Equatable {
  public var value: Double
  /// What each cluster adds to the error of `value`: residuals over 1 − h, as the jackknife and HC3 have it. The variance is the
  /// sum of their squares.
  public var influences: [Double]

  public init(_ a: GroupRates, _ b: GroupRates) {
    let units = a.units
    let n = units.totals.reduce(0, +)
    let weights = units.totals.map { $0 / n }
    influences = [Double](repeating: 0, count: units.clusterCount)
    value = -a.mean * b.mean
    for g in weights.indices { value += weights[g] * a.rates[g] * b.rates[g] }
    var (own, other, current) = (0.0, 0.0, Int32(-1))
    for (unit, cluster) in units.cluster.enumerated() {
      let g = Int(units.group[unit])
      let left = 1 - units.size[unit] / units.totals[g]
      let (x, y, w) = (a.errors[unit], b.errors[unit], weights[g])
      if cluster != current {
        value += own * other
        (own, other, current) = (0, 0, cluster)
      }
      value -= w * x * y / left
      own += w * x / left.squareRoot()
      other += w * y / left.squareRoot()
      influences[Int(cluster)] += w * ((b.rates[g] - b.mean) * x + (a.rates[g] - a.mean) * y) / left
    }
    value += own * other
  }

  /// Sums of two estimates from the same clusters.
  public static func + (a: GroupSpread, b: GroupSpread) -> GroupSpread { combine(a, b, 1) }
  public static func - (a: GroupSpread, b: GroupSpread) -> GroupSpread { combine(a, b, -1) }

  private static func combine(_ a: GroupSpread, _ b: GroupSpread, _ factor: Double) -> GroupSpread {
    var sum = a
    sum.value += factor * b.value
    for c in sum.influences.indices { sum.influences[c] += factor * b.influences[c] }
    return sum
  }

  /// Mean of some estimates from the same clusters.
  public static func mean(_ all: [GroupSpread]) -> GroupSpread? {
    guard var sum = all.first else { return nil }
    for other in all.dropFirst() { sum = sum + other }
    sum.value /= Double(all.count)
    for c in sum.influences.indices { sum.influences[c] /= Double(all.count) }
    return sum
  }

  public func covariance(_ other: GroupSpread) -> Double {
    zip(influences, other.influences).reduce(0) { $0 + $1.0 * $1.1 }
  }

  public var variance: Double { covariance(self) }

  /// `self` over `other`, both with the same second set of decisions b, with the interval of a score test: all κ for which the
  /// spread of c − κ·d, `self` being that of c with b and `other` that of d with b, does not differ from 0.
  ///
  /// Under that hypothesis the errors of b matter only where c − κ·d lies across b, so its part along b is left out of the
  /// variance: the influences are those of `self` less the mean of κ and the estimate times those of `other`. Fieller's theorem,
  /// which leaves it in, takes the errors of b twice and knows a gap only at twice the size. In closed form the set is Fieller's
  /// at half the quantile, stretched about the estimate to twice its length.
  ///
  /// - Parameter extra: variance of `self` besides that of the clusters.
  /// - Returns: nil where `other` is not shown to differ from 0, by the t quantile of `degreesOfFreedom`.
  public func ratio(to other: GroupSpread, degreesOfFreedom: Double, extra: Double = 0, confidence: Double = 0.95)
    -> ConfidenceInterval?
  {
    guard degreesOfFreedom > 0, other.value > 0 else { return nil }
    let middles = fiellerInterval(
      numerator: value, denominator: other.value, numeratorVariance: variance + extra,
      denominatorVariance: other.variance, covariance: covariance(other),
      t: StudentT(degreesOfFreedom: degreesOfFreedom).inverseSurvival((1 - confidence) / 2) / 2)
    let estimate = value / other.value
    return middles.map { ConfidenceInterval(low: 2 * $0.low - estimate, high: 2 * $0.high - estimate) }
  }
}
