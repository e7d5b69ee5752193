import Findings
import LinearAlgebra
import Parallel
import Statistics

/// The effect of the group on each tested feature as everybody may know it: from rounded counts, intervals as wide as what
/// rounding can do; p and q of the exact tests as the next larger of a few bounds; what cannot be had from rounded counts, not
/// at all. Verdicts are those of the exact tests, so that the false discovery rate holds.
struct PublishedEffects: Sendable {
  let groups: PublishedGroups
  /// Place of the checkpoint.
  let source: Int
  let options: BiasOptions
  /// Half-widths of intervals in standard errors: of flagged features, of others, and of pairs of flagged ones.
  let z: (flagged: Double, other: Double, pairs: Double)
  let level: Double

  private var design: CellDesign { groups.published }

  /// Bounds that p and q are published as, ascending.
  static func bounds(_ falseDiscoveryRate: Double) -> [Double] {
    Set([0.001, 0.01, 0.05, 0.1, 1, falseDiscoveryRate]).sorted()
  }

  private func bound(_ p: Double) -> Double {
    p.isNaN ? p : Self.bounds(options.falseDiscoveryRate).first { p <= $0 } ?? 1
  }

  private struct Row: Sendable {
    var g2 = Double.nan
    var information = Double.nan
    var effect = GroupEffect()
    var pooled = Double.nan
    var odds = Double.nan
    var pairs = ""
  }

  /// Replaces every column of `table` that tells of groups; its cells are filled already.
  ///
  /// - Parameter columns: features × examples.
  func replace(
    _ table: inout GroupTable, _ summary: inout BiasCheckpointSummary, columns: SparseMatrix, exact: FiringCounts
  )
    throws
  {
    let counts = groups.features[source].counts
    let (q, verdict, isTested, names) = (table.q, table.verdict, table.tested, table.groups)
    let spread = ClusterSpread(groups.design)
    let features = isTested.count
    let needed = ExamplesNeeded(design, level: level, options: options)
    let rows = try parallelMap((features + FiringCounts.chunk - 1) / FiringCounts.chunk, threads: options.threads) {
      chunk -> [Row] in
      var units = spread.map { FeatureUnits($0.units) }
      return (chunk * FiringCounts.chunk..<min(features, (chunk + 1) * FiringCounts.chunk)).map { feature in
        guard isTested[feature], !groups.isWithheld(feature, of: source) else { return Row() }
        units?.load(columns, feature: feature)
        let spread = FeatureSpread(spread, units, active: exact.ofFeature(feature))
        return row(
          counts.ofFeature(feature), spread: spread, q: q[feature],
          needed: verdict[feature] == FeatureVerdict.insufficient.rawValue && groups.design.isJudged ? needed : nil,
          names: names)
      }
    }.flatMap { $0 }
    for feature in 0..<features where isTested[feature] && groups.isWithheld(feature, of: source) {
      withhold(feature, &table)
    }
    let isSame = rows.indices.map {
      rows[$0].effect.largest == table.maxGroup[$0] && rows[$0].effect.smallest == table.minGroup[$0]
    }
    table.g2 = rows.map(\.g2)
    table.cmi = rows.map(\.information)
    table.p = table.p.map(bound)
    table.q = table.q.map(bound)
    table.show(rows.map(\.effect))
    var other = table.sensitivity
    other.score = [Double](repeating: .nan, count: features)
    other.scoreDegrees = [Int32](repeating: 0, count: features)
    other.activeAUROC = other.score
    other.qAnyDependence = other.qAnyDependence.map(bound)
    other.directionP = other.directionP.indices.map { isSame[$0] ? bound(other.directionP[$0]) : .nan }
    other.homogeneityP = other.homogeneityP.indices.map { isSame[$0] ? bound(other.homogeneityP[$0]) : .nan }
    other.pooledDifference = rows.map(\.pooled)
    other.oddsRatio = rows.map(\.odds)
    other.pairs = rows.map(\.pairs)
    table.sensitivity = other
    summarise(table, &summary)
  }

  /// Blanks a feature whose counts would give a small one away.
  private func withhold(_ feature: Int, _ table: inout GroupTable) {
    table.tested[feature] = false
    table.degreesOfFreedom[feature] = 0
    table.verdict[feature] = ""
    (table.p[feature], table.q[feature], table.sensitivity.qAnyDependence[feature]) = (.nan, .nan, .nan)
    table.sensitivity.family[feature] = -1
    let cells = design.totals.count
    for index in feature * cells..<(feature + 1) * cells {
      (table.active[index], table.rateLow[index], table.rateHigh[index]) = (-1, .nan, .nan)
      (table.suppressed[index], table.unreliable[index]) = (true, false)
    }
  }

