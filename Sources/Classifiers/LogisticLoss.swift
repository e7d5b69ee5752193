#if canImport(Glibc)
  import Glibc
#endif

/// C·Σ log-loss over the training rows of one problem, as a function of the scores.
///
/// Two classes have one column of scores (the second class against the first), more have one per class (softmax).
struct LogisticLoss: Sendable {
  /// Training rows, ascending.
  let rows: [Int]
  /// For each training row, its class among those present: 0 ..< `classCount`.
  let targets: [Int32]
  let classCount: Int
  let c: Double
  /// Scores of column k start at k · `stride`.
  let stride: Int

  var columns: Int { classCount == 2 ? 1 : classCount }

  /// Value, first and second derivative along the line scores + t·direction, at `step` = t.
  struct Slice {
    var value: Double
    var slope: Double
    var curvature: Double
  }

  /// Evaluates at scores + step·direction, and writes C·(target − probability) into `residuals` there.
  func evaluate(
    _ scores: UnsafePointer<Double>, _ direction: UnsafePointer<Double>, step: Double,
    residuals: UnsafeMutablePointer<Double>
  ) -> Slice {
    columns == 1
      ? evaluateTwo(scores, direction, step, residuals) : evaluateMany(scores, direction, step, residuals)
  }

  private func evaluateTwo(
    _ scores: UnsafePointer<Double>, _ direction: UnsafePointer<Double>, _ step: Double,
    _ residuals: UnsafeMutablePointer<Double>
  ) -> Slice {
    var result = Slice(value: 0, slope: 0, curvature: 0)
    for (index, row) in rows.enumerated() {
      let target = Double(targets[index])
      let score = scores[row] + step * direction[row]
      let small = exp(-abs(score))
      let probability = score >= 0 ? 1 / (1 + small) : small / (1 + small)
      result.value += log1p(small) + max(score, 0) - target * score
      result.slope += (probability - target) * direction[row]
      result.curvature += small / ((1 + small) * (1 + small)) * direction[row] * direction[row]
      residuals[row] = c * (target - probability)
    }
    return Slice(value: c * result.value, slope: c * result.slope, curvature: c * result.curvature)
  }

  private func evaluateMany(
    _ scores: UnsafePointer<Double>, _ direction: UnsafePointer<Double>, _ step: Double,
    _ residuals: UnsafeMutablePointer<Double>
  ) -> Slice {
    var result = Slice(value: 0, slope: 0, curvature: 0)
    var exponentials = [Double](repeating: 0, count: classCount)
    for (index, row) in rows.enumerated() {
      var largest = -Double.infinity
      for k in 0..<classCount {
        exponentials[k] = scores[k * stride + row] + step * direction[k * stride + row]
        largest = max(largest, exponentials[k])
      }
      let target = Int(targets[index])
      let own = exponentials[target]
      var sum = 0.0
      for k in 0..<classCount {
        exponentials[k] = exp(exponentials[k] - largest)
        sum += exponentials[k]
      }
      var first = 0.0
      var second = 0.0
      for k in 0..<classCount {
        let probability = exponentials[k] / sum
        let along = direction[k * stride + row]
        first += probability * along
        second += probability * along * along
        residuals[k * stride + row] = c * ((k == target ? 1 : 0) - probability)
      }
      result.value += log(sum) + largest - own
      result.slope += first - direction[target * stride + row]
      result.curvature += second - first * first
    }
    return Slice(value: c * result.value, slope: c * result.slope, curvature: c * result.curvature)
  }

  /// Second derivative along `direction` where the residuals are as given; no exponential is taken.
  func curvature(residuals: UnsafePointer<Double>, along direction: UnsafePointer<Double>) -> Double {
    var result = 0.0
    for (index, row) in rows.enumerated() {
      if columns == 1 {
        let error = abs(residuals[row]) / c
        result += error * (1 - error) * direction[row] * direction[row]
      } else {
        var first = 0.0
        var second = 0.0
        for k in 0..<classCount {
          let along = direction[k * stride + row]
          let probability = (k == Int(targets[index]) ? 1 : 0) - residuals[k * stride + row] / c
          first += probability * along
          second += probability * along * along
        }
        result += second - first * first
      }
    }
    return c * result
  }

  /// Second derivatives of the loss in the scores, [columns, rows of the design]; for more than two classes those of
  /// every class alone, without the coupling of classes. 0 outside the training rows.
  func rowCurvature(residuals: UnsafePointer<Double>) -> [Double] {
    var result = [Double](repeating: 0, count: columns * stride)
    for column in 0..<columns {
      for (index, row) in rows.enumerated() {
        let isTarget = columns == 1 ? residuals[row] > 0 : column == Int(targets[index])
        let error = residuals[column * stride + row] / c
        let probability = (isTarget ? 1 : 0) - error
        result[column * stride + row] = c * max(0, probability * (1 - probability))
      }
    }
    return result
  }
}

/// One second derivative per row from those of every class: for more than two classes the mean over the directions
/// whose class scores sum to 0.
func meanCurvature(_ curvature: [Double], rows: Int) -> [Double] {
  let columns = rows == 0 ? 1 : curvature.count / rows
  if columns <= 1 { return curvature }
  return (0..<rows).map { row in
    var sum = 0.0
    for column in 0..<columns { sum += curvature[column * rows + row] }
    return sum / Double(columns - 1)
  }
}
