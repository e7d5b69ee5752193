/// A rate of rows that are independent, or come in clusters.
public struct SampledRate: Sendable, Equatable {
  /// Of each cluster; of independent rows a single entry.
  public var successes: [Int]
  /// Rows of each cluster.
  public var sizes: [Int]
  public var isClustered: Bool

  public init(successes: [Int], sizes: [Int], isClustered: Bool) {
    (self.successes, self.sizes, self.isClustered) = (successes, sizes, isClustered)
  }

  public var trials: Int { sizes.reduce(0, +) }
  /// 0 to 1; NaN without rows.
  public var share: Double { Double(successes.reduce(0, +)) / Double(trials) }
  public var clusterCount: Int { sizes.count { $0 > 0 } }

  /// Wilson's; in clusters that of `ClusteredShare`. nil without rows, and for fewer than two clusters.
  public func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard trials > 0 else { return nil }
    if isClustered { return ClusteredShare(successes: successes, sizes: sizes).interval(confidence: confidence) }
    return .wilson(
      successes: successes.reduce(0, +), trials: trials, z: NormalDistribution.halfWidth(confidence: confidence))
  }
}

/// Two rates of different rows side by side; rows of both may share clusters, whose residuals then go together.
///
/// The intervals of the rates are joined by square-and-add (Newcombe 1998 for differences; Zou & Donner 2008, Stat Med
/// 27:1693; Donner & Zou 2012, Stat Methods Med Res 21:347 for ratios), with the correlation of the residuals
/// x_c − p·n_c over clusters.
public struct RateContrast: Sendable {
  public var first: SampledRate
  public var second: SampledRate

  public init(_ first: SampledRate, _ second: SampledRate) { (self.first, self.second) = (first, second) }

  /// Of the estimates, −1 to 1; 0 for independent rows and where no cluster holds rows of both.
  public var correlation: Double {
    guard first.isClustered, second.isClustered else { return 0 }
    func residuals(_ rate: SampledRate) -> [Double] {
      zip(rate.successes, rate.sizes).map { Double($0) - rate.share * Double($1) }
    }
    let (a, b) = (residuals(first), residuals(second))
    let spread = (a.reduce(0) { $0 + $1 * $1 } * b.reduce(0) { $0 + $1 * $1 }).squareRoot()
    return spread > 0 ? zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / spread : 0
  }

  /// Of first − second; nil where a rate has none.
  public func difference(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard let one = first.interval(confidence: confidence), let other = second.interval(confidence: confidence) else {
      return nil
    }
    let (p, q, rho) = (first.share, second.share, correlation)
    func distance(_ x: Double, _ y: Double) -> Double { max(0, x * x + y * y - 2 * rho * x * y).squareRoot() }
    return ConfidenceInterval(
      low: max(-1, p - q - distance(p - one.low, other.high - q)),
      high: min(1, p - q + distance(one.high - p, q - other.low)))
  }

  /// Of first / second; nil where a rate has none, or the second is 0. The upper bound may be infinite.
  public func ratio(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard let one = first.interval(confidence: confidence), let other = second.interval(confidence: confidence),
      second.share > 0
    else { return nil }
    let (p, q, rho) = (first.share, second.share, correlation)
    // Bounds are where p − θq is just not told from 0: roots of a θ² − 2 b θ + c.
    func root(_ own: Double, _ others: Double, upper: Bool) -> Double {
      let a = others * (2 * q - others)
      let b = p * q - rho * abs(p - own) * abs(others - q)
      let c = own * (2 * p - own)
      let square = max(0, b * b - a * c).squareRoot()
      if upper { return a > 0 ? (b + square) / a : .infinity }
      return a == 0 ? c / (2 * b) : (b - square) / a
    }
    let ratio = p / q
    return ConfidenceInterval(
      low: min(ratio, max(0, root(one.low, other.high, upper: false))),
      high: max(ratio, root(one.high, other.low, upper: true)))
  }
}

/// How far apart the largest and the smallest of several rates are.
public enum RateRange {
  /// An interval that holds for all pairs at once (Bonferroni): its lower end is the largest distance that some pair is
  /// shown to have, its upper end the largest that some pair may have. The distance of the extremes found, taken by
  /// itself, is too large by chance: an interval about it alone excludes 0 where all rates are equal.
  public static func interval(_ rates: [SampledRate], confidence: Double = 0.95) -> ConfidenceInterval? {
    let pairs = rates.count * (rates.count - 1) / 2
    guard pairs > 0 else { return nil }
    var result = ConfidenceInterval(low: 0, high: 0)
    for a in rates.indices {
      for b in rates.indices where b > a {
        let level = 1 - (1 - confidence) / Double(pairs)
        guard let own = RateContrast(rates[a], rates[b]).difference(confidence: level) else { return nil }
        result.low = max(result.low, own.low, -own.high)
        result.high = max(result.high, own.high, -own.low)
      }
    }
    return result
  }
}
