import Buffers
import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#endif

/// Logistic regression with an L2 penalty at one C, fitted again and again to the same rows without some of their features:
/// the objective of `LogisticRegression`, two classes.
///
/// Newton's method in the dual (Rasmussen and Williams 2006, §3.4, with an intercept): the Gram matrix of all features
/// is there once, and what the absent features add to it is taken away. A fit starts from another one, so that few steps do.
public struct ReducedRegression: Sendable {
  /// What was found, and where another fit may start.
  public struct Fit: Sendable {
    /// One per feature; 0 for those that are absent.
    public var weights: [Double]
    public var intercept: Double
    /// False where the search was given up; the fit is then the best point that it has seen.
    public var isConverged: Bool
    /// One per row: weights are their sum of the rows' features.
    var coefficients: [Double]
  }

  /// Rows that serve every fit, and features by row.
  let rows: SparseMatrix
  /// Features × rows.
  let columns: SparseMatrix
  let gram: GramMatrix
  let c: Double

  /// Most rows for which the method is of use: its time grows with their cube.
  public static let mostRows = 3000
  /// The search ends when no score has moved by more than this in a step. Steps shrink quadratically there, so that the
  /// scores are then right to about its square.
  static let stillness = 1e-6

  /// - Parameters:
  ///   - rows: of the training set; values as they count (1 where fired or not is all that counts).
  ///   - gram: their inner products.
  ///   - c: inverse strength of the penalty.
  public init(rows: SparseMatrix, gram: GramMatrix, c: Double) {
    precondition(gram.count == rows.rowCount && c > 0)
    self.rows = rows
    self.gram = gram
    self.c = c
    columns = rows.transposed()
  }

  /// - Parameters:
  ///   - targets: 1 or 0 for each row, −1 for a row that does not count.
  ///   - absent: features that are taken away.
  ///   - start: a fit to the same targets, with other features absent.
  /// - Returns: the fit; without weights where the rows that count are all of one class.
  public func fit(targets: [Int32], without absent: [Int], from start: Fit? = nil) -> Fit {
    precondition(targets.count == rows.rowCount)
    var search = Search(self, targets: targets, absent: absent, start: start)
    guard targets.contains(0), targets.contains(1) else { return search.fit(isConverged: true) }
    for _ in 0..<60 {
      guard let movement = search.step() else { break }
      if movement < Self.stillness { return search.fit(isConverged: true) }
    }
    return search.fit(isConverged: false)
  }

  /// One fit under way.
  private struct Search {
    let problem: ReducedRegression
    let targets: [Int32]
    private let isAbsent: [Bool]
    private let absent: [Int]
    private let n: Int
    /// Gram matrix of what the absent features hold, in the lower triangle; nil where there are none.
    private let removed: DoubleBlock?
    private let factor: DoubleBlock
    private var coefficients: [Double]
    private var intercept: Double
    private var scores: [Double]
    private var weights: [Double]
    private var objective: Double

    init(_ problem: ReducedRegression, targets: [Int32], absent: [Int], start: Fit?) {
      self.problem = problem
      self.targets = targets
      n = targets.count
      var isAbsent = [Bool](repeating: false, count: problem.rows.columnCount)
      for feature in absent { isAbsent[feature] = true }
      self.isAbsent = isAbsent
      self.absent = absent
      removed = problem.productOfColumns(absent)
      factor = DoubleBlock(count: n * n)
      coefficients = start?.coefficients ?? [Double](repeating: 0, count: n)
      intercept = start?.intercept ?? 0
      (scores, weights, objective) = ([], [], 0)
      (weights, scores) = problem.evaluated(coefficients, intercept, without: absent)
      objective = value(weights, scores)
    }

    func fit(isConverged: Bool) -> Fit {
      let isTaught = targets.contains(0) && targets.contains(1)
      return Fit(
        weights: isTaught ? weights : [Double](repeating: 0, count: isAbsent.count),
        intercept: isTaught ? intercept : 0, isConverged: isConverged, coefficients: coefficients)
    }

