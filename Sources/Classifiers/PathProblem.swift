import LinearAlgebra

/// Labels of the rows of a design, and what training sets make of them.
struct PathLabels: Sendable {
  /// −1 where there is none.
  let labels: [Int32]

  func classesPresent(_ rows: [Int]) -> [Int] {
    var isPresent: [Bool] = []
    for row in rows {
      let label = Int(labels[row])
      while isPresent.count <= label { isPresent.append(false) }
      isPresent[label] = true
    }
    return isPresent.indices.filter { isPresent[$0] }
  }

  /// nil where fewer than two classes occur.
  func loss(_ rows: [Int], c: Double) -> LogisticLoss? {
    let classes = classesPresent(rows)
    if classes.count < 2 { return nil }
    var place = [Int32](repeating: -1, count: (classes.last ?? 0) + 1)
    for (index, value) in classes.enumerated() { place[value] = Int32(index) }
    return LogisticLoss(
      rows: rows, targets: rows.map { place[Int(labels[$0])] }, classCount: classes.count, c: c, stride: labels.count)
  }

  /// What is left where there is nothing to tell apart, or where the search failed.
  func constant(_ set: TrainingSet, c: Double, isConverged: Bool) -> LogisticFit {
    LogisticFit(
      c: c, classes: classesPresent(set.rows), scores: [], scoredCount: set.scored.count, intercepts: [],
      objective: 0, gradientNorm: 0, iterations: 0, isConverged: isConverged)
  }

  /// A state's state as a fit.
  func solution(_ state: SolverState, _ set: TrainingSet, gradientNorm: Double, isConverged: Bool) -> LogisticFit {
    var scores: [Double] = []
    scores.reserveCapacity(state.loss.columns * set.scored.count)
    for column in 0..<state.loss.columns {
      let own = state.scores.pointer + column * labels.count
      for row in set.scored { scores.append(own[row]) }
    }
    return LogisticFit(
      c: state.loss.c, classes: classesPresent(set.rows), scores: scores, scoredCount: set.scored.count,
      intercepts: state.intercepts, objective: state.objective, gradientNorm: gradientNorm,
      iterations: state.iterations, isConverged: isConverged, coefficients: state.coefficients.array)
  }
}

extension Design {
  /// scores and ‖w‖² of states from their coefficients.
  func refreshScores(_ states: [SolverState]) {
    let n = rowCount
    let columns = states.reduce(0) { $0 + $1.loss.columns }
    let outputs = DoubleBlock(count: columns * n)
    withSideBySide(states.map(\.coefficients)) { scores(of: $0, count: columns, into: outputs.pointer) }
    var column = 0
    for state in states {
      state.scores.copy(from: outputs.pointer + column * n)
      state.penalty = state.pairing(state.coefficients, state.scores, state.coefficients)
      state.addIntercepts()
      column += state.loss.columns
    }
  }

  /// ‖(∂w, ∂b)‖ of each state.
  func gradientNorms(_ states: [SolverState]) -> [Double] {
    let (m, n) = (coefficientCount, rowCount)
    let columns = states.reduce(0) { $0 + $1.loss.columns }
    return withSideBySide(states.map(\.gradient)) { gradients in
      let products = DoubleBlock(count: isSampleSpace ? columns * n : 0)
      if isSampleSpace { scores(of: gradients, count: columns, into: products.pointer) }
      var column = 0
      return states.map { state in
        let others = (isSampleSpace ? products.pointer : gradients) + column * m
        column += state.loss.columns
        let ofWeights = max(0, dot(state.gradient.pointer, others, count: state.gradient.count))
        return (ofWeights + state.interceptGradient.reduce(0) { $0 + $1 * $1 }).squareRoot()
      }
    }
  }
}

/// Places of `count` things in as few blocks of at most `most` as there can be, all of nearly the same size.
func evenBlocks(_ count: Int, atMost most: Int) -> [Range<Int>] {
  let blocks = (count + most - 1) / most
  return (0..<blocks).map { $0 * count / blocks..<($0 + 1) * count / blocks }
}

/// Calls `body` with blocks laid one after the other, so that a product takes them all.
func withSideBySide<T>(_ blocks: [DoubleBlock], _ body: (UnsafeMutablePointer<Double>) -> T) -> T {
  let all = DoubleBlock(count: blocks.reduce(0) { $0 + $1.count })
  var place = 0
  for block in blocks {
    (all.pointer + place).update(from: block.pointer, count: block.count)
    place += block.count
  }
  // The pointer alone does not keep its memory.
  return withExtendedLifetime(all) { body(all.pointer) }
}
