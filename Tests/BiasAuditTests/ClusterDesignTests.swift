import Findings
import LinearAlgebra
import Statistics
import Testing

@testable import BiasAudit

@Suite struct ClusterDesignTests {
  private static func small(_ layout: ClusteredSimulation.Layout, groups: Int = 2, families: Int = 24) -> PlantedData {
    ClusteredSimulation(
      layout: layout, groups: groups, families: families, rows: 480, features: 40, planted: 4, effect: 3, density: 0.2
    ).data(seed: 3)
  }

  /// A column in which every example is alone says what no column says, to the last bit.
  @Test func withoutRepeatsNothingChanges() throws {
    var data = Self.small(.crossing)
    data.clusters = nil
    let plain = try BiasAuditTests.run(data)
    data.clusters = data.groups.indices.map { "\($0)" }
    let alone = try BiasAuditTests.run(data)
    #expect(same(plain.table.p, alone.table.p) && same(plain.table.riskLow, alone.table.riskLow))
    #expect(plain.table.verdict == alone.table.verdict && plain.table.needed == alone.table.needed)
    #expect(plain.study.checkpoints[0].nullFlags == alone.study.checkpoints[0].nullFlags)
    #expect(plain.study.clustering == nil && alone.study.clustering == nil)
    // G² is left where no cell is sparse.
    #expect(plain.table.sensitivity.score.contains { $0.isNaN })
  }

  @Test func kindFollowsWhereTheInformationLies() throws {
    let crossing = try BiasAuditTests.run(Self.small(.crossing), permutations: 0).study.clustering
    #expect(crossing?.kind == .within && (crossing?.shareWithin ?? 0) > 0.6)
    let tied = try BiasAuditTests.run(Self.small(.tied), permutations: 0).study.clustering
    #expect(tied?.kind == .between && tied?.shareWithin == 0 && tied?.clusters == [12, 12])
  }

  /// All digits of the share would tell what combinations of counts are possible.
  @Test func theShareIsRoundedForThePublic() throws {
    let data = Self.small(.crossing).dataset()
    func clustering(_ disclosure: Disclosure) throws -> GroupClustering {
      let options = BiasOptions(permutations: 0, disclosure: disclosure)
      return try #require(try BiasAudit.study(data, attributes: ["target"], options: options).0.clustering)
    }
    let (exact, published) = (try clustering(.internal).shareWithin, try clustering(.everybody).shareWithin)
    #expect(published != exact && published == (100 * exact).rounded() / 100)
  }

  @Test func threadsAndOrderDoNotMatter() throws {
    for layout in [ClusteredSimulation.Layout.tied, .crossing] {
      let data = Self.small(layout, groups: 3)
      let one = try BiasAuditTests.run(data, threads: 1)
      let many = try BiasAuditTests.run(data, threads: 3)
      #expect(same(one.table.p, many.table.p) && same(one.table.riskLow, many.table.riskLow))
      #expect(one.study.checkpoints[0].nullFlags == many.study.checkpoints[0].nullFlags)
      var generator = SeededGenerator(seed: 4)
      let other = try BiasAuditTests.run(data, order: generator.permutation(data.groups.count), permutations: 0)
      #expect(zip(one.table.p, other.table.p).allSatisfy { abs($0 - $1) < 1e-9 || ($0.isNaN && $1.isNaN) })
      #expect(one.table.verdict == other.table.verdict)
    }
  }

  @Test func tooFewClustersSayNothing() throws {
    for data in [Self.small(.tied, families: 6), Self.small(.crossing, families: 6)] {
      let result = try BiasAuditTests.run(data)
      #expect(result.study.clustering?.kind == .tooFew && result.study.checkpoints[0].nullFlags == nil)
      #expect(Set(result.table.verdict).subtracting([""]) == ["insufficient"])
      #expect(result.table.p.allSatisfy(\.isNaN) && result.table.needed.allSatisfy { $0 == 0 })
      #expect(result.study.exclusions.contains { $0.code == .tooFewClusters })
    }
  }

