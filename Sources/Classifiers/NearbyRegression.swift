import Buffers
import LinearAlgebra

/// Fits that lack few features of one that is there, for many choices of these features.
///
/// Newton's steps in the dual as in `ReducedRegression`, with the curvature of the fit that is there for all of them: its system
/// is factorised once, and what the absent features add to it is taken away as a change of low rank (Woodbury's identity).
/// A step then costs the square of the rows, not their cube; each takes away most of what the one before has left.
public struct NearbyRegression: Sendable {
  private let problem: ReducedRegression
  private let targets: [Int32]
  private let base: ReducedRegression.Fit
  /// Inverse curvature of every row at the base.
  private let diagonal: [Double]
  /// Cholesky factor of K + diag(diagonal).
  private let factor: [Double]
  private var n: Int { targets.count }

  /// Most steps; where they are not enough the choice is not near.
  private static let mostSteps = 40

  /// - Parameter base: a converged fit of `problem` to these targets, with all features.
  /// - Returns: nil where its system cannot be factorised.
  public init?(_ problem: ReducedRegression, targets: [Int32], base: ReducedRegression.Fit) {
    let n = targets.count
    precondition(n == problem.rows.rowCount)
    let scores = problem.evaluated(base.coefficients, base.intercept, without: []).scores
    // Rows that do not count are held at 0, as in `ReducedRegression`.
    let diagonal = (0..<n).map { row -> Double in
      guard targets[row] >= 0 else { return 1e150 }
      let p = ReducedRegression.probability(scores[row])
      return 1 / (problem.c * max(p * (1 - p), 1e-12))
    }
    var factor = [Double](repeating: 0, count: n * n)
    let isFactorised = factor.withUnsafeMutableBufferPointer { factor in
      problem.gram.values.withUnsafeBufferPointer { factor.start.update(from: $0.start, count: n * n) }
      for row in 0..<n { factor[row * n + row] += diagonal[row] }
      return Double.choleskyFactor(factor.start, n: n)
    }
    guard isFactorised else { return nil }
    (self.problem, self.targets, self.base, self.diagonal, self.factor) = (problem, targets, base, diagonal, factor)
  }

  /// Replaces a vector by A⁻¹ times it.
  private func solve(_ vector: UnsafeMutablePointer<Double>) {
    factor.withUnsafeBufferPointer { Double.choleskySolve($0.start, n: n, vector) }
  }

  /// - Returns: nil where the steps do not settle.
  public func fit(without absent: [Int]) -> ReducedRegression.Fit? {
    guard let system = System(self, absent) else { return nil }
    var (coefficients, intercept) = (base.coefficients, base.intercept)
    var (weights, scores) = problem.evaluated(coefficients, intercept, without: absent)
    let ones = system.solved(targets.map { $0 >= 0 ? 1 : 0 })
    let whole = ones.reduce(0, +)
    guard whole > 0 else { return nil }
    var before = Double.infinity
    for _ in 0..<Self.mostSteps {
      var residuals = [Double](repeating: 0, count: n)
      for row in 0..<n where targets[row] >= 0 {
        let aim = problem.c * (Double(targets[row]) - ReducedRegression.probability(scores[row]))
        residuals[row] = diagonal[row] * (aim - coefficients[row])
      }
      let found = system.solved(residuals)
      let change = (found.reduce(0, +) + coefficients.reduce(0, +)) / whole
      for row in 0..<n where targets[row] >= 0 { coefficients[row] += found[row] - change * ones[row] }
      intercept += change
      let next = problem.evaluated(coefficients, intercept, without: absent)
      let movement = (0..<n).reduce(0) { max($0, abs(next.scores[$1] - scores[$1])) }
      (weights, scores) = next
      // Steps shrink by a factor, not quadratically: the last has to be smaller for the same scores.
      if movement < ReducedRegression.stillness / 100 {
        return ReducedRegression.Fit(
          weights: weights, intercept: intercept, isConverged: true, coefficients: coefficients)
      }
      guard movement < 2 * before else { return nil }
      before = min(before, movement)
    }
    return nil
  }

  /// The system of the base without what some features add to it.
  private struct System {
    private let fits: NearbyRegression
    private let absent: [Int]
    /// A⁻¹Z, one column after the other: Z holds the absent features by row.
    private let reached: [Double]
    /// Cholesky factor of I − ZᵀA⁻¹Z.
    private let inner: [Double]

    init?(_ fits: NearbyRegression, _ absent: [Int]) {
      let (n, width) = (fits.n, absent.count)
      (self.fits, self.absent) = (fits, absent)
      var reached = [Double](repeating: 0, count: n * width)
      let columns = fits.problem.columns
      reached.withUnsafeMutableBufferPointer { reached in
        for (place, feature) in absent.enumerated() {
          let start = place * n
          for position in columns.range(ofRow: feature) {
            reached[start + Int(columns.indices[position])] = Double(columns.values[position])
          }
          fits.solve(reached.start + start)
        }
      }
      self.reached = reached
      var inner = [Double](repeating: 0, count: width * width)
      for a in 0..<width {
        for b in 0...a {
          let product = columns.range(ofRow: absent[a]).reduce(0.0) {
            $0 + Double(columns.values[$1]) * reached[b * n + Int(columns.indices[$1])]
          }
          inner[a * width + b] = (a == b ? 1 : 0) - product
          inner[b * width + a] = inner[a * width + b]
        }
      }
      let isFactorised =
        width == 0 || inner.withUnsafeMutableBufferPointer { Double.choleskyFactor($0.start, n: width) }
      guard isFactorised else { return nil }
      self.inner = inner
    }

    func solved(_ vector: [Double]) -> [Double] {
      let (n, width) = (fits.n, absent.count)
      var result = vector
      result.withUnsafeMutableBufferPointer { fits.solve($0.start) }
      guard width > 0 else { return result }
      let columns = fits.problem.columns
      var parts = absent.map { feature in
        columns.range(ofRow: feature).reduce(0.0) {
          $0 + Double(columns.values[$1]) * result[Int(columns.indices[$1])]
        }
      }
      parts.withUnsafeMutableBufferPointer { parts in
        inner.withUnsafeBufferPointer { Double.choleskySolve($0.start, n: width, parts.start) }
      }
      for (place, part) in parts.enumerated() {
        for row in 0..<n { result[row] += part * reached[place * n + row] }
      }
      return result
    }
  }
}
