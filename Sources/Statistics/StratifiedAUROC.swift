/// The AUROC within strata: of all pairs of a positive and a negative of one stratum, the share in which the positive has the
/// higher value, ties counting half; strata weigh by their pairs.
public struct StratifiedAUROC: Sendable, Equatable {
  private var favourable = 0.0
  private var pairs = 0.0

  /// Without any stratum.
  public init() {}

  /// Adds a stratum: a value for each example, and whether it is of the first group.
  public mutating func add(_ values: [Double], positives: [Bool]) {
    precondition(values.count == positives.count, "one label per value")
    let ranks = Midranks(values).ranks
    var sum = 0.0
    var count = 0.0
    for (rank, isPositive) in zip(ranks, positives) where isPositive {
      sum += rank
      count += 1
    }
    favourable += sum - count * (count + 1) / 2
    pairs += count * (Double(values.count) - count)
  }

  /// NaN without a pair.
  public var value: Double { pairs > 0 ? favourable / pairs : .nan }
}