  /// p of both tests against the share of permutations whose statistic is as large.
  @Test func againstPermutations() throws {
    for (layout, groups) in [(ClusteredSimulation.Layout.crossing, 3), (.tied, 2)] {
      let data = ClusteredSimulation(
        layout: layout, groups: groups, families: 24, rows: 480, features: 30, planted: 30, effect: 0.6, density: 0.2
      ).data(seed: 11)
      let dataset = data.dataset()
      let examples = dataset.examples
      let column = try GroupColumn(["target"], of: examples)
      let design = CellDesign(
        group: column.codes, groups: groups, labels: examples.labels, classes: 0, minimumCell: 1,
        clusters: examples.clusters?.codes)
      let columns = dataset.features[0].matrix.transposed()
      let all = [Bool](repeating: true, count: 30)
      let tests = try #require(try design.clusteredTests(columns: columns, isTested: all, threads: 2))
      var beyond = [Int](repeating: 0, count: 30)
      let permutations = 150
      var generator = SeededGenerator(seed: 8)
      for _ in 0..<permutations {
        let permuted = try #require(
          try design.permuted(&generator).clusteredTests(columns: columns, isTested: all, threads: 2))
        for feature in 0..<30 where permuted.p[feature] <= tests.p[feature] * (1 + 1e-9) { beyond[feature] += 1 }
      }
      var compared = 0
      for feature in 0..<30 where tests.p[feature] > 0.01 {
        compared += 1
        let p = tests.p[feature]
        // p by which the features are ordered; at most four standard errors and a tenth more often than it says.
        let share = Double(beyond[feature]) / Double(permutations)
        #expect(
          share < 1.1 * p + 4 * (p * (1 - p) / Double(permutations)).squareRoot() + 0.005, "\(layout) \(p) \(share)")
      }
      #expect(compared > 8)
    }
  }

  /// What the permuted groups keep: examples of each cluster and label (within), clusters of each group (between).
  @Test func permutationsKeepTheDesign() throws {
    for layout in [ClusteredSimulation.Layout.tied, .crossing] {
      let examples = Self.small(layout, groups: 3).dataset().examples
      let column = try GroupColumn(["target"], of: examples)
      let design = CellDesign(
        group: column.codes, groups: 3, labels: examples.labels, classes: 2, minimumCell: 1,
        clusters: examples.clusters?.codes)
      var generator = SeededGenerator(seed: 9)
      let permuted = design.permuted(&generator)
      #expect(permuted.cells != design.cells)
      let clusters = try #require(design.clusters)
      func counts(_ design: CellDesign) -> [[Int]: Int] {
        var counts: [[Int]: Int] = [:]
        for (example, cell) in design.cells.enumerated() {
          let key =
            layout == .crossing
            ? [Int(cell), Int(clusters.ofExample[example])] : [Int(cell) % 2, Int(clusters.ofExample[example])]
          counts[key, default: 0] += 1
        }
        return counts
      }
      #expect(counts(permuted) == counts(design))
      #expect(permuted.totals.reduce(0, +) == 480)
      if layout == .tied { #expect(ClusterDesign(codes: clusters.ofExample, cells: permuted)?.perGroup == [8, 8, 8]) }
    }
  }

  @Test func copiesAreOneFinding() throws {
    var data = Self.small(.independent)
    let (first, second) = (data.firing[0], data.firing[1])
    data.firing = [first, Array(first.dropFirst(3)), Array(first.dropLast(2)), second] + data.firing.dropFirst(4)
    let result = try BiasAuditTests.run(data, permutations: 0)
    let summary = result.study.checkpoints[0]
    let family = result.table.sensitivity.family
    #expect(result.table.verdict.prefix(4).allSatisfy { $0 == "proxy" })
    #expect(Set(family[0..<3]).count == 1 && family[3] != family[0] && (0..<3).contains(Int(family[0])))
    let flagged = result.table.verdict.filter { $0 == "proxy" }.count
    #expect(summary.families == flagged - 2 && (summary.effectivePatterns ?? 0) < Double(flagged) - 1)
    #expect(
      summary.beyondMargin
        == result.table.riskLow.indices.filter {
          result.table.verdict[$0] == "proxy" && result.table.riskLow[$0] > 0.02
        }.count)
  }

  /// Pairs of a feature that follows one of four groups, and what else is said of it.
  @Test func pairsAndSensitivity() throws {
    let table: [[(Int, Int)]] = [
      [(30, 200), (60, 200)], [(32, 200), (58, 200)], [(90, 200), (120, 200)], [(31, 200), (61, 200)],
    ]
    let flat: [[(Int, Int)]] = [
      [(30, 200), (60, 200)], [(30, 200), (60, 200)], [(30, 200), (60, 200)], [(30, 200), (60, 200)],
    ]
    let result = try BiasAuditTests.run(
      PlantedData(groups: ["a", "b", "c", "d"], labels: ["0", "1"], tables: [table, flat]), permutations: 0)
    let more = result.table.sensitivity
    #expect(more.pairs == ["c > a; c > b; c > d", ""])
    let pair = StratifiedTwoByTwo(
      fired1: [90, 120], total1: [200, 200], fired2: [32, 58], total2: [200, 200])
    #expect(
      abs(more.pooledDifference[0] - pair.riskDifference) < 1e-12 && abs(more.oddsRatio[0] - pair.oddsRatio) < 1e-12)
    #expect(more.directionP[0] == pair.cochranMantelHaenszel().p && more.homogeneityP[0] == pair.breslowDayTarone().p)
    // All values are alike: neither group is stronger when active.
    #expect(more.activeAUROC[0] == 0.5)
    #expect(more.qAnyDependence[0] > result.table.q[0] && more.qAnyDependence[0] < 1.6 * result.table.q[0])
  }
}
