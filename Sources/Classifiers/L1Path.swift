import LinearAlgebra

/// Which features an L1-penalised logistic regression of two classes takes in, one after the other, as its penalty falls.
public struct L1Path: Sendable {
  public struct Fit: Sendable {
    public var lambda: Double
    /// Features with a weight, ascending.
    public var features: [Int32]
    public var weights: [Double]
  }

  private let columns: SparseMatrix
  private let targets: [Bool]

  /// - Parameters:
  ///   - columns: features × rows.
  ///   - targets: one per row, both values present.
  public init(columns: SparseMatrix, targets: [Bool]) {
    precondition(columns.columnCount == targets.count, "one target per row")
    self.columns = columns
    self.targets = targets
  }

  /// For each number, ascending, the first point of the path, each step a fifth down, with at least as many features, or the
  /// last one at a thousandth of the largest penalty.
  public func fits(withAtLeast counts: [Int]) -> [Fit] {
    // Where features come in matters here, not the last digits of their weights.
    let accuracy = L1Newton.Accuracy(violation: 1e-3)
    let search = L1Newton(columns: columns, targets: targets.map { $0 ? 1 : 0 }, classCount: 2)
    let largest = search.largestPenalty
    var lambda = largest
    var found = fit(search, lambda)
    return counts.map { count in
      while found.features.count < count, lambda > 1e-3 * largest, lambda > 0 {
        let next = lambda * 0.8
        search.solve(next, to: accuracy)
        lambda = next
        found = fit(search, lambda)
      }
      return found
    }
  }

  private func fit(_ search: L1Newton, _ lambda: Double) -> Fit {
    let support = search.support
    return Fit(lambda: lambda, features: support.map { Int32($0) }, weights: support.map { search.weights[0][$0] })
  }
}
