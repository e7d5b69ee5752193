import LinearAlgebra

/// Which features follow the group on the training rows of a fold.
struct FoldFlags: Sendable {
  let study: AblationStudy
  /// Features × examples.
  let columns: SparseMatrix

  /// - Parameter labels: of the training rows, −1 for all others.
  /// - Returns: features with the verdict `proxy`, the largest difference first.
  func flagged(_ labels: [Int32]) throws -> [Int] {
    let design = study.design(labels)
    let options = study.options
    guard design.isJudged else { return [] }
    let counts = try FiringCounts(columns: columns, cells: design.cells, cellCount: design.totals.count, threads: 1)
    let isTested = try OmnibusTests.attainable(
      counts: counts, design: design, falseDiscoveryRate: options.falseDiscoveryRate, threads: 1)
    let tests = try OmnibusTests(
      design, counts: counts, columns: columns, isTested: isTested, options: options, threads: 1)
    let z = design.halfWidth(tail: options.falseDiscoveryRate)
    let spread = ClusterSpread(design)
    var units = spread.map { FeatureUnits($0.units) }
    var found: [(feature: Int, difference: Double)] = []
    for feature in isTested.indices where tests.q[feature] <= options.falseDiscoveryRate {
      units?.load(columns, feature: feature)
      let active = counts.ofFeature(feature)
      let comparison = RateComparison(
        active: active, design: design, spread: FeatureSpread(spread, units, active: active))
      let verdict = FeatureVerdict.of(
        comparison, q: tests.q[feature], crudeQ: .nan, options: options, equivalenceZ: z)
      if verdict == .proxy { found.append((feature, comparison?.difference ?? 0)) }
    }
    return found.sorted { ($1.difference, $0.feature) < ($0.difference, $1.feature) }.map(\.feature)
  }
}
