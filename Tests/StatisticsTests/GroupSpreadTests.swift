import Foundation
import Testing

@testable import Statistics

/// How much of the differences between groups a second set of decisions leaves: unbiased, and with intervals that hold.
@Suite struct GroupSpreadTests {
  /// Rows of `clusters` clusters that share what is drawn for them, decided twice.
  struct Decisions {
    var groups: [Int]
    var clusters: [Int]
    var before: [Bool]
    var after: [Bool]

    /// - Parameters:
    ///   - tied: whether a cluster has one group.
    ///   - closed: share of the differences of rates that the second decisions lack.
    ///   - gap: of the first group, in standard deviations of what decides.
    init(
      clusters count: Int, rows: Int, groups groupCount: Int, tied: Bool, uneven: Bool, closed: Double, gap: Double,
      _ generator: inout SeededGenerator
    ) {
      let spread = 0.5
      let scale = (1 + spread * spread).squareRoot()
      let old = (0..<groupCount).map { NormalDistribution.survival(-($0 == 0 ? gap : 0) / scale) }
      let mean = old.reduce(0, +) / Double(groupCount)
      let new = old.map { mean + (1 - closed) * ($0 - mean) }
      func level(_ rate: Double) -> Double { -scale * NormalDistribution.inverseSurvival(rate) }
      (groups, clusters, before, after) = ([], [], [], [])
      for cluster in 0..<count {
        let shared = generator.normal()
        let sharedAfter = 0.8 * shared + 0.6 * generator.normal()
        let size = max(2, Int(Double(rows) * (uneven ? exp(0.8 * generator.normal()) : 1)))
        for _ in 0..<size {
          let group = tied ? cluster % groupCount : generator.integer(below: groupCount)
          let own = generator.normal()
          let ownAfter = 0.8 * own + 0.6 * generator.normal()
          groups.append(group)
          clusters.append(cluster)
          before.append(level(old[group]) + spread * shared + own > 0)
          after.append(level(new[group]) + spread * sharedAfter + ownAfter > 0)
        }
      }
    }

    var spreads: (removed: GroupSpread, before: GroupSpread)? {
      let units = GroupUnits(
        groups: groups, groupCount: (groups.max() ?? 0) + 1, clusters: clusters,
        clusterCount: (clusters.max() ?? 0) + 1)
      guard units.isEnough else { return nil }
      let (a, b) = (GroupRates(units, selected: after), GroupRates(units, selected: before))
      let base = GroupSpread(b, b)
      return (base - GroupSpread(a, b), base)
    }
  }

