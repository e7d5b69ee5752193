import LinearAlgebra

// The two loops of limited-memory BFGS and the bookkeeping of its pairs.
extension Track {
  /// direction ← gradient with the pairs taken out, newest first.
  func firstLoop() {
    direction.copy(from: gradient.pointer)
    interceptDirection = interceptGradient
    factors = [Double](repeating: 0, count: pairs.pairs.count)
    for (index, pair) in pairs.pairs.enumerated().reversed() {
      var product = pairing(pair.step, pair.stepScores, direction)
      for column in interceptDirection.indices { product += pair.interceptStep[column] * interceptDirection[column] }
      let factor = pair.rho * product
      factors[index] = factor
      add(-factor, pair.change.pointer, to: direction.pointer, count: direction.count)
      for column in interceptDirection.indices { interceptDirection[column] -= factor * pair.interceptChange[column] }
    }
  }

  /// direction ← −(direction with the pairs put back, oldest first); its scores (intercept left out) follow.
  func secondLoop() {
    for (index, pair) in pairs.pairs.enumerated() {
      var product = pairing(direction, directionScores, pair.change)
      for column in interceptDirection.indices { product += interceptDirection[column] * pair.interceptChange[column] }
      let factor = factors[index] - pair.rho * product
      add(factor, pair.step.pointer, to: direction.pointer, count: direction.count)
      add(factor, pair.stepScores.pointer, to: directionScores.pointer, count: directionScores.count)
      for column in interceptDirection.indices { interceptDirection[column] += factor * pair.interceptStep[column] }
    }
    for index in 0..<direction.count { direction.pointer[index].negate() }
    for index in 0..<directionScores.count { directionScores.pointer[index].negate() }
    for column in interceptDirection.indices { interceptDirection[column].negate() }
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
    for index in 0..<pair.step.count { pair.step.pointer[index] *= step }
    for index in 0..<pair.stepScores.count { pair.stepScores.pointer[index] *= step }
    for column in pair.interceptStep.indices { pair.interceptStep[column] *= step }
  }

  /// The direction was of no use: with pairs, the next iteration tries without them; without, the track has stalled.
  func abandonPair() {
    openPair = nil
    if pairs.pairs.isEmpty { isStalled = true } else { pairs.removeAll() }
  }

  /// Completes the pair with the gradient after the step; kept only where it has positive curvature.
  func finishPair() {
    guard let pair = openPair else { return }
    openPair = nil
    for index in 0..<pair.change.count {
      pair.change.pointer[index] = gradient.pointer[index] - pair.change.pointer[index]
    }
    for column in pair.interceptChange.indices {
      pair.interceptChange[column] = interceptGradient[column] - pair.interceptChange[column]
    }
    var product = pairing(pair.step, pair.stepScores, pair.change)
    for column in pair.interceptStep.indices { product += pair.interceptStep[column] * pair.interceptChange[column] }
    if product > 0 {
      pair.rho = 1 / product
      pairs.append(pair)
    }
  }
}
