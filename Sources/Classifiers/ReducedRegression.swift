import Buffers
import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#endif

/// Logistic regression with an L2 penalty at one C, fitted again and again to the same rows without some of their features:
/// the objective of `LogisticRegression`, two classes.
///
/// Newton's method in the dual (Rasmussen and Williams 2006, algorithm 3.1, with an intercept): the Gram matrix of all features
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
    fileprivate var coefficients: [Double]
  }

  /// Rows that serve every fit, and features by row.
  private let rows: SparseMatrix
  /// Features × rows.
  private let columns: SparseMatrix
  private let gram: GramMatrix
  private let c: Double

  /// Most rows for which the method is of use: its time grows with their cube.
  public static let mostRows = 3000
  /// The search ends when no score has moved by more than this in a step. Steps shrink quadratically there, so that the
  /// scores are then right to about its square.
  private static let stillness = 1e-6

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
      removed = problem.productOfColumns(absent)
      factor = DoubleBlock(count: n * n)
      coefficients = start?.coefficients ?? [Double](repeating: 0, count: n)
      intercept = start?.intercept ?? 0
      (scores, weights, objective) = ([], [], 0)
      (weights, scores) = evaluated(coefficients, intercept)
      objective = value(weights, scores)
    }

    func fit(isConverged: Bool) -> Fit {
      let isTaught = targets.contains(0) && targets.contains(1)
      return Fit(
        weights: isTaught ? weights : [Double](repeating: 0, count: isAbsent.count),
        intercept: isTaught ? intercept : 0, isConverged: isConverged, coefficients: coefficients)
    }

    /// One Newton step, halved until the objective falls.
    ///
    /// - Returns: the largest change of a score; nil where no step is found.
    mutating func step() -> Double? {
      var roots = [Double](repeating: 0, count: n)
      var aims = roots
      for row in 0..<n where targets[row] >= 0 {
        let p = probability(scores[row])
        // A floor keeps the system solvable; what it changes is the step, not the optimum.
        let root = (problem.c * max(p * (1 - p), 1e-12)).squareRoot()
        roots[row] = root
        aims[row] = root * scores[row] + problem.c * (Double(targets[row]) - p) / root
      }
      guard factorise(roots) else { return nil }
      var ones = roots
      solve(&aims)
      solve(&ones)
      let (upper, lower) = (inner(roots, aims), inner(roots, ones))
      guard lower > 0 else { return nil }
      let newIntercept = upper / lower
      let found = (0..<n).map { roots[$0] * (aims[$0] - newIntercept * ones[$0]) }
      var length = 1.0
      for _ in 0..<40 {
        let next = (0..<n).map { coefficients[$0] + length * (found[$0] - coefficients[$0]) }
        let nextIntercept = intercept + length * (newIntercept - intercept)
        let (newWeights, newScores) = evaluated(next, nextIntercept)
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

    private func evaluated(_ coefficients: [Double], _ intercept: Double) -> ([Double], [Double]) {
      let rows = problem.rows
      var weights = [Double](repeating: 0, count: rows.columnCount)
      for row in 0..<n where coefficients[row] != 0 {
        for position in rows.range(ofRow: row) {
          weights[Int(rows.indices[position])] += coefficients[row] * Double(rows.values[position])
        }
      }
      for feature in weights.indices where isAbsent[feature] { weights[feature] = 0 }
      let scores = (0..<n).map { row in
        rows.range(ofRow: row).reduce(intercept) {
          $0 + weights[Int(rows.indices[$1])] * Double(rows.values[$1])
        }
      }
      return (weights, scores)
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

    /// Cholesky factor of I + diag(roots)·K·diag(roots).
    private func factorise(_ roots: [Double]) -> Bool {
      let target = factor.pointer
      problem.gram.values.withUnsafeBufferPointer { gram in
        for row in 0..<n {
          for column in 0...row {
            let place = row * n + column
            let product = gram[place] - (removed?.pointer[place] ?? 0)
            target[place] = roots[row] * roots[column] * product
          }
          target[row * n + row] += 1
        }
      }
      return Double.choleskyFactor(target, n: n)
    }

    private func solve(_ vector: inout [Double]) {
      vector.withUnsafeMutableBufferPointer { Double.choleskySolve(factor.pointer, n: n, $0.start) }
    }

    private func inner(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

    private func probability(_ score: Double) -> Double {
      let small = exp(-abs(score))
      return (score >= 0 ? 1 : small) / (1 + small)
    }
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
