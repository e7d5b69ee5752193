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
    let found = try ProxyFeatures.find(
      columns, design, counts: counts, isTested: isTested,
      equivalenceZ: design.halfWidth(tail: options.falseDiscoveryRate), options: options, threads: 1)
    return found.sorted { ($1.difference, $0.feature) < ($0.difference, $1.feature) }.map(\.feature)
  }
}
