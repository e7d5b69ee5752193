import Datasets
import Features
import Findings
import LinearAlgebra
import Parallel
import Statistics

#if canImport(Glibc)
  import Glibc
#endif

/// Whether features that follow a group in one dataset follow it in another: for each the two groups that are farthest apart
/// in the first, compared in the second in that direction.
///
/// p is one-sided: the level at which the interval of the difference of label-standardised rates, widened for clusters as in
/// the audit, begins to leave 0 out. Benjamini–Hochberg within the features that were flagged. Beside them stand features that
/// are not flagged, up to four for each, the nearest in how often they are active, with their own two groups and direction:
/// how many of them pass the same p is what differences between the groups of the second dataset make of any feature.
public struct FeatureReplication {
  static let controlsPerFeature = 4

  /// Of the first dataset.
  let table: GroupTable
  /// Active examples / examples of every feature there.
  let density: [Double]
  /// Of the second dataset.
  let other: GroupTable
  let options: BiasOptions

  public init(of table: GroupTable, density: [Double], other: GroupTable, options: BiasOptions) {
    (self.table, self.density, self.other, self.options) = (table, density, other, options)
  }

  /// - Parameters:
  ///   - attributes: whose intersection the tables are of.
  ///   - dataset: the second one.
  public func run(
    _ attributes: [String], in dataset: EncodedDataset
  ) throws -> (summary: BiasReplication, rows: [BiasReplicationRow]) {
    var summary = BiasReplication(checkpoint: table.checkpoint)
    let flagged = table.verdict.indices.filter { table.verdict[$0] == FeatureVerdict.proxy.rawValue }
    summary.flagged = flagged.count
    guard let features = dataset.features.first(where: { $0.checkpoint == other.checkpoint }),
      features.matrix.columnCount == table.featureCount
    else { return (summary, []) }
    let test = try Comparisons(attributes, dataset, features.matrix, table: table, other: other, options: options)
    let controls = self.controls(flagged)
    var rows = flagged.map { row($0, isControl: false) } + controls.map { row($0, isControl: true) }
    let asked = rows
    let found = try parallelMap(asked.count, threads: options.threads) { test.outcome(asked[$0]) }
    let p = flagged.indices.map { found[$0]?.p ?? .nan }
    let q = FalseDiscovery.benjaminiHochberg(p)
    let reverse = FalseDiscovery.benjaminiHochberg(p.map { 1 - $0 })
    let rate = options.falseDiscoveryRate
    let cutoff = p.indices.filter { q[$0] <= rate }.map { p[$0] }.max() ?? rate / Double(max(1, p.count { !$0.isNaN }))
    for place in rows.indices {
      guard let outcome = found[place] else { continue }
      rows[place].difference = outcome.shown
      rows[place].p = outcome.p
      if place < flagged.count { rows[place].q = q[place] }
      let isFound = place < flagged.count ? q[place] <= rate : outcome.p <= cutoff
      let isOpposite = place < flagged.count ? reverse[place] <= rate : 1 - outcome.p <= cutoff
      rows[place].verdict =
        isFound ? .reappears : isOpposite ? .opposite : outcome.isWithinMargin ? .withinMargin : .open
    }
    summarise(&summary, rows, flagged: flagged.count)
    summary.cutoff = cutoff
    if options.disclosure == .everybody {
      summary.cutoff = nil
      let bounds = PublishedEffects.bounds(rate)
      func bound(_ p: Double) -> Double { p.isNaN ? p : bounds.first { p <= $0 } ?? 1 }
      for place in rows.indices { (rows[place].p, rows[place].q) = (bound(rows[place].p), bound(rows[place].q)) }
    }
    return (summary, rows)
  }

  private func row(_ feature: Int, isControl: Bool) -> BiasReplicationRow {
    func name(_ group: Int32) -> String { group >= 0 ? table.groups[Int(group)] : "" }
    return BiasReplicationRow(
      attribute: table.attribute, checkpoint: table.checkpoint, feature: feature, isControl: isControl,
      most: name(table.maxGroup[feature]), least: name(table.minGroup[feature]),
      differenceTrain: table.riskDifference[feature])
  }