    /// One Newton step, halved until the objective falls: coefficients α solve (K + W⁻¹)·α + b = z with Σ α = 0, where W holds
    /// second derivatives and z what the scores ought to be.
    ///
    /// - Returns: the largest change of a score; nil where no step is found.
    mutating func step() -> Double? {
      // A row that does not count is held at 0 by a diagonal that nothing moves.
      var diagonal = [Double](repeating: 1e150, count: n)
      var aims = [Double](repeating: 0, count: n)
      var ones = aims
      for row in 0..<n where targets[row] >= 0 {
        let p = ReducedRegression.probability(scores[row])
        // A floor keeps the system solvable; what it changes is the step, not the optimum.
        let curvature = problem.c * max(p * (1 - p), 1e-12)
        diagonal[row] = 1 / curvature
        aims[row] = scores[row] + problem.c * (Double(targets[row]) - p) / curvature
        ones[row] = 1
      }
      guard factorise(diagonal) else { return nil }
      solve(&aims)
      solve(&ones)
      let (upper, lower) = (aims.reduce(0, +), ones.reduce(0, +))
      guard lower > 0 else { return nil }
      let newIntercept = upper / lower
      let found = (0..<n).map { aims[$0] - newIntercept * ones[$0] }
      var length = 1.0
      for _ in 0..<40 {
        let next = (0..<n).map { coefficients[$0] + length * (found[$0] - coefficients[$0]) }
        let nextIntercept = intercept + length * (newIntercept - intercept)
        let (newWeights, newScores) = problem.evaluated(next, nextIntercept, without: absent)
        let newValue = value(newWeights, newScores)
        if newValue <= objective + 1e-12 * abs(objective) {
          let movement = (0..<n).reduce(0) { max($0, abs(newScores[$1] - scores[$1])) } / length
          (coefficients, intercept, weights, scores) = (next, nextIntercept, newWeights, newScores)
          objective = newValue
          return movement
        }
        length /= 2
      }
      return nil
    }

    /// ½‖w‖² + C·Σ log-loss.
    private func value(_ weights: [Double], _ scores: [Double]) -> Double {
      var loss = 0.0
      for row in 0..<n where targets[row] >= 0 {
        let margin = targets[row] == 1 ? scores[row] : -scores[row]
        loss += margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin
      }
      return weights.reduce(0) { $0 + $1 * $1 } / 2 + problem.c * loss
    }

    /// Cholesky factor of K + diag(diagonal).
    private func factorise(_ diagonal: [Double]) -> Bool {
      let target = factor.pointer
      problem.gram.values.withUnsafeBufferPointer { target.update(from: $0.start, count: n * n) }
      if let removed { add(-1, removed.pointer, to: target, count: n * n) }
      for row in 0..<n { target[row * n + row] += diagonal[row] }
      return Double.choleskyFactor(target, n: n)
    }

    private func solve(_ vector: inout [Double]) {
      vector.withUnsafeMutableBufferPointer { Double.choleskySolve(factor.pointer, n: n, $0.start) }
    }
  }

  static func probability(_ score: Double) -> Double {
    let small = exp(-abs(score))
    return (score >= 0 ? 1 : small) / (1 + small)
  }

  /// Weights, 0 for absent features, and the scores of all rows.
  func evaluated(
    _ coefficients: [Double], _ intercept: Double, without absent: [Int]
  ) -> (weights: [Double], scores: [Double]) {
    let n = rows.rowCount
    var weights = [Double](repeating: 0, count: rows.columnCount)
    var scores = [Double](repeating: intercept, count: n)
    rows.indices.withUnsafeBufferPointer { indices in
      rows.values.withUnsafeBufferPointer { values in
        weights.withUnsafeMutableBufferPointer { weights in
          for row in 0..<n where coefficients[row] != 0 {
            let (coefficient, end) = (coefficients[row], rows.offsets[row + 1])
            var position = rows.offsets[row]
            while position < end {
              weights[Int(indices[position])] += coefficient * Double(values[position])
              position += 1
            }
          }
          for feature in absent { weights[feature] = 0 }
          for row in 0..<n {
            let end = rows.offsets[row + 1]
            var position = rows.offsets[row]
            var sum = intercept
            while position < end {
              sum += weights[Int(indices[position])] * Double(values[position])
              position += 1
            }
            scores[row] = sum
          }
        }
      }
    }
    return (weights, scores)
  }

  private func productOfColumns(_ absent: [Int]) -> DoubleBlock? {
    guard !absent.isEmpty else { return nil }
    let (n, width) = (rows.rowCount, absent.count)
    let block = DoubleBlock(count: n * width)
    for (place, feature) in absent.enumerated() {
      for position in columns.range(ofRow: feature) {
        block.pointer[Int(columns.indices[position]) * width + place] = Double(columns.values[position])
      }
    }
    let target = DoubleBlock(count: n * n)
    addOuterProduct(block.pointer, rows: n, width: width, to: target.pointer)
    return target
  }
}
