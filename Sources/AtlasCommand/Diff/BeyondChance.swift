import Findings
import Statistics

#if canImport(Glibc)
  import Glibc
#endif

/// Whether figures of two runs differ by more than chance.
enum BeyondChance {
  /// Share of false findings among those that are named.
  static let falseDiscoveryRate = 0.05

  /// Of two figures with 95 % intervals, taken as independent: square and add, with the wider side of each interval, since
  /// intervals that end at a bound are short on that side. Cautious where both rest on the same examples.
  static func independent(
    _ a: (value: Double, low: Double, high: Double), _ b: (value: Double, low: Double, high: Double)
  ) -> (low: Double, high: Double, p: Double)? {
    func half(_ x: (value: Double, low: Double, high: Double)) -> Double { max(x.value - x.low, x.high - x.value) }
    let (first, second) = (half(a), half(b))
    guard first > 0, second > 0, first.isFinite, second.isFinite else { return nil }
    let total = (first * first + second * second).squareRoot()
    let difference = b.value - a.value
    let z = difference.magnitude / (total / NormalDistribution.z95)
    return (difference - total, difference + total, min(1, 2 * NormalDistribution.survival(z)))
  }

  /// Of two shares, each of as many independent units; nil where normal approximation does not hold (fewer than five expected
  /// in a cell).
  ///
  /// - Parameters:
  ///   - a: share and number of units, of the first run.
  ///   - b: those of the second.
  static func shares(
    _ a: (share: Double, units: Double), _ b: (share: Double, units: Double)
  ) -> (low: Double, high: Double, p: Double)? {
    let pooled = (a.share * a.units + b.share * b.units) / (a.units + b.units)
    guard min(a.units, b.units) * min(pooled, 1 - pooled) >= 5 else { return nil }
    let error = (pooled * (1 - pooled) * (1 / a.units + 1 / b.units)).squareRoot()
    let difference = b.share - a.share
    let half =
      NormalDistribution.z95
      * (a.share * (1 - a.share) / a.units + b.share * (1 - b.share) / b.units).squareRoot()
    return (difference - half, difference + half, min(1, 2 * NormalDistribution.survival(difference.magnitude / error)))
  }

  /// Of differences fold by fold, all repeats counted as one.
  static func paired(
    _ differences: [Double], folds: Int, testToTrain: Double
  ) -> (low: Double, high: Double, p: Double)? {
    let test = CorrectedResampledT(differences, testToTrain: testToTrain, countedAs: folds)
    guard let interval = test.interval(), test.p.isFinite else { return nil }
    return (interval.low, interval.high, test.p)
  }

  /// Sets q of those that have a p, and whether they are changed.
  static func adjust(_ changes: inout [RunDifference.Change]) {
    let tested = changes.indices.filter { changes[$0].p != nil }
    let adjusted = FalseDiscovery.benjaminiHochberg(tested.map { changes[$0].p ?? 1 })
    for (index, q) in zip(tested, adjusted) {
      changes[index].q = q
      changes[index].isChanged = q <= falseDiscoveryRate
    }
  }
}
