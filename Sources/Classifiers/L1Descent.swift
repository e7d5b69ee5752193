import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#endif

/// An L1-penalised logistic regression on its way to the optimum of λ·‖W‖₁ + Σ log-loss, intercepts unpenalised:
/// scikit-learn's `LogisticRegression(penalty="l1", C=1/λ)`; two classes by the logistic function, more by softmax.
///
/// Newton steps with a line search (Lee, Sun & Saunders 2014) on a working set: in every round the features with a weight and
/// those that break the conditions of the optimum most.
final class L1Descent {
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
  private(set) var weights: [[Double]]
  private(set) var intercepts: [Double]
  private(set) var standing = Standing()

  /// Features × rows.
  private let columns: SparseMatrix
  private let targets: [Int]
  private let classCount: Int
  /// [row · columns of scores + column].
  private let scores: DoubleBlock
  /// Probabilities, [row · classes + class].
  private let shares: DoubleBlock
  /// Σ (p − y)·x, [column of scores][feature], and Σ (p − y).
  private var gradients: [[Double]]
  private var interceptGradients: [Double]

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

  /// The penalty from which on all weights are 0.
  var largestPenalty: Double { gradients.joined().reduce(0) { max($0, abs($1)) } }

  func start(weights: [[Double]], intercepts: [Double]) {
    self.weights = weights
    self.intercepts = intercepts
    refresh()
    updateGradients()
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

  /// One Newton step of the weights of some features, and of the intercepts, in some columns of scores.
  ///
  /// - Parameter damping: by which part of itself every curvature is enlarged.
  /// - Returns: whether the objective fell.
  private func newtonStep(_ features: [Int], _ chosen: [Int], _ lambda: Double, damping: Double) -> Bool {
    let own = features.count + 1
    let size = chosen.count * own
    let rows = targets.count
    // The features and a column of ones, [row, own].
    let design = DoubleBlock(count: rows * own)
    for (place, feature) in features.enumerated() {
      for position in columns.range(ofRow: feature) {
        design.pointer[Int(columns.indices[position]) * own + place] = Double(columns.values[position])
      }
    }
    for row in 0..<rows { design.pointer[row * own + own - 1] = 1 }
    let start = chosen.flatMap { column in features.map { weights[column][$0] } + [intercepts[column]] }
    let slopes = chosen.flatMap { column in
      features.map { gradients[column][$0] } + [interceptGradients[column]]
    }
    let curvature = hessian(design, own: own, chosen)
    for place in 0..<size { curvature.pointer[place * size + place] *= 1 + damping }
    var model = L1Quadratic(
      hessian: curvature, gradient: slopes, start: start,
      penalties: (0..<size).map { $0 % own == own - 1 ? 0 : lambda })
    model.minimise(until: 0.1 * standing.violation * lambda)
    let step = zip(model.values, start).map { $0 - $1 }
    // Scores change by the design times the step, [row, column of scores].
    let moves = DoubleBlock(count: rows * scoreColumns)
    multiply(
      design.pointer, lda: own, step, .transposed, ldb: own, into: moves.pointer + chosen[0], ldc: scoreColumns,
      m: rows, n: chosen.count, k: own)
    let predicted = zip(step, slopes).reduce(0) { $0 + $1.0 * $1.1 } + lambda * growth(step, start, own)
    var length = 1.0
    for _ in 0..<40 {
      let partly = step.map { length * $0 }
      let change = lambda * growth(partly, start, own) + lossChange(moves, length: length)
      // Near the optimum the change is rounding.
      if change <= 0.01 * length * predicted + 1e-14 * standing.objective {
        for (column, shift) in zip(chosen, chosen.indices.map { $0 * own }) {
          for (place, feature) in features.enumerated() {
            // Landing on 0 exactly is what makes weights sparse.
            weights[column][feature] =
              length == 1 ? model.values[shift + place] : weights[column][feature] + partly[shift + place]
          }
          intercepts[column] += partly[shift + own - 1]
        }
        return true
      }
      length /= 2
    }
    return false
  }

  /// Change of ‖W‖₁, intercepts left out.
  private func growth(_ step: [Double], _ start: [Double], _ own: Int) -> Double {
    var sum = 0.0
    for place in step.indices where place % own != own - 1 {
      sum += abs(start[place] + step[place]) - abs(start[place])
    }
    return sum
  }

  /// Second derivatives, both triangles: [column · own + place] twice.
  private func hessian(_ design: DoubleBlock, own: Int, _ chosen: [Int]) -> DoubleBlock {
    let rows = targets.count
    let size = chosen.count * own
    let result = DoubleBlock(count: size * size)
    let weighed = DoubleBlock(count: rows * own)
    for first in chosen.indices {
      for second in 0...first {
        for row in 0..<rows {
          let p = shares.pointer[row * classCount + target(chosen[first])]
          let factor =
            first == second ? p * (1 - p) : -p * shares.pointer[row * classCount + target(chosen[second])]
          for place in 0..<own { weighed.pointer[row * own + place] = factor * design.pointer[row * own + place] }
        }
        multiply(
          weighed.pointer, .transposed, lda: own, design.pointer, ldb: own,
          into: result.pointer + first * own * size + second * own, ldc: size, m: own, n: own, k: rows)
      }
    }
    for row in 0..<size {
      for column in 0..<row { result.pointer[column * size + row] = result.pointer[row * size + column] }
    }
    return result
  }

  /// Of Σ log-loss where the scores change by `length` times the moves.
  private func lossChange(_ moves: DoubleBlock, length: Double) -> Double {
    var sum = 0.0
    var factors = [Double](repeating: 1, count: classCount)
    for (row, label) in targets.enumerated() {
      var largest = scoreColumns == 1 ? 0 : -Double.infinity
      for column in 0..<scoreColumns { largest = max(largest, length * moves.pointer[row * scoreColumns + column]) }
      factors[0] = exp(-largest)
      for column in 0..<scoreColumns {
        factors[target(column)] = exp(length * moves.pointer[row * scoreColumns + column] - largest)
      }
      var z = 0.0
      for other in 0..<classCount { z += shares.pointer[row * classCount + other] * factors[other] }
      let own = scoreColumns == 1 ? (label == 1 ? 0 : -1) : label
      sum += log(z) + largest - (own < 0 ? 0 : length * moves.pointer[row * scoreColumns + own])
    }
    return sum
  }

  /// Class that a column of scores speaks for.
  private func target(_ column: Int) -> Int { scoreColumns == 1 ? 1 : column }

  private static func violation(_ weight: Double, _ slope: Double, _ lambda: Double) -> Double {
    weight > 0 ? abs(slope + lambda) : weight < 0 ? abs(slope - lambda) : max(0, abs(slope) - lambda)
  }

  /// Scores and probabilities afresh from the weights, without the rounding that many steps gather.
  private func refresh() {
    let rows = targets.count
    for row in 0..<rows {
      for column in 0..<scoreColumns { scores.pointer[row * scoreColumns + column] = intercepts[column] }
    }
    for (column, own) in weights.enumerated() {
      for (feature, weight) in own.enumerated() where weight != 0 {
        for position in columns.range(ofRow: feature) {
          scores.pointer[Int(columns.indices[position]) * scoreColumns + column] +=
            weight * Double(columns.values[position])
        }
      }
    }
    updateShares()
  }

  /// Newton steps of the intercepts alone: a dual point is feasible only where Σ (p − y) is 0.
  private func optimiseIntercepts() {
    let rows = targets.count
    let size = scoreColumns
    let matrix = DoubleBlock(count: size * size)
    for _ in 0..<30 {
      var step = [Double](repeating: 0, count: size)
      matrix.fill(0)
      for (row, label) in targets.enumerated() {
        let base = shares.pointer + row * classCount
        for column in 0..<size {
          let p = base[target(column)]
          step[column] -= p - (label == target(column) ? 1 : 0)
          for other in 0..<column { matrix.pointer[column * size + other] -= p * base[target(other)] }
          matrix.pointer[column * size + column] += p * (1 - p)
        }
      }
      if step.allSatisfy({ abs($0) <= 1e-12 * Double(rows) }) { return }
      // All intercepts of several classes may move together without any change.
      let largest = (0..<size).reduce(0) { max($0, matrix.pointer[$1 * size + $1]) }
      for column in 0..<size { matrix.pointer[column * size + column] += 1e-10 * largest + 1e-12 }
      guard Double.choleskyFactor(matrix.pointer, n: size) else { return }
      step.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { Double.choleskySolve(matrix.pointer, n: size, base) }
      }
      let length = min(1, 1 / max(step.reduce(0) { max($0, abs($1)) }, 1e-300))
      for column in 0..<size {
        intercepts[column] += length * step[column]
        for row in 0..<rows { scores.pointer[row * size + column] += length * step[column] }
      }
      updateShares()
    }
  }

