import Foundation
import TestSupport
import Testing

@testable import Statistics

/// 1,000 random tables against statsmodels and scipy (`Fixtures/stratified.py`), a tenth of them with empty strata.
@Suite struct StratifiedTableTests {
  struct Fixture: Decodable {
    struct Case: Decodable {
      var rows: [[Int]]
      var cmh, cmhP, oddsRatio, breslowDay, breslowDayP: Double?
      var difference, g2, midP: Double
    }
    var cases: [Case]
    var noncentral, power: [[Double]]
  }

  private func fixture() throws -> Fixture {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let url = URL(fileURLWithPath: TestPaths.fixtures("Statistics") + "/stratified.json")
    return try decoder.decode(Fixture.self, from: Data(contentsOf: url))
  }

  private func near(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(b)) || isClose(a, b, tolerance)
  }

  @Test func againstStatsmodels() throws {
    let cases = try fixture().cases
    #expect(cases.count == 1_000)
    var homogeneous = 0
    for (place, item) in cases.enumerated() {
      let columns = (0..<4).map { k in item.rows.map { $0[k] } }
      let table = StratifiedTwoByTwo(
        fired1: columns[0], total1: columns[1], fired2: columns[2], total2: columns[3])
      let cmh = table.cochranMantelHaenszel()
      if let statistic = item.cmh, let p = item.cmhP {
        #expect(near(cmh.statistic, statistic, 1e-9) && near(cmh.p, p, 1e-9), "\(place)")
      } else {
        #expect(cmh.statistic.isNaN && cmh.p == 1, "\(place)")
      }
      if let ratio = item.oddsRatio { #expect(near(table.oddsRatio, ratio, 1e-9), "\(place)") }
      #expect(near(table.riskDifference, item.difference, 1e-9), "\(place)")
      if let statistic = item.breslowDay, let p = item.breslowDayP {
        homogeneous += 1
        let test = table.breslowDayTarone()
        // statsmodels solves its quadratic with cancellation.
        #expect(near(test.statistic, statistic, 1e-6) && near(test.p, p, 1e-6), "\(place)")
      }
      #expect(near(table.exactMidP(), item.midP, 1e-9), "\(place)")
      let omnibus = ConditionalIndependence(
        active: (columns[0] + columns[2]).map { Int32($0) }, totals: (columns[1] + columns[3]).map { Int32($0) },
        strata: item.rows.count)
      #expect(near(omnibus.g2, item.g2, 1e-9), "\(place)")
    }
    #expect(homogeneous > 300)
  }

  @Test func noncentralAgainstScipy() throws {
    let fixture = try fixture()
    for row in fixture.noncentral {
      let law = NoncentralChiSquared(degreesOfFreedom: row[0], noncentrality: row[1])
      #expect(isClose(law.survival(row[2]), row[3], 1e-8), "\(row)")
    }
    for row in fixture.power {
      let found = NoncentralChiSquared.noncentrality(degreesOfFreedom: row[0], alpha: row[1], power: row[2])
      #expect(isClose(found, row[3], 1e-6), "\(row)")
    }
  }

  /// Two groups and one stratum: the generalised statistic is that of Cochran, Mantel & Haenszel, and its sharpened p that of
  /// the exact test.
  @Test func twoGroupsAreTheKnownTest() {
    var score = StratifiedScore(groups: 2)
    let rows: [([Int32], [Int32])] = [([40, 55], [12, 30]), ([70, 35], [3, 9]), ([20, 44], [18, 25])]
    for (sizes, marked) in rows { score.add(sizes: sizes, marked: marked) }
    score.finish()
    let table = StratifiedTwoByTwo(
      fired1: rows.map { Int($0.1[0]) }, total1: rows.map { Int($0.0[0]) }, fired2: rows.map { Int($0.1[1]) },
      total2: rows.map { Int($0.0[1]) })
    #expect(isClose(score.statistic, table.cochranMantelHaenszel().statistic) && score.degreesOfFreedom == 1)
    score.sharpen()
    let law = StratifiedHypergeometric(
      rows.map { .init(size: Int($0.0[0] + $0.0[1]), marked: Int($0.1[0] + $0.1[1]), drawn: Int($0.0[0])) })
    #expect(isClose(ChiSquared(degreesOfFreedom: 1).survival(score.statistic), law.twoSided(33), 1e-9))
  }

  /// The statistic is a χ² under permutations within strata: mean its degrees of freedom, and the right share above the
  /// critical value. 4 groups of unequal size in 30 strata, 1,500 permutations.
  @Test func permutationsFollowTheLaw() {
    var generator = SeededGenerator(seed: 5)
    let strata = (0..<30).map { _ in
      (
        group: (0..<20).map { _ in min(3, generator.integer(below: 7)) },
        fired: (0..<20).map { _ in generator.uniform() < 0.3 }
      )
    }
    var score = StratifiedScore(groups: 4)
    var (sum, beyond) = (0.0, 0)
    let critical = ChiSquared(degreesOfFreedom: 3).inverseSurvival(0.05)
    for _ in 0..<1_500 {
      score.reset()
      for stratum in strata {
        var group = stratum.group
        generator.shuffle(&group)
        var (sizes, marked) = ([Int32](repeating: 0, count: 4), [Int32](repeating: 0, count: 4))
        for (g, fires) in zip(group, stratum.fired) {
          sizes[g] += 1
          marked[g] += fires ? 1 : 0
        }
        score.add(sizes: sizes, marked: marked)
      }
      score.finish()
      sum += score.statistic
      beyond += score.statistic > critical ? 1 : 0
    }
    // Standard errors: √(6/1500) = .063 and √(.05 · .95/1500) = .0056.
    #expect(abs(sum / 1_500 - 3) < 0.25 && abs(Double(beyond) / 1_500 - 0.05) < 0.0225, "\(sum / 1_500) \(beyond)")
  }

  /// The saddlepoint against all choices counted, far into the tail, and against exact tails of the hypergeometric law.
  @Test func tailOfTwoSamples() {
    var generator = SeededGenerator(seed: 6)
    let values = (0..<18).map { _ in exp(generator.normal()) }
    let mean = values.reduce(0, +) / 18
    for chosen in [5, 9] {
      var sums: [Double] = []
      func choose(_ from: Int, _ left: Int, _ sum: Double) {
        if left == 0 { return sums.append(abs(sum)) }
        for next in stride(from: from, through: 18 - left, by: 1) {
          choose(next + 1, left - 1, sum + values[next] - mean)
        }
      }
      choose(0, chosen, 0)
      sums.sort(by: >)
      for share in [0.05, 0.005, 0.001] {
        let place = Int(share * Double(sums.count))
        let tail = TwoSampleTail.twoSided(values, chosen: chosen, distance: sums[place])
        #expect(abs(tail / (Double(place + 1) / Double(sums.count)) - 1) < 0.25, "\(chosen) \(share) \(tail)")
      }
    }
    // 15 of 40 have a 1: the saddlepoint, without a correction for steps, lies between P(a > k) and P(a ≥ k).
    let ones = (0..<40).map { $0 < 15 ? 1.0 : 0 }
    let law = StratifiedHypergeometric([.init(size: 40, marked: 15, drawn: 20)])
    for k in [10, 12, 14] {
      let tail = TwoSampleTail.twoSided(ones, chosen: 20, distance: Double(k) - 7.5)
      #expect(tail < law.twoSided(k) && tail > law.twoSided(k + 1), "\(k) \(tail)")
    }
    #expect(TwoSampleTail.twoSided(ones, chosen: 20, distance: 7.5) > 1e-8)
  }

  @Test func quadraticFormOfASingularMatrix() {
    // Three deviations that sum to 0: any two say all.
    let v = [2.0, -1, -1, -1, 2, -1, -1, -1, 2]
    let form = QuadraticForm.value([1, 1, -2], v)
    #expect(form.rank == 2 && abs(form.value - 2) < 1e-12)
    #expect(QuadraticForm.value([0, 0], [0, 0, 0, 0]).rank == 0)
  }

  @Test func patterns() {
    #expect(
      EffectivePatterns.count(columns: 5, squaredSum: 0) == 5 && EffectivePatterns.count(columns: 0, squaredSum: 0) == 0
    )
    // Five copies: every pair has correlation 1.
    #expect(EffectivePatterns.count(columns: 5, squaredSum: 20) == 1)
  }

  @Test func aurocWithinStrata() {
    var auroc = StratifiedAUROC()
    auroc.add([1, 2, 3], positives: [false, true, true])
    auroc.add([5, 5], positives: [true, false])
    auroc.add([9], positives: [true])
    // 2 of 2 pairs, and a tie.
    #expect(isClose(auroc.value, 2.5 / 3) && StratifiedAUROC().value.isNaN)
  }
}
