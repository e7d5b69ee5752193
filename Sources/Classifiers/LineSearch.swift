import LinearAlgebra

/// The objective along a direction, to second order in the loss and whole in the penalty:
/// ‖w + t·d‖² = ‖w‖² + 2·t·cross + t²·square.
struct LineModel {
  var cross: Double
  var square: Double
  /// At t = 0.
  var slope: Double
  /// At t = 0, of loss and penalty.
  var curvature: Double

  /// By how much the objective can be expected to fall: half the squared Newton decrement, along this direction alone
  /// with the second derivatives of the place, in all directions with those of the model. The larger counts: a model whose
  /// second derivatives are too large makes its steps too short and its decrement too small.
  var expectedFall: Double { max(-slope / 2, curvature > 0 ? slope * slope / (2 * curvature) : 0) }
}

extension SolverState {
  /// Looks along the direction. Its scores hold the intercept from then on.
  func lineModel() -> LineModel {
    var slope = pairing(direction, directionScores, gradient)
    for column in intercepts.indices { slope += interceptDirection[column] * interceptGradient[column] }
    let cross = pairing(direction, directionScores, coefficients)
    let square = pairing(direction, directionScores, direction)
    shift(directionScores, by: interceptDirection)
    return LineModel(
      cross: cross, square: square, slope: slope,
      curvature: square + loss.curvature(residuals: residuals.pointer, along: directionScores.pointer))
  }

  /// Goes along the direction to where the slope is a small part of what it was: safeguarded Newton steps on the convex
  /// function of the step length. Scores, coefficients, intercepts and residuals move; the gradient does not.
  ///
  /// - Returns: the step length, or nil when no step improves on where the state stands (rounding).
  func search(_ line: LineModel) -> Double? {
    let loss = self.loss
    let (cross, square) = (line.cross, line.square)
    var step = line.curvature > 0 ? -line.slope / line.curvature : 1
    var low = 0.0
    var high = Double.infinity
    let start = objective
    var accepted: Double?
    for _ in 0..<30 {
      let slice = loss.evaluate(
        scores.pointer, directionScores.pointer, step: step, residuals: residuals.pointer)
      let value = slice.value + (penalty + 2 * step * cross + step * step * square) / 2
      let slope = slice.slope + cross + step * square
      if abs(slope) <= 0.1 * abs(line.slope), value <= start + 1e-12 * abs(start) {
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
