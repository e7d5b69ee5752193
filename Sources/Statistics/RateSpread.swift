/// How much wider the interval of a rate is where rows come in clusters: Wilson's interval with the quantile times the root of
/// the design effect is that of as many rows fewer (see `ClusteredShare`).
public struct RateSpread: Sendable, Equatable {
  /// Design effect, at least 1.
  public var inflation: Double
  /// Of Student's t; nil where rows are independent and the quantile is the normal one.
  public var degreesOfFreedom: Double?

  public init(inflation: Double, degreesOfFreedom: Double?) {
    self.inflation = inflation
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// Of rows that have nothing to do with one another.
  public static let independent = RateSpread(inflation: 1, degreesOfFreedom: nil)

  /// Of the rows of a share that come in clusters.
  public init(_ share: ClusteredShare) {
    self.init(
      inflation: 1 + share.correlation * share.meanNeighbours, degreesOfFreedom: max(0, share.effectiveClusters - 1))
  }

  /// Half-width in standard errors of independent rows; nil where there are not two clusters.
  public func factor(confidence: Double = 0.95) -> Double? {
    guard let degreesOfFreedom else {
      return confidence == 0.95 ? NormalDistribution.z95 : NormalDistribution.halfWidth(confidence: confidence)
    }
    guard degreesOfFreedom > 0 else { return nil }
    return StudentT(degreesOfFreedom: degreesOfFreedom).inverseSurvival((1 - confidence) / 2) * inflation.squareRoot()
  }

  /// Rounded up to tenths, so that it says less of the rows.
  public var roundedUp: RateSpread {
    RateSpread(
      inflation: (inflation * 10).rounded(.up) / 10,
      degreesOfFreedom: degreesOfFreedom.map { $0 > 1 ? $0.rounded(.down) : $0 })
  }
}
