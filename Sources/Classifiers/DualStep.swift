import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#endif

// Steps in sample space that set out from coefficients rather than from scores.
extension SolverState {
  /// Back to no coefficients at all.
  func reset() {
    coefficients.fill(0)
    scores.fill(0)
    intercepts = intercepts.map { _ in 0 }
    penalty = 0
  }

  /// Coefficients of rows that are not trained on become 0. Scores must be refreshed after it.
  func dropOtherRows() {
    let stride = loss.stride
    for place in 0..<coefficients.count where !isTraining[place % stride] { coefficients.pointer[place] = 0 }
  }

  /// What is wrong with each row, [columns, rows], in units of a coefficient under second derivatives roots².
  ///
  /// At the optimum α = C·(target − p), and scores are logits of p. Where a row's coefficient says a probability, the error
  /// is taken in its score, D·(logit p(α) − score): a Newton step of the dual. Elsewhere it is taken in the coefficient,
  /// C·(target − p(score)) − α: one of the primal. Residuals must belong to the scores.
  func dualResiduals(roots: [Double]) -> [Double] {
    let loss = self.loss
    let n = loss.stride
    var result = [Double](repeating: 0, count: loss.columns * n)
    for row in loss.rows {
      let d = roots[row] * roots[row]
      if loss.columns == 1 {
        let alpha = coefficients.pointer[row]
        let error = (loss.targets[row] > 0 ? alpha : -alpha) / loss.c
        if error > 1e-300, error < 1 {
          result[row] = d * ((loss.targets[row] > 0 ? 1 : -1) * logit(1 - error) - scores.pointer[row])
        } else {
          result[row] = residuals.pointer[row] - alpha
        }
      } else {
        fillManyClasses(loss, row, d, &result)
      }
    }
    return result
  }

  private func fillManyClasses(_ loss: LogisticLoss, _ row: Int, _ d: Double, _ result: inout [Double]) {
    let n = loss.stride
    let places = (0..<loss.columns).map { $0 * n + row }
    let probabilities = places.enumerated().map { k, place in
      (Double(k) == loss.targets[row] ? 1 : 0) - coefficients.pointer[place] / loss.c
    }
    guard probabilities.allSatisfy({ $0 > 1e-300 }) else {
      for place in places { result[place] = residuals.pointer[place] - coefficients.pointer[place] }
      return
    }
    let logarithms = probabilities.map { log($0) }
    let count = Double(loss.columns)
    let middle = logarithms.reduce(0, +) / count
    let present = places.reduce(0) { $0 + scores.pointer[$1] } / count
    for (place, own) in zip(places, logarithms) {
      result[place] = d * (own - middle - scores.pointer[place] + present)
    }
  }

  /// Goes the whole direction, or a half, a quarter, an eighth of it, whichever first brings the objective down; else stays.
  func takeBestPart() {
    let cross = pairing(direction, directionScores, coefficients)
    let square = pairing(direction, directionScores, direction)
    let loss = self.loss
    shift(directionScores, by: interceptDirection)
    let start = loss.evaluate(scores.pointer, scores.pointer, step: 0, residuals: residuals.pointer).value + penalty / 2
    for step in [1, 0.5, 0.25, 0.125] {
      let value =
        loss.evaluate(scores.pointer, directionScores.pointer, step: step, residuals: residuals.pointer).value
        + (penalty + 2 * step * cross + step * step * square) / 2
      guard value < start else { continue }
      add(step, direction.pointer, to: coefficients.pointer, count: coefficients.count)
      add(step, directionScores.pointer, to: scores.pointer, count: scores.count)
      for column in intercepts.indices { intercepts[column] += step * interceptDirection[column] }
      penalty += 2 * step * cross + step * step * square
      return
    }
  }

  /// Makes the coefficients of every column sum to 0, as they do at the optimum. Scores must be refreshed after it.
  func balance() {
    let loss = self.loss
    for column in 0..<loss.columns {
      let own = coefficients.pointer + column * loss.stride
      let excess = sum(own, count: loss.stride) / Double(loss.rows.count)
      for row in loss.rows { own[row] -= excess }
    }
  }

  /// Newton steps of the intercepts alone, which leave the residuals of every column at a sum of 0.
  func settleIntercepts() {
    let loss = self.loss
    for _ in 0..<4 {
      evaluateHere()
      let curvature = loss.rowCurvature(residuals: residuals.pointer)
      let steps = intercepts.indices.map { column in
        let total = curvature[column * loss.stride..<(column + 1) * loss.stride].reduce(0, +)
        return total > 0 ? -interceptGradient[column] / total : 0
      }
      if steps.allSatisfy({ abs($0) < 1e-12 }) { return }
      intercepts = zip(intercepts, steps).map { $0 + $1 }
      shift(scores, by: steps)
    }
    evaluateHere()
  }
}

/// ln(p/(1 − p)).
func logit(_ p: Double) -> Double { log(p) - log1p(-p) }
