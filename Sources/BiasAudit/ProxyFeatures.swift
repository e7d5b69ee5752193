import LinearAlgebra

/// The features that an audit would flag, found without the columns that its tables show.
enum ProxyFeatures {
  /// - Parameters:
  ///   - columns: features × examples.
  ///   - isTested: whether a feature is active often enough.
  ///   - equivalenceZ: half-width of the equivalence tests in standard errors.
  /// - Returns: features with the verdict `proxy`, ascending, each with the difference of its extreme rates.
  static func find(
    _ columns: SparseMatrix, _ design: CellDesign, counts: FiringCounts, isTested: [Bool], equivalenceZ: Double,
    options: BiasOptions, threads: Int
  ) throws -> [(feature: Int, difference: Double)] {
    let tests = try OmnibusTests(
      design, counts: counts, columns: columns, isTested: isTested, options: options, threads: threads)
    let spread = ClusterSpread(design)
    var units = spread.map { FeatureUnits($0.units) }
    var found: [(feature: Int, difference: Double)] = []
    for feature in isTested.indices where tests.q[feature] <= options.falseDiscoveryRate {
      units?.load(columns, feature: feature)
      let active = counts.ofFeature(feature)
      let comparison = RateComparison(
        active: active, design: design, spread: FeatureSpread(spread, units, active: active))
      let verdict = FeatureVerdict.of(
        comparison, q: tests.q[feature], crudeQ: .nan, options: options, equivalenceZ: equivalenceZ)
      if verdict == .proxy { found.append((feature, comparison?.difference ?? 0)) }
    }
    return found
  }
}
