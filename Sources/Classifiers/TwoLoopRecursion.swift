import LinearAlgebra

// The two loops of limited-memory BFGS and the bookkeeping of its pairs.
extension SolverState {
  /// direction ← gradient with the pairs taken out, newest first.
  func firstLoop() {
    direction.copy(from: gradient.pointer)
    interceptDirection = interceptGradient
    factors = Array(pairs.pairs.reversed().map { takeOut($0) }.reversed())
  }

  private func takeOut(_ pair: CurvaturePairs.Pair) -> Double {
    let product =
      pairing(pair.step, pair.stepScores, direction) + innerProduct(pair.interceptStep, interceptDirection)
    let factor = pair.rho * product
    add(-factor, pair.change.pointer, to: direction.pointer, count: direction.count)
    add(-factor, pair.interceptChange, to: &interceptDirection, count: interceptDirection.count)
    return factor
  }

  /// direction ← −(direction with the pairs put back, oldest first); its scores (intercept left out) follow.
  func secondLoop() {
    let known = pairs.pairs
    var shifts = interceptDirection
    for (index, pair) in known.enumerated() {
      let product = pairing(direction, directionScores, pair.change) + innerProduct(pair.interceptChange, shifts)
      let factor = factors[index] - pair.rho * product
      add(factor, pair.step.pointer, to: direction.pointer, count: direction.count)
      add(factor, pair.stepScores.pointer, to: directionScores.pointer, count: directionScores.count)
      add(factor, pair.interceptStep, to: &shifts, count: shifts.count)
    }
    scale(direction.pointer, by: -1, count: direction.count)
    scale(directionScores.pointer, by: -1, count: directionScores.count)
    interceptDirection = shifts.map { -$0 }
  }

  /// Keeps the direction and the gradient before the step.
  func beginPair() {
    let pair = pairs.take(
      coefficients: coefficients.count, scores: scores.count, columns: loss.columns)
    pair.step.copy(from: direction.pointer)
    pair.stepScores.copy(from: directionScores.pointer)
    pair.change.copy(from: gradient.pointer)
    pair.interceptStep = interceptDirection
    pair.interceptChange = interceptGradient
    openPair = pair
  }

  func recordStep(_ step: Double) {
    guard let pair = openPair else { return }
    scale(pair.step.pointer, by: step, count: pair.step.count)
    scale(pair.stepScores.pointer, by: step, count: pair.stepScores.count)
    pair.interceptStep = pair.interceptStep.map { $0 * step }
  }

  /// The direction was of no use: with pairs, the next iteration tries without them; without, the state has stalled.
  func abandonPair() {
    openPair = nil
    if pairs.pairs.isEmpty { isStalled = true } else { pairs.removeAll() }
  }

  /// Completes the pair with the gradient after the step; kept only where it has positive curvature.
  func finishPair() {
    guard let pair = openPair else { return }
    openPair = nil
    scale(pair.change.pointer, by: -1, count: pair.change.count)
    add(1, gradient.pointer, to: pair.change.pointer, count: pair.change.count)
    pair.interceptChange = zip(interceptGradient, pair.interceptChange).map { $0 - $1 }
    let product =
      pairing(pair.step, pair.stepScores, pair.change) + innerProduct(pair.interceptStep, pair.interceptChange)
    if product > 0 {
      pair.rho = 1 / product
      pairs.append(pair)
    }
  }
}

private func innerProduct(_ a: [Double], _ b: [Double]) -> Double { dot(a, b, count: min(a.count, b.count)) }
