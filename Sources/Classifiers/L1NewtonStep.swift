import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#endif

extension L1Newton {
  /// One Newton step of the weights of some features, and of the intercepts, in some columns of scores.
  ///
  /// - Parameter damping: by which part of itself every curvature is enlarged.
  /// - Returns: whether the objective fell.
  func newtonStep(_ features: [Int], _ chosen: [Int], _ lambda: Double, damping: Double) -> Bool {
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
}
