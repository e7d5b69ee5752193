import LinearAlgebra

extension Track {
  /// Goes along the direction to where the slope is a small part of what it was: safeguarded Newton steps on the convex
  /// function of the step length. Scores, coefficients, intercepts and residuals move; the gradient does not.
  ///
  /// - Returns: the step length, or nil when no step improves on where the track stands (rounding).
  func search(slope startSlope: Double) -> Double? {
    let loss = self.loss
    // Penalty along the line: ‖w + t·d‖² = ‖w‖² + 2·t·cross + t²·square.
    let cross = pairing(direction, directionScores, coefficients)
    let square = pairing(direction, directionScores, direction)
    shift(directionScores, by: interceptDirection)
    let startCurvature = square + loss.curvature(residuals: residuals.pointer, along: directionScores.pointer)
    var step = startCurvature > 0 ? -startSlope / startCurvature : 1
    var low = 0.0
    var high = Double.infinity
    let start = objective
    var accepted: Double?
    for _ in 0..<30 {
      let slice = loss.evaluate(
        scores.pointer, directionScores.pointer, step: step, residuals: residuals.pointer)
      let value = slice.value + (penalty + 2 * step * cross + step * step * square) / 2
      let slope = slice.slope + cross + step * square
      if abs(slope) <= 0.1 * abs(startSlope), value <= start + 1e-12 * abs(start) {
        accepted = step
        lossValue = slice.value
        break
      }
      if slope < 0 { low = step } else { high = step }
      let newton = step - slope / (slice.curvature + square)
      step = newton > low && newton < high ? newton : (high < .infinity ? (low + high) / 2 : 2 * step)
    }
    guard let accepted else {
      evaluateHere()
      return nil
    }
    add(accepted, direction.pointer, to: coefficients.pointer, count: coefficients.count)
    add(accepted, directionScores.pointer, to: scores.pointer, count: scores.count)
    intercepts = zip(intercepts, interceptDirection).map { $0 + accepted * $1 }
    penalty += 2 * accepted * cross + accepted * accepted * square
    return accepted
  }
}
