import LinearAlgebra

/// Which features follow the group on some rows: those that the audit would flag there, and, tested by themselves, those among
/// the features that a probe of the label leans on most.
///
/// A gap comes through the features that the decision uses. Among thousands of tests few of them pass the correction; among
/// a hundred many more do. Which hundred is chosen by the weights of the probe, which know the labels and not the groups: given
/// the labels the tests are independent of the choice (Bourgon, Gentleman & Huber 2010, PNAS 107:9546), and the false discovery
/// rate holds in both parts.
struct FoldFlags: Sendable {
  /// Groups, labels and clusters of the rows that may teach.
  let design: CellDesign
  let options: BiasOptions
  /// Features × examples.
  let columns: SparseMatrix
  /// Most features that the probe is taken to lean on; of few tested features a quarter.
  let leaned: Int

  /// - Parameter weights: of the probe on whether features fire, fitted to the same rows; nil where there is none.
  /// - Returns: features with the verdict `proxy`, the largest difference first.
  func flagged(_ weights: [Double]?, threads: Int = 1) throws -> [(feature: Int, difference: Double)] {
    guard design.isJudged else { return [] }
    let counts = try FiringCounts(
      columns: columns, cells: design.cells, cellCount: design.totals.count, threads: threads)
    let isTested = try OmnibusTests.attainable(
      counts: counts, design: design, falseDiscoveryRate: options.falseDiscoveryRate, threads: threads)
    func find(_ isTested: [Bool]) throws -> [(feature: Int, difference: Double)] {
      guard isTested.contains(true) else { return [] }
      return try ProxyFeatures.find(
        columns, design, counts: counts, isTested: isTested,
        equivalenceZ: design.halfWidth(tail: options.falseDiscoveryRate), options: options, threads: threads)
    }
    var found = try find(isTested)
    if let weights {
      let known = Set(found.map(\.feature))
      found += try find(leaning(weights, counts, isTested)).filter { !known.contains($0.feature) }
    }
    return found.sorted { ($1.difference, $0.feature) < ($0.difference, $1.feature) }
  }

  /// The tested features with the largest |weight| in standard deviations of whether they fire.
  private func leaning(_ weights: [Double], _ counts: FiringCounts, _ isTested: [Bool]) -> [Bool] {
    let rows = Double(max(1, design.totals.reduce(0, +)))
    let parts = isTested.indices.filter { isTested[$0] }.map { feature -> (part: Double, feature: Int) in
      let density = Double(counts.ofFeature(feature).reduce(0, +)) / rows
      return (abs(weights[feature]) * (density * (1 - density)).squareRoot(), feature)
    }.sorted { ($1.part, $0.feature) < ($0.part, $1.feature) }
    var result = [Bool](repeating: false, count: isTested.count)
    for part in parts.prefix(min(leaned, parts.count / 4)) where part.part > 0 { result[part.feature] = true }
    return result
  }
}
