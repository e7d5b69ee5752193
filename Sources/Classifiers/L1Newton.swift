import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#endif

/// An L1-penalised logistic regression on its way to the optimum of λ·‖W‖₁ + Σ log-loss, intercepts unpenalised:
/// scikit-learn's `LogisticRegression(penalty="l1", C=1/λ)`; two classes by the logistic function, more by softmax.
///
/// Newton steps with a line search (Lee, Sun & Saunders 2014) on a working set: in every round the features with a weight and
/// those that break the conditions of the optimum most.
final class L1Newton {
  /// When a search ends: whichever comes first.
  struct Accuracy {
    /// Duality gap, as a share of the objective.
    var gap = 0.0
    /// Largest violation of the conditions of the optimum, as a share of λ.
    var violation = 1e-12
  }

  /// Where a search stands.
  struct Standing {
    /// λ·‖W‖₁ + Σ log-loss.
    var objective = 0.0
    /// What the objective exceeds its optimum by, at most.
    var gap = 0.0
    /// Largest violation of the conditions of the optimum, as a share of λ, and their norm over all weights and intercepts.
    var violation = 0.0
    var norm = 0.0
  }

  /// Values of the working set × rows at most: some 1 GB.
  private static let mostNumbers = 130_000_000

  let featureCount: Int
  /// One column of scores for two classes (the second against the first), one per class for more.
  let scoreColumns: Int
  /// [column of scores][feature].
  var weights: [[Double]]
  var intercepts: [Double]
  private(set) var standing = Standing()

  /// Features × rows.
  let columns: SparseMatrix
  let targets: [Int]
  let classCount: Int
  /// [row · columns of scores + column].
  let scores: DoubleBlock
  /// Probabilities, [row · classes + class].
  let shares: DoubleBlock
  /// Σ (p − y)·x, [column of scores][feature], and Σ (p − y).
  var gradients: [[Double]]
  var interceptGradients: [Double]

  /// Weights that take a step together at most.
  private let mostVariables: Int

  /// - Parameters:
  ///   - columns: features × rows.
  ///   - targets: class of each row, all of 0..<`classCount` present.
  ///   - mostVariables: weights that take a step together at most: 4,000 take some 130 MB.
  init(columns: SparseMatrix, targets: [Int], classCount: Int, mostVariables: Int = 4_000) {
    self.mostVariables = mostVariables
    precondition(columns.columnCount == targets.count && classCount >= 2)
    self.columns = columns
    self.targets = targets
    self.classCount = classCount
    featureCount = columns.rowCount
    scoreColumns = classCount == 2 ? 1 : classCount
    weights = [[Double]](repeating: [Double](repeating: 0, count: columns.rowCount), count: scoreColumns)
    gradients = weights
    interceptGradients = [Double](repeating: 0, count: scoreColumns)
    scores = DoubleBlock(count: targets.count * scoreColumns)
    shares = DoubleBlock(count: targets.count * classCount)
    var counts = [Double](repeating: 0, count: classCount)
    for target in targets { counts[target] += 1 }
    intercepts = scoreColumns == 1 ? [log(counts[1] / counts[0])] : counts.map { log($0 / Double(targets.count)) }
    refresh()
    updateGradients()
  }

  /// The largest gradient, of a search that has not begun the penalty from which on all weights are 0.
  var largestPenalty: Double { gradients.joined().reduce(0) { max($0, abs($1)) } }

  func start(weights: [[Double]], intercepts: [Double]) {
    self.weights = weights
    self.intercepts = intercepts
  }

  /// Features with a weight, ascending.
  var support: [Int] { (0..<featureCount).filter { feature in weights.contains { $0[feature] != 0 } } }

  /// - Returns: whether it came as near as asked.
  @discardableResult
  func solve(_ lambda: Double, to accuracy: Accuracy) -> Bool {
    var (least, lowest) = (Double.infinity, Double.greatestFiniteMagnitude)
    var fruitless = 0
    for _ in 0..<500 {
      refresh()
      optimiseIntercepts()
      updateGradients()
      measure(lambda)
      if standing.gap <= accuracy.gap * standing.objective || standing.violation <= accuracy.violation { return true }
      if !standing.objective.isFinite { return false }
      // What is left is rounding.
      let isFalling = standing.objective < lowest - 1e-12 * abs(lowest)
      fruitless = isFalling || standing.violation < 0.99 * least ? 0 : fruitless + 1
      (least, lowest) = (min(least, standing.violation), min(lowest, standing.objective))
      if fruitless == 30 { return false }
      let carrying = support
      var isMember = [Bool](repeating: false, count: featureCount)
      for feature in carrying { isMember[feature] = true }
      let missing = (0..<featureCount).filter { !isMember[$0] && excess($0, lambda) > 0 }
        .sorted { (excess($1, lambda), $0) < (excess($0, lambda), $1) }
      for feature in missing.prefix(max(20, carrying.count / 2)) { isMember[feature] = true }
      if !step(isMember.indices.filter { isMember[$0] }, lambda) { return false }
    }
    return false
  }

  /// Steps of all classes at once, or, where that would take much memory, of one after the other.
  private func step(_ members: [Int], _ lambda: Double) -> Bool {
    let own = members.count + 1
    if own > mostVariables || own * targets.count > Self.mostNumbers { return false }
    let isOne = scoreColumns * own <= mostVariables
    let blocks = isOne ? [Array(0..<scoreColumns)] : (0..<scoreColumns).map { [$0] }
    var isLower = false
    for (place, block) in blocks.enumerated() {
      if place > 0 {
        refresh()
        updateGradients(of: members, block[0])
      }
      // Where features nearly repeat each other a step may lead astray; with more curvature it is shorter and surer.
      if [0, 1e-6, 1e-3, 1].contains(where: { newtonStep(members, block, lambda, damping: $0) }) { isLower = true }
    }
    return isLower
  }

  /// By how much a gradient exceeds what the penalty holds back.
  private func excess(_ feature: Int, _ lambda: Double) -> Double {
    gradients.reduce(0) { max($0, abs($1[feature])) } - lambda
  }

  /// Class that a column of scores speaks for.
  func target(_ column: Int) -> Int { scoreColumns == 1 ? 1 : column }

  /// Objective, duality gap and conditions of the optimum where it stands, gradients being up to date.
  ///
  /// The dual point is the residuals, shrunk until no feature's product with them exceeds λ.
  private func measure(_ lambda: Double) {
    var size = 0.0
    var squares = 0.0
    var violation = 0.0
    for (own, slopes) in zip(weights, gradients) {
      for (weight, slope) in zip(own, slopes) {
        let missing = L1Quadratic.violation(weight, slope, lambda)
        size += abs(weight)
        squares += missing * missing
        violation = max(violation, missing)
      }
    }
    for slope in interceptGradients {
      squares += slope * slope
      violation = max(violation, abs(slope))
    }
    let shrinking = min(1, lambda / max(largestPenalty, .leastNormalMagnitude))
    var loss = 0.0
    var dual = 0.0
    for (row, target) in targets.enumerated() {
      for label in 0..<classCount {
        let p = shares.pointer[row * classCount + label]
        if label == target { loss -= log(p) }
        let point = shrinking * p + (label == target ? 1 - shrinking : 0)
        if point > 0 { dual -= point * log(point) }
      }
    }
    let objective = lambda * size + loss
    standing = Standing(
      objective: objective, gap: max(0, objective - dual), violation: lambda > 0 ? violation / lambda : violation,
      norm: squares.squareRoot())
  }
}