  /// Probabilities from the scores.
  private func updateShares() {
    for row in targets.indices {
      let base = shares.pointer + row * classCount
      if classCount == 2 {
        let score = scores.pointer[row]
        let small = exp(-abs(score))
        let (larger, smaller) = (1 / (1 + small), small / (1 + small))
        (base[0], base[1]) = score >= 0 ? (smaller, larger) : (larger, smaller)
        continue
      }
      let own = scores.pointer + row * scoreColumns
      var largest = -Double.infinity
      for column in 0..<scoreColumns { largest = max(largest, own[column]) }
      var sum = 0.0
      for column in 0..<scoreColumns {
        base[column] = exp(own[column] - largest)
        sum += base[column]
      }
      for column in 0..<scoreColumns { base[column] /= sum }
    }
  }

  private func updateGradients() {
    for column in 0..<scoreColumns { updateGradients(of: Array(0..<featureCount), column) }
  }

  private func updateGradients(of features: [Int], _ column: Int) {
    let own = target(column)
    interceptGradients[column] = targets.indices.reduce(0) {
      $0 + shares.pointer[$1 * classCount + own] - (targets[$1] == own ? 1 : 0)
    }
    for feature in features {
      var slope = 0.0
      for position in columns.range(ofRow: feature) {
        let row = Int(columns.indices[position])
        slope +=
          (shares.pointer[row * classCount + own] - (targets[row] == own ? 1 : 0)) * Double(columns.values[position])
      }
      gradients[column][feature] = slope
    }
  }

  /// Objective, duality gap and conditions of the optimum where it stands, gradients being up to date.
  ///
  /// The dual point is the residuals, shrunk until no feature's product with them exceeds λ.
  private func measure(_ lambda: Double) {
    var size = 0.0
    var squares = 0.0
    var violation = 0.0
    for (own, slopes) in zip(weights, gradients) {
      for (weight, slope) in zip(own, slopes) {
        let missing = Self.violation(weight, slope, lambda)
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
