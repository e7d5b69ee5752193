import Findings
import Foundation
import Statistics
import TestSupport
import Testing

@testable import BiasAudit

@Suite struct DisclosureTests {
  /// Nothing is hidden from those who may see the data; what is unreliable is said to be.
  @Test func internalFiguresAreExactAndMarked() throws {
    var generator = SeededGenerator(seed: 12)
    let totals = [[400, 300], [200, 150], [60, 3]]
    let data = PlantedData(
      groups: ["a", "b", "c"], labels: ["0", "1"], sizes: totals, features: 80, generator: &generator,
      rate: { feature, _, _ in 0.005 * Double(feature) })
    let table = try BiasAuditTests.run(data, permutations: 0).table
    #expect(table.cellCounts == [[400, 300], [200, 150], [60, 3]])
    #expect(!table.suppressed.contains(true))
    for feature in 0..<80 {
      let firing = Set(data.firing[feature])
      for cell in 0..<6 {
        let (index, n) = (feature * 6 + cell, totals[cell / 2][cell % 2])
        let active = data.groups.indices.count {
          firing.contains(Int32($0)) && data.groups[$0] == ["a", "b", "c"][cell / 2]
            && data.labels[$0] == "\(cell % 2)"
        }
        #expect(table.active[index] == active)
        let wilson = ConfidenceInterval.wilson(successes: active, trials: n)
        #expect(table.rateLow[index] == Float(wilson.low) && table.rateHigh[index] == Float(wilson.high))
        let isReliable = RateReliability.isShown(
          rate: Double(active) / Double(n), trials: n, interval: wilson, minimum: 30)
        #expect(table.unreliable[index] == !isReliable)
      }
    }
    #expect(table.unreliable.contains(true) && table.unreliable.contains(false))
  }

  private func attacked(_ groups: Int, _ others: Int, _ labels: Int, _ seed: UInt64) -> AttackedDataset {
    AttackedDataset(
      groups: groups, others: others, labels: labels, examples: 130 + 10 * groups, features: 6,
      hasUnknown: seed % 2 == 1, seed: seed)
  }

  /// 2 to 8 groups, 1 to 3 labels, with and without an intersection: what fits everything published leaves no count of 1 to 4
  /// without another value.
  @Test(arguments: [(2, 2), (3, 2), (4, 2), (8, 2)], [1, 2, 3]) func noSmallCountIsRecovered(
    sizes: (Int, Int), labels: Int
  ) throws {
    var (secrets, found) = (0, 0)
    for seed in 0..<3 {
      let data = attacked(sizes.0, sizes.1, labels, UInt64(100 * sizes.0 + 10 * labels + seed))
      let groups = try [["g"], ["h"], ["g", "h"]].map { try data.published($0) }
      for choice in [[groups[0]], groups] {
        let units = Set(choice.flatMap { $0.check.rows.map(\.unit) })
        for unit in units {
          let known = PublishedSystem(choice, unit: unit, knowsSizes: true)
          secrets += known.secrets.count
          // What fits with the true sizes and all else as it is fits the whole; only the rest needs the whole system.
          if known.rowSecrets.allSatisfy({ known.attack.hasOther($0.variable, than: $0.value) == true }) { continue }
          found += PublishedSystem(choice, unit: unit, knowsSizes: false).found()
        }
        let all = PublishedSystem(choice, unit: nil, knowsSizes: false)
        for secret in all.secrets.prefix(all.sizeSecrets)
        where all.attack.hasOther(secret.variable, than: secret.value) != true { found += 1 }
      }
    }
    #expect(found == 0)
    #expect(secrets > 20, "an attack on nothing proves nothing")
  }