  /// Features that are compared in both but do not follow the group in the first: for each flagged one the nearest in density
  /// that are not taken yet.
  private func controls(_ flagged: [Int]) -> [Int] {
    var left = table.verdict.indices.filter {
      table.tested[$0] && other.tested[$0] && table.verdict[$0] != FeatureVerdict.proxy.rawValue
        && table.maxGroup[$0] >= 0
    }.sorted { (density[$0], $0) < (density[$1], $1) }
    var chosen: [Int] = []
    for feature in flagged where other.tested[feature] {
      for _ in 0..<Self.controlsPerFeature {
        guard !left.isEmpty else { break }
        // The first that is not sparser, or the one before it.
        var (low, high) = (0, left.count)
        while low < high {
          let middle = (low + high) / 2
          if density[left[middle]] < density[feature] { low = middle + 1 } else { high = middle }
        }
        let candidates = [low - 1, low].filter(left.indices.contains)
        guard
          let best = candidates.min(by: {
            (abs(density[left[$0]] - density[feature]), $0) < (abs(density[left[$1]] - density[feature]), $1)
          })
        else { break }
        chosen.append(left.remove(at: best))
      }
    }
    return chosen.sorted()
  }

  private func summarise(_ summary: inout BiasReplication, _ rows: [BiasReplicationRow], flagged: Int) {
    let own = rows[..<flagged].filter { $0.verdict != .insufficient }
    let others = rows[flagged...].filter { $0.verdict != .insufficient }
    summary.tested = own.count
    summary.reappearing = own.count { $0.verdict == .reappears }
    summary.opposite = own.count { $0.verdict == .opposite }
    summary.withinMargin = own.count { $0.verdict == .withinMargin }
    summary.controls = others.count
    summary.controlsPassing = others.count { $0.verdict == .reappears }
    let families = own.map { table.sensitivity.family.isEmpty ? -1 : table.sensitivity.family[$0.feature] }
    func share(_ rows: [BiasReplicationRow], _ families: [Int32]) -> Interval? {
      guard !rows.isEmpty else { return nil }
      let clusters = RowClusters(codes: families)
      let share = ClusteredShare(
        successes: clusters.sums(rows.map { $0.verdict == .reappears ? 1 : 0 }), sizes: clusters.sizes)
      let bounds = share.interval()
      return Interval(value: share.share, low: bounds?.low, high: bounds?.high)
    }
    summary.share = share(own, families)
    summary.controlShare = share(others, others.map { _ in -1 })
    if let a = summary.share, let b = summary.controlShare {
      var excess = Interval(value: a.value - b.value, low: nil, high: nil)
      if let low = a.low, let high = a.high, let otherLow = b.low, let otherHigh = b.high {
        let bounds = ConfidenceInterval.difference(
          a.value, ConfidenceInterval(low: low, high: high), minus: b.value,
          ConfidenceInterval(low: otherLow, high: otherHigh), correlation: 0)
        (excess.low, excess.high) = (max(-1, bounds.low), min(1, bounds.high))
      }
      summary.excess = excess
    }
  }
}

/// Comparisons of pairs of groups in one dataset.
private struct Comparisons: Sendable {
  struct Outcome: Sendable {
    var p: Double
    var isWithinMargin: Bool
    /// From rounded counts, without bounds, where everybody may read it.
    var shown: Interval?
  }

  private let design: CellDesign
  private let places: [String: Int]
  private let columns: SparseMatrix
  private let spread: ClusterSpread?
  private let other: GroupTable
  private let options: BiasOptions

