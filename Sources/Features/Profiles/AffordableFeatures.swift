import LinearAlgebra

/// The features that a study of bounded work looks at: of those that fire, the ones active in most examples first, until
/// their cost reaches a limit.
struct AffordableFeatures: Sendable {
  /// Ascending.
  let features: [Int32]
  /// Features that fire, whether looked at or not.
  let alive: Int

  var skipped: Int { alive - features.count }

  /// - Parameters:
  ///   - columns: features × examples.
  ///   - cost: of a feature, given how many of those that fire come before it.
  init(_ columns: SparseMatrix, limit: Double, cost: (_ feature: Int, _ before: Int) -> Double) {
    let alive = (0..<columns.rowCount).filter { !columns.range(ofRow: $0).isEmpty }
    let densest = alive.sorted { (columns.range(ofRow: $0).count, $1) > (columns.range(ofRow: $1).count, $0) }
    var spent = 0.0
    var kept: [Int32] = []
    for (before, feature) in densest.enumerated() {
      spent += cost(feature, before)
      if spent > limit { break }
      kept.append(Int32(feature))
    }
    self.alive = alive.count
    features = kept.sorted()
  }
}
