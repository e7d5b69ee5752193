import Statistics
import Testing

@testable import BiasAudit

@Suite struct EquivalenceTests {
  /// Features whose groups differ by exactly the margin: with opposite signs in the two labels (even ones), or in one label
  /// only (odd ones), the hardest case. Families share a rate that is up or down by `spread`.
  private func wrong(_ layout: ClusteredSimulation.Layout, groups: Int, perCell: Int, runs: Int) throws -> (
    Double, Double
  ) {
    let margin = 0.02
    var equivalent = [0, 0]
    var count = [0, 0]
    for run in 0..<runs {
      var generator = SeededGenerator(seed: 70 + UInt64(run), stream: UInt64(groups))
      var data = PlantedData(groups: [], labels: [], tables: [])
      var cells: [(family: Int, group: Int, label: Int)] = []
      let families = perCell / 10
      for label in 0..<2 {
        for group in 0..<groups {
          for row in 0..<perCell {
            // Ten rows of each label: of every group (crossing), or of one (tied).
            cells.append((layout == .tied ? group * families + row / 10 : row / 10, group, label))
            data.groups.append("g\(group)")
            data.labels.append("\(label)")
          }
        }
      }
      if layout != .independent { data.clusters = cells.map { "f\($0.family)" } }
      data.firing = (0..<20).map { feature in
        let shift = (0..<families * groups).map { _ in
          layout == .independent ? 0 : generator.uniform() < 0.5 ? 0.08 : -0.08
        }
        return cells.indices.filter { row in
          let cell = cells[row]
          let sign = feature % 2 == 0 ? (cell.label == 0 ? 1.0 : -1.0) : cell.label == 0 ? 1 : 0
          let rate = 0.12 + (cell.group == 0 ? sign * margin / 2 : cell.group == 1 ? -sign * margin / 2 : 0)
          return generator.uniform() < rate + shift[cell.family]
        }.map { Int32($0) }
      }
      let verdict = try BiasAuditTests.run(data, permutations: 0).table.verdict
      for feature in verdict.indices {
        count[feature % 2] += 1
        if verdict[feature] == "equivalent" { equivalent[feature % 2] += 1 }
      }
    }
    return (Double(equivalent[0]) / Double(count[0]), Double(equivalent[1]) / Double(count[1]))
  }

  /// At the margin "equivalent" is wrong in at most 5 % of cases; before, opposite signs cancelled and passed.
  @Test(arguments: [ClusteredSimulation.Layout.independent, .tied, .crossing])
  func atTheMargin(_ layout: ClusteredSimulation.Layout) throws {
    let runs = ClusteredTests.replications.map { $0 / 2 } ?? 1
    for groups in ClusteredTests.replications == nil ? [2] : [2, 8] {
      let (opposite, one) = try wrong(
        layout, groups: groups, perCell: groups == 2 && ClusteredTests.replications != nil ? 6_000 : 3_000, runs: runs)
      if ClusteredTests.replications != nil { print("| \(layout.rawValue), \(groups) groups | \(opposite) | \(one) |") }
      // 5 % and three standard errors of the number of cases (features of one run are independent).
      let slack = 3 * (0.05 * 0.95 / Double(10 * runs)).squareRoot()
      #expect(opposite <= 0.05 + slack && one <= 0.05 + slack, "\(layout) \(groups): \(opposite) \(one)")
    }
  }

  /// The n that is printed reaches the power that is promised, for two and for eight groups: of finding two groups that differ
  /// by the margin in every label, the others half-way; and of showing that none do.
  @Test(arguments: [2, 8]) func printedSizeReachesItsPower(groups: Int) throws {
    func design(_ perCell: Int) -> CellDesign {
      let codes = (0..<groups).flatMap { [Int32](repeating: Int32($0), count: 2 * perCell) }
      let labels = (0..<groups).flatMap { _ in (0..<2).flatMap { [Int32](repeating: Int32($0), count: perCell) } }
      return CellDesign(group: codes, groups: groups, labels: labels, classes: 2, minimumCell: 1)
    }
    let options = BiasOptions(margin: 0.05)
    var generator = SeededGenerator(seed: 12, stream: UInt64(groups))
    for (level, finds) in [(1e-7, true), (0.05, false)] {
      let small = design(100)
      let rate = 0.3
      let needed = ExamplesNeeded(small, level: level, options: options).perGroup(
        active: [Int32](repeating: 30, count: small.testedCells)[...], inflation: 1)
      let perCell = Int(needed / 2)
      let large = design(perCell)
      var reached = 0
      let runs = 300
      for _ in 0..<runs {
        let active = (0..<groups).flatMap { g in
          (0..<2).map { _ -> Int32 in
            let r = rate + (!finds || g > 1 ? 0 : g == 0 ? 0.025 : -0.025)
            // Thousands of examples: the binomial law is normal.
            let n = Double(perCell)
            return Int32((n * r + (n * r * (1 - r)).squareRoot() * generator.normal()).rounded())
          }
        }
        if finds {
          reached += ConditionalIndependence(active: active, totals: large.totals, strata: 2).p <= level ? 1 : 0
        } else {
          let comparison = try #require(RateComparison(active: active[...], design: large))
          reached += comparison.isEquivalent(margin: 0.05, z: large.halfWidth(tail: 0.05)) ? 1 : 0
        }
      }
      // .8, less three standard errors; Bonferroni among pairs leaves some more.
      let power = Double(reached) / Double(runs)
      #expect(power > 0.73 && power < (finds ? 0.87 : 0.97), "\(groups) \(level) \(power) \(needed)")
    }
  }
}
