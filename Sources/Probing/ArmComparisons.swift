import Findings
import Statistics

/// The pairs of arms that matter (`ArmPairs`), paired fold by fold.
///
/// Differences get corrected resampled t intervals at 95 % with all repeats counted as one, and verdicts rest on the same
/// test: "better" and "worse" need a p that passes Holm's step-down procedure at 5 % among the pairs of the same metric and
/// the same family; "not worse" needs the lower bound above −margin.
///
/// Arms with the same results are the same arm under two names: features binarized at 0 are the same bits under max, mean
/// and sum pooling. Within a family a pair of such arms that says what an earlier pair said is not counted again, and has
/// its adjusted p. A pair that repeats one of the headline but for the pooling stands there with it. Where arms are the
/// same by chance only — a found threshold that came out as the given one — no pair changes its family for that.
enum ArmComparisons {
  static func all(_ runs: [ArmRun], margin: Double) -> [ArmComparison] {
    let arms = ArmPairs(runs.map(\.arm.key))
    let metrics = Metric.kinds.enumerated().filter(\.element.isCompared)
    let pairs = counted(arms, runs)
    var families = [ComparisonFamily.headline, ComparisonFamily.further, ComparisonFamily.majority]
    for pair in pairs where !families.contains(pair.family) { families.append(pair.family) }
    return families.flatMap { name in
      metrics.flatMap { place, metric -> [ArmComparison] in
        let own = pairs.filter { $0.family == name }
        var rows = own.map { compare($0.pair, runs, metric.name, place) }
        let adjusted = holm(zip(own, rows).map { $0.same == nil ? $1.map { $0.p ?? 1 } ?? .nan : .nan })
        for (index, pair) in own.enumerated() {
          let counted = own.firstIndex { $0.pair == pair.same && $0.same == nil } ?? index
          rows[index]?.adjustedP = adjusted[counted]
          rows[index]?.margin = margin
          rows[index]?.family = name
          rows[index]?.sameAs = pair.same
          if let row = rows[index] { rows[index]?.verdict = verdict(row) }
        }
        return rows.compactMap { $0 }
      }
    }
  }

  private struct Pair {
    var pair: ArmPair
    var family: String
    /// The pair of the same arms under other names that counts in its place.
    var same: ArmPair?
  }

  /// Pairs in the order of the arms; of several between the same arms under other names the first counts.
  private static func counted(_ arms: ArmPairs, _ runs: [ArmRun]) -> [Pair] {
    struct Key: Hashable {
      var family: String
      var same: ArmPair
    }
    var pairs = arms.all.map { Pair(pair: $0, family: arms.family($0)) }
    let same = firsts(runs) { Results(rate: $0.arm.key.trainingRate, metrics: $0.rows.map(\.metrics)) }
    let sameButForPooling = firsts(runs) { run in
      var key = run.arm.key
      key.pooling = nil
      return Results(rate: key.trainingRate, metrics: run.rows.map(\.metrics), key: key)
    }
    func first(_ pair: ArmPair, _ places: [Int]) -> ArmPair { ArmPair(places[pair.a], places[pair.b]) }
    let headline = pairs.filter { $0.family == ComparisonFamily.headline }.map(\.pair)
    let repeated = Set(headline.map { first($0, sameButForPooling) })
    for index in pairs.indices where repeated.contains(first(pairs[index].pair, sameButForPooling)) {
      pairs[index].family = ComparisonFamily.headline
    }
    var known: [Key: ArmPair] = [:]
    // What was named for the headline comes before what joins it.
    let named = Set(headline)
    let order = pairs.indices.filter { named.contains(pairs[$0].pair) }
    for index in order + pairs.indices.filter({ !named.contains(pairs[$0].pair) }) {
      let key = Key(family: pairs[index].family, same: first(pairs[index].pair, same))
      if let counted = known[key] { pairs[index].same = counted } else { known[key] = pairs[index].pair }
    }
    return pairs
  }

  private struct Results: Hashable {
    var rate: Double
    var metrics: [[Double?]]
    var key: ArmKey?
  }

  /// For every arm the first one of which the same is known.
  private static func firsts(_ runs: [ArmRun], _ results: (ArmRun) -> Results) -> [Int] {
    var known: [Results: Int] = [:]
    return runs.enumerated().map { index, run in
      let own = results(run)
      if let first = known[own] { return first }
      known[own] = index
      return index
    }
  }

  private static func compare(_ pair: ArmPair, _ runs: [ArmRun], _ metric: String, _ place: Int) -> ArmComparison? {
    var first: [Double] = []
    var second: [Double] = []
    var rows: [ProbeRow] = []
    for (left, right) in zip(runs[pair.a].rows, runs[pair.b].rows) {
      guard let x = left.metrics[place], let y = right.metrics[place] else { continue }
      first.append(x)
      second.append(y)
      rows.append(left)
    }
    let test = CorrectedResampledT(
      zip(first, second).map { $0 - $1 }, testToTrain: testToTrain(rows), countedAs: Set(rows.map(\.fold)).count)
    guard let interval = test.interval() else { return nil }
    return ArmComparison(
      a: pair.a, b: pair.b, metric: metric, meanA: mean(first), meanB: mean(second), difference: test.mean,
      low: interval.low, high: interval.high, t: test.t.isFinite ? test.t : nil,
      degreesOfFreedom: Int(test.degreesOfFreedom), p: test.p.isFinite ? test.p : nil, verdict: "")
  }

  private static func verdict(_ row: ArmComparison) -> String {
    let holds = (row.adjustedP ?? 1) <= 0.05
    if holds, row.low > 0 { return "better" }
    if holds, row.high < 0 { return "worse" }
    return row.low > -row.margin ? "not worse" : "no difference shown"
  }

  static func holm(_ p: [Double]) -> [Double] { FamilywiseError.holm(p) }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
}
