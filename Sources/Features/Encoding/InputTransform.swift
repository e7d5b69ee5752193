import SparseAutoencoders

extension InputTransform {
  /// u = transform(x) − subtracted, for one row.
  func apply(
    _ x: UnsafeBufferPointer<Float>, into u: UnsafeMutableBufferPointer<Float>, subtracting subtracted: [Float]?
  ) {
    let count = x.count
    switch self {
    case .none:
      _ = u.update(from: x)
    case .scale(let factor):
      for i in 0..<count { u[i] = x[i] * factor }
    case .unitRootMeanSquare:
      let factor = RowMoments(x).rootMeanSquareFactor
      for i in 0..<count { u[i] = x[i] * factor }
    case .layerNorm(let epsilon, let unbiased):
      let (mean, deviation) = RowMoments(x).meanAndDeviation(unbiased: unbiased)
      for i in 0..<count { u[i] = (x[i] - mean) / (deviation + epsilon) }
    case .whitening(let mean, let matrix, _):
      for i in 0..<count { u[i] = 0 }
      for row in 0..<count {
        let value = x[row] - mean[row]
        for column in 0..<count { u[column] += value * matrix[row * count + column] }
      }
    }
    if let subtracted { for i in 0..<count { u[i] -= subtracted[i] } }
  }

  /// Takes a decoded row back to the units of `x`, the row it came from.
  func undo(_ decoded: UnsafeMutableBufferPointer<Float>, original x: UnsafeBufferPointer<Float>) {
    let count = decoded.count
    switch self {
    case .none: break
    case .scale(let factor):
      for i in 0..<count { decoded[i] /= factor }
    case .unitRootMeanSquare:
      let factor = RowMoments(x).rootMeanSquareFactor
      for i in 0..<count { decoded[i] /= factor }
    case .layerNorm(_, let unbiased):
      let (mean, deviation) = RowMoments(x).meanAndDeviation(unbiased: unbiased)
      for i in 0..<count { decoded[i] = decoded[i] * deviation + mean }
    case .whitening(let mean, _, let inverse):
      let copy = Array(decoded)
      for i in 0..<count { decoded[i] = mean[i] }
      for row in 0..<count {
        for column in 0..<count { decoded[column] += copy[row] * inverse[row * count + column] }
      }
    }
  }
}

/// Sums of one row, in double precision.
private struct RowMoments {
  let count: Double
  let mean: Double
  let squares: Double
  /// Σ(x − mean)².
  let deviations: Double

  init(_ x: UnsafeBufferPointer<Float>) {
    count = Double(x.count)
    var sum = 0.0
    var squares = 0.0
    for value in x {
      sum += Double(value)
      squares += Double(value) * Double(value)
    }
    mean = sum / count
    self.squares = squares
    var deviations = 0.0
    for value in x { deviations += (Double(value) - mean) * (Double(value) - mean) }
    self.deviations = deviations
  }

  /// √d / ‖x‖; 0 for a row of zeros, which then stays zero.
  var rootMeanSquareFactor: Float { squares > 0 ? Float((count / squares).squareRoot()) : 0 }

  func meanAndDeviation(unbiased: Bool) -> (Float, Float) {
    let divisor = unbiased ? max(1, count - 1) : count
    return (Float(mean), Float((deviations / divisor).squareRoot()))
  }
}
