import Findings
import LinearAlgebra
import Parallel
import Statistics

/// The columns of `GroupSensitivity`, and what of them the summary of a checkpoint says.
enum SensitivityColumns {
  static func fill(
    _ table: inout GroupTable, _ summary: inout BiasCheckpointSummary, columns: SparseMatrix, counts: FiringCounts,
    tests: OmnibusTests, design: CellDesign, options: BiasOptions
  ) throws {
    let features = table.tested.count
    let spread = ClusterSpread(design)
    let tested = max(1, table.tested.count(where: { $0 }))
    // Benjamini & Bogomolov 2014: pairs of the R flagged features at q·R/m, shared among a feature's pairs.
    let level = options.falseDiscoveryRate * Double(max(1, tests.flagged)) / Double(tested)
    let z = design.halfWidth(tail: level / Double(max(1, design.pairCount)) / 2)
    let (maxGroup, minGroup, isTested, names) = (table.maxGroup, table.minGroup, table.tested, table.groups)
    let rows = try parallelMap((features + FiringCounts.chunk - 1) / FiringCounts.chunk, threads: options.threads) {
      chunk -> [Row] in
      var units = spread.map { FeatureUnits($0.units) }
      return (chunk * FiringCounts.chunk..<min(features, (chunk + 1) * FiringCounts.chunk)).map { feature in
        var row = Row()
        guard isTested[feature] else { return row }
        let active = counts.ofFeature(feature)
        units?.load(columns, feature: feature)
        if maxGroup[feature] >= 0 {
          let pair = (Int(maxGroup[feature]), Int(minGroup[feature]))
          row.compare(pair, active: active, units: units, design: design)
          row.activeAUROC = activeAUROC(feature, pair, columns: columns, design: design)
        }
        if tests.q[feature] <= options.falseDiscoveryRate,
          let comparison = RateComparison(
            active: active, design: design, spread: FeatureSpread(spread, units, active: active))
        {
          row.pairs = pairs(comparison, z: z, design: design, names: names)
        }
        return row
      }
    }.flatMap { $0 }
    var result = GroupSensitivity()
    (result.score, result.scoreDegrees) = (tests.score, tests.scoreDegrees)
    result.qAnyDependence = FalseDiscovery.benjaminiYekutieli(tests.p)
    result.pooledDifference = rows.map(\.difference)
    result.oddsRatio = rows.map(\.oddsRatio)
    result.directionP = rows.map(\.directionP)
    result.homogeneityP = rows.map(\.homogeneityP)
    result.activeAUROC = rows.map(\.activeAUROC)
    result.pairs = rows.map(\.pairs)
    result.family = [Int32](repeating: -1, count: features)
    let flagged = table.verdict.indices.filter { table.verdict[$0] == FeatureVerdict.proxy.rawValue }.sorted {
      (tests.p[$0], $0) < (tests.p[$1], $1)
    }
    let families = try FeatureFamilies(
      flagged, columns: columns, isCounted: design.cells.map { $0 >= 0 && $0 < design.testedCells },
      threads: options.threads)
    for (feature, leader) in zip(flagged, families.leaders) { result.family[feature] = Int32(leader) }
    table.sensitivity = result
    summary.beyondMargin = flagged.count(where: { table.riskLow[$0] > options.margin })
    summary.families = families.count
    summary.effectivePatterns = families.effectivePatterns
  }

  private struct Row: Sendable {
    var difference = Double.nan
    var oddsRatio = Double.nan
    var directionP = Double.nan
    var homogeneityP = Double.nan
    var activeAUROC = Double.nan
    var pairs = ""

    mutating func compare(_ pair: (Int, Int), active: ArraySlice<Int32>, units: FeatureUnits?, design: CellDesign) {
      let classes = design.classCount
      func cells(_ g: Int, _ counts: ArraySlice<Int32>) -> [Int] {
        (0..<classes).map { Int(counts[counts.startIndex + g * classes + $0]) }
      }
      let totals = design.totals[...]
      let table = StratifiedTwoByTwo(
        fired1: cells(pair.0, active), total1: cells(pair.0, totals), fired2: cells(pair.1, active),
        total2: cells(pair.1, totals))
      (difference, oddsRatio) = (table.riskDifference, table.oddsRatio)
      if let clusters = design.clusters, let units {
        if clusters.kind == .within, clusters.isEnough {
          directionP = ClusteredStrata(pair, units, classes: classes).table.conditionalP()
        }
      } else {
        directionP = table.conditionalP()
        homogeneityP = table.breslowDayTarone().p
      }
    }
  }

  private static func pairs(
    _ comparison: RateComparison, z: Double, design: CellDesign, names: [String]
  ) -> String {
    var found: [String] = []
    for (place, a) in design.comparedGroups.enumerated() {
      for b in design.comparedGroups[(place + 1)...] {
        let bounds = comparison.interval(a, b, z: z)
        if bounds.low > 0 { found.append("\(names[a]) > \(names[b])") }
        if bounds.high < 0 { found.append("\(names[b]) > \(names[a])") }
      }
    }
    return found.joined(separator: "; ")
  }

  private static func activeAUROC(
    _ feature: Int, _ pair: (Int, Int), columns: SparseMatrix, design: CellDesign
  ) -> Double {
    var values = [[Double]](repeating: [], count: design.classCount)
    var isFirst = [[Bool]](repeating: [], count: design.classCount)
    for position in columns.range(ofRow: feature) {
      let cell = Int(design.cells[Int(columns.indices[position])])
      guard cell >= 0, cell / design.classCount == pair.0 || cell / design.classCount == pair.1 else { continue }
      values[cell % design.classCount].append(Double(columns.values[position]))
      isFirst[cell % design.classCount].append(cell / design.classCount == pair.0)
    }
    var auroc = StratifiedAUROC()
    for (values, isFirst) in zip(values, isFirst) where !values.isEmpty { auroc.add(values, positives: isFirst) }
    return auroc.value
  }
}

/// Two groups in the labels of the clusters in which a feature fires: the strata that a conditional test looks at.
private struct ClusteredStrata {
  let table: StratifiedTwoByTwo

  init(_ pair: (Int, Int), _ feature: FeatureUnits, classes: Int) {
    var fired = ([Int](), [Int]())
    var total = ([Int](), [Int]())
    for cluster in feature.active {
      let start = total.0.count
      for list in [\([Int], [Int]).0, \([Int], [Int]).1] {
        fired[keyPath: list] += [Int](repeating: 0, count: classes)
        total[keyPath: list] += [Int](repeating: 0, count: classes)
      }
      for unit in feature.units.range(Int(cluster)) {
        let (g, y) = (Int(feature.units.cell[unit]) / classes, Int(feature.units.cell[unit]) % classes)
        if g == pair.0 {
          (fired.0[start + y], total.0[start + y]) = (Int(feature.fired[unit]), Int(feature.units.size[unit]))
        } else if g == pair.1 {
          (fired.1[start + y], total.1[start + y]) = (Int(feature.fired[unit]), Int(feature.units.size[unit]))
        }
      }
    }
    table = StratifiedTwoByTwo(fired1: fired.0, total1: total.0, fired2: fired.1, total2: total.1)
  }
}
