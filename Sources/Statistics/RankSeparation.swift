/// How well one column ranks the rows of a class above the rest, with what is needed to test it and to set it beside another
/// sample's.
public struct RankSeparation: Sendable, Equatable {
  /// P(value in the class > value outside), ties half; ½ where no value is stored, NaN where a side is empty.
  public var auroc: Double
  /// Two-sided, that values do not depend on the class; NaN where rows or clusters are too few.
  public var p: Double
  /// Of the AUROC, whatever it is; NaN as p.
  public var variance: Double

  /// One-sided p that |AUROC − ½| in another sample is less than `share` of what it is in this one: both that it is less in
  /// the direction that is seen here, and that it is less in the other (two one-sided tests; the larger p).
  ///
  /// - Parameter degrees: of freedom of this sample and of the other.
  public func lessIn(_ other: RankSeparation, share: Double, degrees: (own: Double, other: Double)) -> Double {
    let own = abs(auroc - 0.5) * share
    let deviation = (other.auroc - 0.5) * (auroc < 0.5 ? -1 : 1)
    let variance = other.variance + share * share * self.variance
    guard variance > 0 else { return .nan }
    let t = (own - abs(deviation)) / variance.squareRoot()
    let least = min(degrees.own, degrees.other)
    return least.isFinite ? StudentT(degreesOfFreedom: least).survival(t) : NormalDistribution.survival(t)
  }
}
