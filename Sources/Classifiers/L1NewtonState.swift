import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#endif

/// What follows from the weights: scores, probabilities, gradients.
extension L1Newton {
  /// Scores and probabilities afresh from the weights, without the rounding that many steps gather.
  func refresh() {
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
  func optimiseIntercepts() {
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

  func updateGradients() {
    for column in 0..<scoreColumns { updateGradients(of: Array(0..<featureCount), column) }
  }

  func updateGradients(of features: [Int], _ column: Int) {
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
}