  init(
    _ attributes: [String], _ dataset: EncodedDataset, _ matrix: SparseMatrix, table: GroupTable, other: GroupTable,
    options: BiasOptions
  ) throws {
    let groups = try GroupColumn(attributes, of: dataset.examples)
    design = CellDesign(
      group: groups.codes, groups: groups.values.count, labels: dataset.examples.labels,
      classes: dataset.examples.classes.count, minimumCell: options.minimumCell,
      clusters: dataset.examples.clusters?.codes)
    places = Dictionary(groups.values.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    columns = matrix.transposed()
    spread = ClusterSpread(design)
    (self.other, self.options) = (other, options)
  }

  /// nil where its groups are not compared.
  func outcome(_ row: BiasReplicationRow) -> Outcome? {
    guard design.isJudged, other.tested[row.feature], let a = places[row.most], let b = places[row.least], a != b,
      design.comparedGroups.contains(a), design.comparedGroups.contains(b)
    else { return nil }
    var active = [Int32](repeating: 0, count: design.totals.count)
    for example in columns.indices[columns.range(ofRow: row.feature)] {
      let cell = Int(design.cells[Int(example)])
      if cell >= 0 { active[cell] += 1 }
    }
    var units = spread.map { FeatureUnits($0.units) }
    units?.load(columns, feature: row.feature)
    let spread = FeatureSpread(self.spread, units, active: active[...])
    guard let comparison = RateComparison(active: active[...], design: design, spread: spread) else { return nil }
    let gap = comparison.interval(a, b, z: 0).low
    let tail = tail(atLeast: gap) { z in
      let bounds = comparison.interval(a, b, z: z)
      return gap > 0 ? bounds.low : -bounds.high
    }
    let bounds = comparison.interval(a, b, z: design.halfWidth(tail: 0.025))
    let narrow = comparison.interval(a, b, z: design.halfWidth(tail: options.falseDiscoveryRate))
    let shown =
      options.disclosure == .everybody
      ? published(row) : Interval(value: gap, low: max(-1, bounds.low), high: min(1, bounds.high))
    return Outcome(
      p: gap > 0 ? tail : 1 - tail, isWithinMargin: narrow.low > -options.margin && narrow.high < options.margin,
      shown: shown)
  }

  /// Probability beyond the largest half-width whose interval leaves 0 out.
  private func tail(atLeast gap: Double, _ bound: (Double) -> Double) -> Double {
    guard gap != 0 else { return 0.5 }
    var (low, high) = (0.0, 40.0)
    if bound(high) > 0 { return probability(high) }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if bound(middle) > 0 { low = middle } else { high = middle }
    }
    return probability(low)
  }

  private func probability(_ z: Double) -> Double {
    guard let clusters = design.clusters else { return NormalDistribution.survival(z) }
    return StudentT(degreesOfFreedom: clusters.degreesOfFreedom(groups: design.testedGroups)).survival(z)
  }

  /// The difference of the rates that are published of the dataset; nil where a cell is withheld.
  private func published(_ row: BiasReplicationRow) -> Interval? {
    guard let a = other.groups.firstIndex(of: row.most), let b = other.groups.firstIndex(of: row.least) else {
      return nil
    }
    let labels = other.classes.indices.filter { y in
      other.cellCounts[a][y] > 0 && other.cellCounts[b][y] > 0
    }
    let sizes = labels.map { y in other.groups.indices.reduce(0.0) { $0 + Double(max(0, other.cellCounts[$1][y])) } }
    let all = sizes.reduce(0, +)
    guard all > 0 else { return nil }
    var difference = 0.0
    for (y, size) in zip(labels, sizes) {
      for (group, sign) in [(a, 1.0), (b, -1.0)] {
        let cell = other.cellIndex(feature: row.feature, group: group, label: y)
        guard !other.suppressed[cell], other.active[cell] >= 0 else { return nil }
        difference += sign * size / all * Double(other.active[cell]) / Double(other.cellCounts[group][y])
      }
    }
    return Interval(value: (difference * 100).rounded() / 100, low: nil, high: nil)
  }
}
