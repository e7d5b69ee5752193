#if canImport(Glibc)
  import Glibc
#endif

/// C·Σ log-loss over the training rows of one problem, as a function of the scores of all rows.
///
/// Two classes have one column of scores (the second class against the first), more have one per class (softmax).
struct LogisticLoss: Sendable {
  /// Training rows, ascending.
  let rows: [Int]
  let classCount: Int
  let c: Double
  /// Rows of the design; scores of column k start at k · `stride`.
  let stride: Int
  /// C for training rows, 0 for the others.
  let weights: [Double]
  /// Class of each row among those present; for rows that are not trained on, 0.
  let targets: [Double]

  var columns: Int { classCount == 2 ? 1 : classCount }

  /// - Parameter targets: for each training row, its class among those present: 0 ..< `classCount`.
  init(rows: [Int], targets: [Int32], classCount: Int, c: Double, stride: Int) {
    self.rows = rows
    self.classCount = classCount
    self.c = c
    self.stride = stride
    var weights = [Double](repeating: 0, count: stride)
    var own = weights
    for (row, target) in zip(rows, targets) {
      weights[row] = c
      own[row] = Double(target)
    }
    self.weights = weights
    self.targets = own
  }

  /// The same problem at another C.
  init(_ other: LogisticLoss, c: Double) {
    rows = other.rows
    classCount = other.classCount
    self.c = c
    stride = other.stride
    weights = other.weights.map { $0 == 0 ? 0 : c }
    targets = other.targets
  }

  /// Value, first and second derivative along the line scores + t·direction, at `step` = t.
  struct Slice {
    var value: Double
    var slope: Double
    var curvature: Double
  }

  /// Evaluates at scores + step·direction, and writes C·(target − probability) into `residuals` there, 0 for rows that are
  /// not trained on.
  func evaluate(
    _ scores: UnsafePointer<Double>, _ direction: UnsafePointer<Double>, step: Double,
    residuals: UnsafeMutablePointer<Double>
  ) -> Slice {
    weights.withUnsafeBufferPointer { weights in
      targets.withUnsafeBufferPointer { targets in
        guard let weights = weights.baseAddress, let targets = targets.baseAddress else {
          return Slice(value: 0, slope: 0, curvature: 0)
        }
        return columns == 1
          ? evaluateTwo(scores, direction, step, residuals, weights, targets)
          : evaluateMany(scores, direction, step, residuals, weights, targets)
      }
    }
  }

  private func evaluateTwo(
    _ scores: UnsafePointer<Double>, _ direction: UnsafePointer<Double>, _ step: Double,
    _ residuals: UnsafeMutablePointer<Double>, _ weights: UnsafePointer<Double>, _ targets: UnsafePointer<Double>
  ) -> Slice {
    var value = Lanes()
    var slope = Lanes()
    var curvature = Lanes()
    for place in Swift.stride(from: 0, to: stride, by: 8) {
      let weight = weights.lanes(place, end: stride)
      let target = targets.lanes(place, end: stride)
      let along = direction.lanes(place, end: stride)
      let score = scores.lanes(place, end: stride).addingProduct(Lanes(repeating: step), along)
      let isPositive = score .>= 0
      let small = LogisticCurve.exponential(score.replacing(with: -score, where: isPositive))
      let whole = 1 / (1 + small)
      let probability = (small * whole).replacing(with: whole, where: isPositive)
      // Of small errors every digit: 1 − probability would lose them.
      let rest = whole.replacing(with: small * whole, where: isPositive)
      let gain = Lanes().replacing(with: score, where: isPositive) - target * score
      value += weight * (LogisticCurve.logarithmOfOnePlus(small) + gain)
      let residual = weight * rest.replacing(with: -probability, where: target .== 0)
      slope -= residual * along
      curvature += weight * (small * whole * whole) * along * along
      residuals.store(residual, place, end: stride)
    }
    return Slice(value: value.sum(), slope: slope.sum(), curvature: curvature.sum())
  }

  private func evaluateMany(
    _ scores: UnsafePointer<Double>, _ direction: UnsafePointer<Double>, _ step: Double,
    _ residuals: UnsafeMutablePointer<Double>, _ weights: UnsafePointer<Double>, _ targets: UnsafePointer<Double>
  ) -> Slice {
    var value = Lanes()
    var slope = Lanes()
    var curvature = Lanes()
    let along = Lanes(repeating: step)
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: classCount) { exponentials in
      for place in Swift.stride(from: 0, to: stride, by: 8) {
        let weight = weights.lanes(place, end: stride)
        let target = targets.lanes(place, end: stride)
        var largest = Lanes(repeating: -.infinity)
        var own = Lanes()
        for k in 0..<classCount {
          let score = (scores + k * stride).lanes(place, end: stride)
            .addingProduct(along, (direction + k * stride).lanes(place, end: stride))
          exponentials[k] = score
          largest = largest.replacing(with: score, where: score .> largest)
          own = own.replacing(with: score, where: target .== Double(k))
        }
        var sum = Lanes()
        for k in 0..<classCount {
          exponentials[k] = LogisticCurve.exponential(exponentials[k] - largest)
          sum += exponentials[k]
        }
        var first = Lanes()
        var second = Lanes()
        var towards = Lanes()
        for k in 0..<classCount {
          let probability = exponentials[k] / sum
          let direction = (direction + k * stride).lanes(place, end: stride)
          first += probability * direction
          second += probability * direction * direction
          let isOwn = target .== Double(k)
          towards = towards.replacing(with: direction, where: isOwn)
          let hit = Lanes().replacing(with: 1, where: isOwn)
          (residuals + k * stride).store(weight * (hit - probability), place, end: stride)
        }
        for lane in 0..<8 { value[lane] += weight[lane] * (log(sum[lane]) + largest[lane] - own[lane]) }
        slope += weight * (first - towards)
        curvature += weight * (second - first * first)
      }
    }
    return Slice(value: value.sum(), slope: slope.sum(), curvature: curvature.sum())
  }

  /// Second derivative along `direction` where the residuals are as given; no exponential is taken.
  func curvature(residuals: UnsafePointer<Double>, along direction: UnsafePointer<Double>) -> Double {
    var result = 0.0
    for row in rows {
      if columns == 1 {
        let error = abs(residuals[row]) / c
        result += error * (1 - error) * direction[row] * direction[row]
      } else {
        var first = 0.0
        var second = 0.0
        for k in 0..<classCount {
          let along = direction[k * stride + row]
          let probability = (Double(k) == targets[row] ? 1 : 0) - residuals[k * stride + row] / c
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
      for row in rows {
        let error = abs(residuals[column * stride + row]) / c
        result[column * stride + row] = c * max(0, error * (1 - error))
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
