import Testing

@testable import Statistics

@Suite struct StratifiedTests {
  private func table(_ rows: [[Int]]) -> StratifiedTwoByTwo {
    StratifiedTwoByTwo(
      fired1: rows.map { $0[0] }, total1: rows.map { $0[1] }, fired2: rows.map { $0[2] }, total2: rows.map { $0[3] })
  }

  @Test func againstStatsmodels() throws {
    for item in try Oracle.load().stratified {
      let active = item.rows.map { Int32($0[0]) } + item.rows.map { Int32($0[2]) }
      let totals = item.rows.map { Int32($0[1]) } + item.rows.map { Int32($0[3]) }
      let omnibus = ConditionalIndependence(active: active, totals: totals, strata: item.rows.count)
      #expect(isClose(omnibus.g2, item.g2) || item.g2 < 1e-12, "\(item.name)")
      #expect(isClose(omnibus.p, item.g2P) && omnibus.degreesOfFreedom == item.rows.count, "\(item.name)")
      #expect(isClose(omnibus.mutualInformation, item.cmi) || item.cmi < 1e-14, "\(item.name)")
    }
  }

  @Test func manyGroupsOneStratum() throws {
    let item = try Oracle.load().g2Groups
    let totals = zip(item.table[0], item.table[1]).map { $0 + $1 }
    let omnibus = ConditionalIndependence(active: item.table[0], totals: totals, strata: 1)
    #expect(isClose(omnibus.g2, item.g2) && isClose(omnibus.p, item.p))
  }

  /// Figures of the method notes: a 40/800; 60/200 against b 80/400; 360/600.
  @Test func goldenProxy() {
    let table = table([[40, 800, 80, 400], [60, 200, 360, 600]])
    #expect(abs(table.cochranMantelHaenszel().statistic - 117.5311) < 5e-5)
    #expect(isClose(table.cochranMantelHaenszel().p, 2.196e-27, 1e-3))
    #expect(abs(table.oddsRatio - 0.2522) < 5e-5)
    #expect(abs(table.riskDifference + 0.2040) < 5e-5)
    #expect(abs(table.breslowDayTarone().p - 0.2574) < 5e-5)
    let split = KitagawaSplit(firedA: [40, 60], totalA: [800, 200], firedB: [80, 360], totalB: [400, 600])
    #expect(abs(split.proxy + 0.21) < 1e-12 && abs(split.composition + 0.13) < 1e-12)
    #expect(abs(split.difference + 0.34) < 1e-12)
    let omnibus = ConditionalIndependence(active: [40, 60, 80, 360], totals: [800, 200, 400, 600], strata: 2)
    #expect(abs(omnibus.g2 - 117.3277) < 5e-5 && omnibus.degreesOfFreedom == 2)
    #expect(abs(omnibus.mutualInformation - 0.02933) < 5e-6)
  }

  /// a 40/800; 120/200 against b 20/400; 360/600: a crude ratio of .421, yet the same rates within labels.
  @Test func goldenComposition() {
    let split = KitagawaSplit(firedA: [40, 120], totalA: [800, 200], firedB: [20, 360], totalB: [400, 600])
    #expect(abs(split.proxy) < 1e-15 && abs(split.composition + 0.22) < 1e-12)
    let crude = ConditionalIndependence(active: [160, 380], totals: [1000, 1000], strata: 1)
    #expect(crude.p < 1e-26)
    #expect(abs(table([[40, 800, 20, 400], [120, 200, 360, 600]]).cochranMantelHaenszel().statistic) < 1e-20)
  }

  /// An equal false positive rate in both groups must not be found different. (A known tool cut the sample to the
  /// predicted positives and reported p = 5e-78.) 5 % of 4,000 against 5 % of 500:
  @Test func equalRatesAreNotDifferent() {
    let test = ConditionalIndependence(active: [200, 25], totals: [4000, 500], strata: 1)
    #expect(test.p > 0.999_999)
    #expect(table([[200, 4000, 25, 500]]).cochranMantelHaenszel().p > 0.999_999)
  }

  /// The attainable p is reached by the extreme table and never undercut.
  @Test func attainableP() {
    let totals: [Int32] = [50, 80, 60]
    let bound = ConditionalIndependence.attainableP(fired: [3], totals: totals, strata: 1)
    #expect(isClose(bound, ConditionalIndependence(active: [3, 0, 0], totals: totals, strata: 1).p))
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<200 {
      let active = totals.map { Int32(generator.integer(below: Int($0) + 1)) }
      let pooled = active.reduce(0, +)
      let limit = ConditionalIndependence.attainableP(fired: [pooled], totals: totals, strata: 1)
      #expect(ConditionalIndependence(active: active, totals: totals, strata: 1).p >= limit * (1 - 1e-9))
    }
    #expect(ConditionalIndependence.attainableP(fired: [0], totals: totals, strata: 1) == 1)
  }

  @Test func splitWithALabelThatOneGroupLacks() {
    let split = KitagawaSplit(firedA: [10, 0], totalA: [100, 0], firedB: [10, 30], totalB: [100, 100])
    #expect(isClose(split.difference, 0.1 - 0.2) && split.proxy == 0)
  }
}
