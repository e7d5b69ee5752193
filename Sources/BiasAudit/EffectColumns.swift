import Findings
import LinearAlgebra
import Parallel
import Statistics

/// The effect of the group on each tested feature: extreme groups, risk difference with its interval, split, verdict.
///
/// Intervals hold for all pairs of groups at once (Bonferroni), since the pair shown is the extreme one. For the R
/// flagged of m tested features their level is 1 − R·q/m (false coverage rate, Benjamini & Yekutieli 2005), for the
/// others 1 − q.
enum EffectColumns {
  static func fill(
    _ table: inout GroupTable, columns: SparseMatrix, counts: FiringCounts, tests: OmnibusTests, crudeQ: [Double],
    design: CellDesign,
    equivalenceZ: Double, options: BiasOptions
  ) throws {
    let isTested = table.tested
    let features = isTested.count
    let tested = isTested.reduce(0) { $0 + ($1 ? 1 : 0) }
    let rate = options.falseDiscoveryRate
    let share = Double(max(1, tests.flagged)) / Double(max(1, tested))
    let (flaggedZ, otherZ) = halfWidths(share: share, design: design, rate: rate)
    let needed = ExamplesNeeded(design, level: rate * share, options: options)
    let spread = ClusterSpread(design)
    let rows = try parallelMap((features + FiringCounts.chunk - 1) / FiringCounts.chunk, threads: options.threads) {
      chunk in
      var units = spread.map { FeatureUnits($0.units) }
      return (chunk * FiringCounts.chunk..<min(features, (chunk + 1) * FiringCounts.chunk)).map {
        feature -> (GroupEffect, FeatureVerdict?) in
        var effect = GroupEffect()
        guard isTested[feature] else { return (effect, nil) }
        units?.load(columns, feature: feature)
        let active = counts.ofFeature(feature)
        let comparison = RateComparison(
          active: active, design: design, spread: FeatureSpread(spread, units, active: active))
        let verdict: FeatureVerdict =
          !design.isJudged
          ? .insufficient
          : .of(
            comparison, q: tests.q[feature], crudeQ: crudeQ[feature], options: options, equivalenceZ: equivalenceZ)
        if let comparison {
          let isFlagged = tests.q[feature] <= rate
          effect.largest = Int32(comparison.largest)
          effect.smallest = Int32(comparison.smallest)
          effect.difference = comparison.difference
          effect.interval = comparison.interval(z: isFlagged ? flaggedZ : otherZ)
          effect.split = comparison.split(comparison.largest, comparison.smallest)
        }
        if verdict == .insufficient, design.isJudged {
          effect.needed = needed.perGroup(active: active, inflation: comparison?.inflation ?? 1)
        }
        return (effect, verdict)
      }
    }.flatMap { $0 }
    table.show(rows.map(\.0))
    table.verdict = rows.map { $0.1?.rawValue ?? "" }
  }

  /// Half-widths of the intervals of flagged features, and of the others, in standard errors.
  ///
  /// - Parameter share: flagged of the tested features.
  static func halfWidths(share: Double, design: CellDesign, rate: Double) -> (flagged: Double, other: Double) {
    let pairs = Double(max(1, design.pairCount))
    return (
      design.halfWidth(tail: (1 - (1 - rate * share / pairs)) / 2),
      design.halfWidth(tail: (1 - (1 - rate / pairs)) / 2)
    )
  }
}