  /// By hand: rates .75 and .25 in two groups of four rows each, rows independent: (.25)² less half of the mean of what the errors
  /// of the rates add, p(1 − p)/(n − 1) each, by the weights ½ − ¼.
  @Test func aVarianceIsItsClosedForm() throws {
    let units = GroupUnits(
      groups: [0, 0, 0, 0, 1, 1, 1, 1, -1], groupCount: 2, clusters: Array(0..<9), clusterCount: 9)
    let rates = GroupRates(units, selected: [true, true, true, false, true, false, false, false, true])
    #expect(units.isEnough && rates.rates == [0.75, 0.25])
    let spread = GroupSpread(rates, rates)
    #expect(abs(spread.value - (0.0625 - 0.25 * (0.1875 / 3 * 2))) < 1e-12)
    #expect(spread.influences.count == 9 && spread.influences[8] == 0)
    #expect(abs(spread.influences.reduce(0, +)) < 1e-12)
    let ratio = try #require(
      (spread - spread).ratio(to: GroupSpread(rates, rates), degreesOfFreedom: 1e9, confidence: 0.01))
    #expect(ratio.low == 0 && ratio.high == 0)
  }

  /// A cluster of several groups: its errors are taken off as a whole, products of groups included.
  @Test func errorsOfOneClusterAreTakenOffTogether() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<20 {
      let data = Decisions(
        clusters: 9, rows: 7, groups: 3, tied: false, uneven: true, closed: 0.3, gap: 1, &generator)
      let units = GroupUnits(groups: data.groups, groupCount: 3, clusters: data.clusters, clusterCount: 9)
      guard units.isEnough else { continue }
      let (a, b) = (GroupRates(units, selected: data.after), GroupRates(units, selected: data.before))
      let n = Double(data.groups.count)
      let totals = (0..<3).map { g in Double(data.groups.count { $0 == g }) }
      var expected = 0.0
      for g in 0..<3 {
        for h in 0..<3 {
          let weight = (g == h ? totals[g] / n : 0) - totals[g] * totals[h] / (n * n)
          var error = 0.0
          for c in 0..<9 {
            func part(_ g: Int, _ selected: [Bool], _ rate: Double) -> Double {
              let rows = data.groups.indices.filter { data.groups[$0] == g && data.clusters[$0] == c }
              let residual = rows.reduce(0.0) { $0 + (selected[$1] ? 1 : 0) - rate } / totals[g]
              return residual / (1 - Double(rows.count) / totals[g]).squareRoot()
            }
            error += part(g, data.after, a.rates[g]) * part(h, data.before, b.rates[h])
          }
          expected += weight * (a.rates[g] * b.rates[h] - error)
        }
      }
      #expect(abs(GroupSpread(a, b).value - expected) < 1e-12)
    }
  }

  /// Without any difference between groups the variance is 0 on the average, with one it is the true one.
  @Test(arguments: [0.0, 0.8]) func varianceHasNoBias(gap: Double) throws {
    var generator = SeededGenerator(seed: 5)
    let runs = 400
    var values: [Double] = []
    for _ in 0..<runs {
      let data = Decisions(
        clusters: 30, rows: 12, groups: 3, tied: true, uneven: false, closed: 0, gap: gap, &generator)
      values.append(try #require(data.spreads).before.value)
    }
    let rate = NormalDistribution.survival(-gap / 1.25.squareRoot())
    let truth = 2.0 / 9 * (rate - 0.5) * (rate - 0.5)
    let mean = values.reduce(0, +) / Double(runs)
    let error = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(runs * (runs - 1))).squareRoot()
    #expect(abs(mean - truth) < 4 * error, "\(mean) for \(truth), standard error \(error)")
  }

  /// 200 datasets a setting; the standard error of .95 is .015. `AUDIT_REPLICATIONS` prints the table of more.
  @Test(
    arguments: [
      (8, 60, 2, false, false), (10, 60, 4, false, true), (12, 60, 2, false, true), (40, 30, 2, true, false),
      (60, 20, 4, true, false), (400, 2, 4, false, false),
    ], [0.0, 0.7])
  func intervalsHoldTheTruth(setting: (Int, Int, Int, Bool, Bool), closed: Double) {
    let (clusters, rows, groups, tied, uneven) = setting
    let asked = ProcessInfo.processInfo.environment["AUDIT_REPLICATIONS"].flatMap(Int.init)
    var generator = SeededGenerator(seed: UInt64(clusters * 10 + groups))
    var (defined, held) = (0, 0)
    let runs = asked ?? 200
    for _ in 0..<runs {
      let data = Decisions(
        clusters: clusters, rows: rows, groups: groups, tied: tied, uneven: uneven, closed: closed,
        gap: 0.9, &generator)
      guard let (removed, before) = data.spreads else { continue }
      var sizes = [Double](repeating: 0, count: clusters)
      for c in data.clusters { sizes[c] += 1 }
      let all = sizes.reduce(0, +)
      let effective = all * all / sizes.reduce(0) { $0 + $1 * $1 }
      guard
        let interval = removed.ratio(to: before, degreesOfFreedom: max(1, effective - Double(tied ? groups : 1)))
      else { continue }
      defined += 1
      held += interval.contains(closed) ? 1 : 0
    }
    let coverage = Double(held) / Double(max(1, defined))
    if asked != nil {
      print("gap closed", setting, closed, "defined", Double(defined) / Double(runs), "covered", coverage)
    }
    #expect(coverage > 0.9, "\(setting): \(held) of \(defined)")
    #expect(defined * 5 > runs)
  }

  /// Where tests of independent rows show the gap (G² of two groups of 300, .37 standard deviations: noncentrality 12, power .93
  /// at .05), the share that is closed has an interval; Fieller's set is no interval in most of these datasets.
  @Test(arguments: [0.0, 0.7, 1.0]) func gapsThatAreShownHaveIntervals(closed: Double) {
    var generator = SeededGenerator(seed: 71)
    var (defined, held, byFieller) = (0, 0, 0)
    let runs = 300
    for _ in 0..<runs {
      let data = Decisions(
        clusters: 300, rows: 2, groups: 2, tied: true, uneven: false, closed: closed, gap: 0.45, &generator)
      guard let (removed, before) = data.spreads else { continue }
      if before.value * before.value > 4 * before.variance { byFieller += 1 }
      guard let interval = removed.ratio(to: before, degreesOfFreedom: 298) else { continue }
      defined += 1
      held += interval.contains(closed) ? 1 : 0
    }
    // The standard error of .95 is .013.
    #expect(Double(held) > 0.91 * Double(defined), "\(held) of \(defined)")
    #expect(Double(defined) > 0.8 * Double(runs) && byFieller < defined * 2 / 3, "\(defined), \(byFieller)")
  }
}