  /// What everybody reads holds what is true: wider intervals, larger p, the verdicts of the exact tests, rounded counts.
  @Test func publishedFiguresHoldTheExactOnes() throws {
    let data = AttackedDataset(
      groups: 3, others: 2, labels: 2, examples: 1_500, features: 12, hasUnknown: false, seed: 5)
    func run(_ disclosure: Disclosure, threads: Int = 1) throws -> (BiasStudy, GroupTable) {
      var options = data.options
      (options.disclosure, options.threads) = (disclosure, threads)
      let (study, tables) = try BiasAudit.study(
        data.dataset, attributes: ["g"], predictions: data.predictions, options: options)
      return (study, try #require(tables.first))
    }
    let (exact, published) = (try run(.internal), try run(.everybody))
    let again = try run(.everybody, threads: 3)
    #expect(again.1.biasCSV() == published.1.biasCSV() && again.1.groupsCSV() == published.1.groupsCSV())
    #expect(again.0.probeCSV() == published.0.probeCSV())
    #expect(published.0.groups.allSatisfy { $0.count % 5 == 0 } && published.0.roundingBase == 5)
    #expect(exact.1.groups == published.1.groups && published.1.tested.contains(true))
    for feature in 0..<12 where published.1.tested[feature] {
      let (a, b) = (exact.1, published.1)
      #expect(a.verdict[feature] == b.verdict[feature])
      #expect(b.p[feature] >= a.p[feature] && [0.001, 0.01, 0.05, 0.1, 1].contains(b.p[feature]))
      #expect(b.sensitivity.score[feature].isNaN && b.sensitivity.activeAUROC[feature].isNaN)
      if a.maxGroup[feature] == b.maxGroup[feature], a.minGroup[feature] == b.minGroup[feature] {
        #expect(b.riskLow[feature] <= a.riskLow[feature] + 1e-3 && b.riskHigh[feature] >= a.riskHigh[feature] - 1e-3)
      }
      for cell in feature * 6..<(feature + 1) * 6 where !b.suppressed[cell] {
        #expect(b.active[cell] % 5 == 0 && abs(b.active[cell] - a.active[cell]) < 5)
        #expect(b.rateLow[cell] <= a.rateLow[cell] && b.rateHigh[cell] >= a.rateHigh[cell])
      }
    }
    for (a, b) in zip(exact.0.probeRows.filter { $0.group != "unknown" }, published.0.probeRows) where !b.suppressed {
      #expect(b.n % 5 == 0)
      for rate in [\ProbeGroupRow.selectionRate, \.truePositiveRate, \.falsePositiveRate, \.positivePredictiveValue] {
        guard let own = a[keyPath: rate], let shown = b[keyPath: rate] else { continue }
        #expect((shown.low ?? 1) <= (own.low ?? 0) + 1e-9 && (shown.high ?? 0) >= (own.high ?? 1) - 1e-9)
      }
    }
  }

  /// The same attack on rows that the check holds back finds counts: rounding alone would not do.
  @Test func withoutTheCheckCountsAreRecovered() throws {
    var (withheld, found) = (0, 0)
    for seed in 0..<12 {
      let data = AttackedDataset(
        groups: 3, others: 3, labels: 2, examples: 150, features: 6, hasUnknown: false, seed: UInt64(7_000 + seed))
      let groups = try [["g"], ["h"], ["g", "h"]].map { try data.published($0) }
      for unit in groups[2].check.withheld {
        withheld += 1
        found += PublishedSystem(groups, unit: unit, knowsSizes: false, isChecked: false).found()
      }
    }
    #expect(withheld > 0 && found > 0)
  }

  /// Two groups and two labels with exact sizes, and all cells of the features withheld: what was published before.
  @Test func exactFiguresBesideWithheldCellsGiveThemAway() {
    var generator = SeededGenerator(seed: 31)
    var (small, found) = (0, 0)
    for _ in 0..<40 {
      let totals: [Int32] = [60, 45, 40, 35]
      let active = totals.map { _ in Int32(1 + generator.integer(below: 12)) }
      var attack = IntegerAttack()
      let cells = totals.map { attack.variable(0, Int($0)) }
      for label in 0..<2 {
        attack.require([cells[label], cells[2 + label]], is: Int(active[label] + active[2 + label]))
      }
      let published = Figures(active, totals)
      let fitting = attack.solutions(limit: 10) { Figures($0.map { Int32($0) }, totals).isLike(published) }
      for (cell, exact) in active.enumerated() where SmallCells.isSmall(Int(exact)) {
        small += 1
        if Set(fitting.map { $0[cell] }).count == 1 { found += 1 }
      }
    }
    #expect(small > 20 && found == small)
  }

  /// With p in steps beside rounded counts, every small count keeps another value that gives the same step.
  @Test func stepsOfPGiveNoCountAway() throws {
    var generator = SeededGenerator(seed: 32)
    var secrets = 0
    for _ in 0..<12 {
      let totals = (0..<4).map { _ in 12 + generator.integer(below: 40) }
      let active = totals.map { min($0, 1 + generator.integer(below: 9)) }
      let rounding = RoundedCounts(salt: generator.next())
      var attack = IntegerAttack()
      func row(_ counts: [Int]) -> [Int] {
        let variables = rounding.row(counts).map { r -> Int in
          let range = RoundedCounts.candidates(r)
          return attack.variable(range.lowerBound, range.upperBound)
        }
        attack.require(variables, is: counts.reduce(0, +))
        return variables
      }
      for label in 0..<2 {
        let own = [label, 2 + label]
        let (x, n) = (row(own.map { active[$0] }), row(own.map { totals[$0] }))
        for g in 0..<2 { attack.require([(x[g], 1), (n[g], -1)], -1_000...0) }
      }
      // In the order of the variables: active and size of both groups for the first label, then for the second.
      let place = [0, 4, 1, 5]
      func step(_ values: [Int]) -> Double {
        let x = place.map { Int32(values[$0]) }
        let n = place.map { Int32(values[$0 + 2]) }
        var sparse = SparseCells(totals: n, strata: 2)
        let p =
          x.withUnsafeBufferPointer { sparse.score($0)?.p }
          ?? ConditionalIndependence(active: x, totals: n, strata: 2).p
        return PublishedEffects.bounds(0.05).first { p <= $0 } ?? 1
      }
      var truth = [Int](repeating: 0, count: 8)
      for (cell, own) in place.enumerated() { (truth[own], truth[own + 2]) = (active[cell], totals[cell]) }
      let published = step(truth)
      let fitting = attack.solutions(limit: 20_000) { step($0) == published }
      #expect(fitting.contains(truth))
      for (cell, own) in place.enumerated() where SmallCells.isSmall(active[cell]) {
        secrets += 1
        #expect(Set(fitting.map { $0[own] }).count > 1)
      }
    }
    #expect(secrets > 10)
  }
}

/// What tables gave of a feature beside its cells.
private struct Figures {
  var figures: [Double]

  init(_ active: [Int32], _ totals: [Int32]) {
    let split = KitagawaSplit(
      firedA: active[..<2].map { Int($0) }, totalA: totals[..<2].map { Int($0) }, firedB: active[2...].map { Int($0) },
      totalB: totals[2...].map { Int($0) })
    figures = [
      split.proxy, split.composition, ConditionalIndependence(active: active, totals: totals, strata: 2).g2,
    ]
  }

  func isLike(_ other: Figures) -> Bool { zip(figures, other.figures).allSatisfy { abs($0 - $1) < 1e-9 } }
}