  private func summarise(_ table: GroupTable, _ summary: inout BiasCheckpointSummary) {
    summary.tested = table.tested.count(where: { $0 })
    summary.untested = table.tested.count - summary.tested
    summary.verdicts = FeatureVerdict.allCases.map { verdict in
      CategoryCount(name: verdict.rawValue, count: table.verdict.count(where: { $0 == verdict.rawValue }))
    }
    summary.beyondMargin = table.verdict.indices.count(where: {
      table.verdict[$0] == FeatureVerdict.proxy.rawValue && table.riskLow[$0] > options.margin
    })
    summary.families = Set(table.sensitivity.family.filter { $0 >= 0 }).count
  }

  private func row(
    _ active: ArraySlice<Int32>, spread: FeatureSpread?, q: Double, needed: ExamplesNeeded?, names: [String]
  ) -> Row {
    var row = Row()
    let test = ConditionalIndependence(
      active: Array(active.prefix(design.testedCells)), totals: design.testedTotals, strata: design.classCount)
    (row.g2, row.information) = (test.g2, test.mutualInformation)
    guard let comparison = RateComparison(active: active, design: design) else { return row }
    let (a, b) = (comparison.largest, comparison.smallest)
    let isFlagged = q <= options.falseDiscoveryRate
    var effect = GroupEffect(largest: Int32(a), smallest: Int32(b), difference: comparison.difference)
    effect.interval = interval(a, b, active, z: isFlagged ? z.flagged : z.other, spread: spread)
    effect.split = comparison.split(a, b)
    let factor = factor(a, b, spread)
    effect.needed = needed?.perGroup(active: active, inflation: factor * factor) ?? 0
    row.effect = effect
    func cells(_ g: Int, _ counts: ArraySlice<Int32>) -> [Int] {
      (0..<design.classCount).map { Int(counts[counts.startIndex + g * design.classCount + $0]) }
    }
    let table = StratifiedTwoByTwo(
      fired1: cells(a, active), total1: cells(a, design.totals[...]), fired2: cells(b, active),
      total2: cells(b, design.totals[...]))
    (row.pooled, row.odds) = (table.riskDifference, table.oddsRatio)
    if isFlagged {
      var found: [String] = []
      for (place, a) in design.comparedGroups.enumerated() {
        for b in design.comparedGroups[(place + 1)...] {
          let bounds = interval(a, b, active, z: z.pairs, spread: spread)
          if bounds.low > 0 { found.append("\(names[a]) > \(names[b])") }
          if bounds.high < 0 { found.append("\(names[b]) > \(names[a])") }
        }
      }
      row.pairs = found.joined(separator: "; ")
    }
    return row
  }

  /// What clusters widen a half-width by, as the next multiple of a quarter: the exact factor would be a figure of exact counts.
  private func factor(_ a: Int, _ b: Int, _ spread: FeatureSpread?) -> Double {
    let weights = zip(groups.design.commonClasses, groups.design.weights).map { (label: $0, weight: $1) }
    return spread.map { ($0.factor(a, b, weights: weights) * 4).rounded(.up) / 4 } ?? 1
  }

  /// Interval of the standardised rate of `a` less that of `b`, whatever the exact counts are.
  private func interval(
    _ a: Int, _ b: Int, _ active: ArraySlice<Int32>, z: Double, spread: FeatureSpread?
  ) -> ConfidenceInterval {
    let z = z * factor(a, b, spread)
    /// Few or many active among few or many examples.
    func rates(_ g: Int, isMany: Bool) -> [StandardisedRate] {
      [false, true].map { isLarge in
        var rate = StandardisedRate(z: z)
        for (y, weight) in zip(design.commonClasses, design.weights) {
          let cell = g * design.classCount + y
          let slack = groups.rounding.base - 1
          let (fired, total) = (Int(active[active.startIndex + cell]), Int(design.totals[cell]))
          var trials = max(1, isLarge ? total + slack : total - slack)
          let successes = isMany ? fired + slack : max(0, fired - slack)
          trials = max(trials, successes)
          rate.add(successes: successes, trials: trials, weight: weight)
        }
        return rate
      }
    }
    func differences(_ a: [StandardisedRate], _ b: [StandardisedRate]) -> [ConfidenceInterval] {
      a.flatMap { a in b.map { a.difference(to: $0) } }
    }
    return ConfidenceInterval(
      low: differences(rates(a, isMany: false), rates(b, isMany: true)).map(\.low).min() ?? -1,
      high: differences(rates(a, isMany: true), rates(b, isMany: false)).map(\.high).max() ?? 1)
  }
}
