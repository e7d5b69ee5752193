import Buffers
import LinearAlgebra

/// The Hessian in sample space, inverted once for all rows and narrowed to the training rows of each problem.
///
/// With D the second derivatives of the loss, R = D½ and K the Gram matrix, E = (I + R·K·R)⁻¹ of all rows. Where the rows L
/// are left out, (I + R·K·R)⁻¹ of the others is E − E[·,L]·E[L,L]⁻¹·E[L,·] (the complement of Schur), so a problem costs one
/// Cholesky factor of the size of what it leaves out.
struct GramCurvature<Real: BLASReal>: CurvatureModel {
  struct Restriction: Sendable {
    var isTraining: [Bool]
    /// Of E[L, L], with L the rows left out.
    var factor: LeftOutFactor<Real>
    var left: [Int] { factor.rows }
    /// Answer to a unit intercept: (I + D·K)⁻¹·D·1 on the training rows, and its sum.
    var response: [Double] = []
    var responseSum = 0.0
    /// K times the response.
    var responseScores: [Double] = []
  }

  let count: Int
  /// R.
  let roots: [Double]
  /// E.
  private let inverse: [Real]
  /// 1/K[i,i] of every row: a second derivative far below it changes nothing that the penalty does not settle.
  private let scale: [Double]
  /// Whether the inverse is near enough in this precision to tell the scores of steps.
  let knowsScores: Bool
  /// The largest error of scores that is let pass, as a share of them.
  private static var farthestScores: Double { 3e-4 }

  /// - Parameter curvature: D: one second derivative per row, or [columns, rows] of several classes.
  /// - Returns: nil when the matrix is not positive definite in this precision.
  init?(_ gram: GramMatrix, curvature: [Double]) {
    let n = gram.count
    let curvature = meanCurvature(curvature, rows: n)
    count = n
    let scale = (0..<n).map { 1 / max(gram.values[$0 * n + $0], 1e-3) }
    let roots = curvature.indices.map { max(curvature[$0], 1e-3 * scale[$0]).squareRoot() }
    self.scale = scale
    self.roots = roots
    var succeeded = true
    inverse = [Real](unsafeUninitializedCapacity: n * n) { buffer, initialised in
      guard let target = buffer.baseAddress else { return }
      fill(target, gram, roots)
      succeeded = Real.choleskyFactor(target, n: n) && Real.choleskyInvert(target, n: n)
      initialised = n * n
    }
    knowsScores = succeeded && Self.scoreError(inverse, gram, roots) <= Self.farthestScores
    if !succeeded { return nil }
  }

  /// ‖R·K·R·E·x − (x − E·x)‖ / ‖x − E·x‖ of a vector x that has something of every direction: 0 if E were exact.
  private static func scoreError(_ inverse: [Real], _ gram: GramMatrix, _ roots: [Double]) -> Double {
    let n = gram.count
    // Signs as good as random, the same every time.
    let x = (1...max(1, UInt64(n))).map { row -> Real in
      let mixed = row &* 0x9E37_79B9_7F4A_7C15
      return ((mixed ^ (mixed >> 29)) &* 0xBF58_476D_1CE4_E5B9) >> 63 == 0 ? -1 : 1
    }
    var product = [Real](repeating: 0, count: n)
    product.withUnsafeMutableBufferPointer { Real.symmetricProduct(x, inverse, into: $0.start, m: 1, n: n) }
    let scaled = (0..<n).map { roots[$0] * Double(product[$0]) }
    var scores = [Double](repeating: 0, count: n)
    scores.withUnsafeMutableBufferPointer { Double.symmetricProduct(scaled, gram.values, into: $0.start, m: 1, n: n) }
    var (error, size) = (0.0, 0.0)
    for row in 0..<n {
      let known = Double(x[row]) - Double(product[row])
      let difference = roots[row] * scores[row] - known
      error += difference * difference
      size += known * known
    }
    return error == 0 ? 0 : (error / size).squareRoot()
  }

  /// How far the second derivatives of a problem are from those of the model: the mean over its training rows of
  /// |log₂ ratio|, rows left aside where neither matters.
  func distance(to curvature: [Double], rows: [Int]) -> Double {
    let curvature = meanCurvature(curvature, rows: count)
    var sum = 0.0
    for row in rows {
      let floor = 0.1 * scale[row]
      let ratio = max(curvature[row], floor) / max(roots[row] * roots[row], floor)
      // |log₂|, to the nearest unit by the exponent and linear in between: enough to compare with a limit.
      let large = max(ratio, 1 / ratio)
      sum += Double(large.exponent) + large.significand - 1
    }
    return sum / Double(max(1, rows.count))
  }

  /// - Returns: nil where a factor cannot be made in this precision.
  func restrictions(_ flags: [[Bool]]) -> [Restriction]? {
    let left = flags.map { isTraining in isTraining.indices.filter { !isTraining[$0] } }
    guard let factors = LeftOutFactor.factors(left, of: inverse, count: count) else { return nil }
    var result = zip(flags, factors).map { Restriction(isTraining: $0, factor: $1) }
    addResponses(&result)
    return result
  }

  private func addResponses(_ restrictions: inout [Restriction]) {
    let units = DoubleBlock(count: restrictions.count * count)
    let responses = DoubleBlock(count: restrictions.count * count)
    let scores = DoubleBlock(count: restrictions.count * count)
    for (index, restriction) in restrictions.enumerated() {
      for row in 0..<count where restriction.isTraining[row] {
        units.pointer[index * count + row] = roots[row] * roots[row]
      }
    }
    solveWeights(units.pointer, restrictions: restrictions, into: responses.pointer, scores: scores.pointer)
    for index in restrictions.indices {
      restrictions[index].responseScores = Array(
        UnsafeBufferPointer(start: scores.pointer + index * count, count: count))
      let own = Array(UnsafeBufferPointer(start: responses.pointer + index * count, count: count))
      restrictions[index].response = own
      restrictions[index].responseSum = own.reduce(0, +)
    }
  }

  func solve(
    _ gradients: UnsafePointer<Double>, intercepts: [Double], columns: [Int], restrictions: [Restriction],
    into steps: UnsafeMutablePointer<Double>, interceptSteps: inout [Double], scores: UnsafeMutablePointer<Double>?
  ) -> Bool {
    let scores = knowsScores ? scores : nil
    solveWeights(gradients, restrictions: restrictions, into: steps, scores: scores)
    for (index, restriction) in restrictions.enumerated() {
      let step = steps + index * count
      let missing = intercepts[index] + sum(step, count: count) - sum(gradients + index * count, count: count)
      let shift = restriction.responseSum > 0 ? missing / restriction.responseSum : 0
      add(-shift, restriction.response, to: step, count: count)
      if let scores { add(-shift, restriction.responseScores, to: scores + index * count, count: count) }
      interceptSteps[index] = shift
    }
    return scores != nil
  }

  /// s = (I + D·K)⁻¹·q on the training rows, 0 elsewhere, of [restrictions, rows] vectors q.
  ///
  /// - Parameter scores: K·s. With x what was multiplied with E, s = R·E·x, so K·s = R⁻¹·(R·K·R)·E·x = R⁻¹·(x − E·x), which
  ///   takes no product of its own.
  private func solveWeights(
    _ gradients: UnsafePointer<Double>, restrictions: [Restriction], into steps: UnsafeMutablePointer<Double>,
    scores: UnsafeMutablePointer<Double>?
  ) {
    let total = restrictions.count
    let inputs = UnsafeMutablePointer<Real>.allocate(capacity: 2 * total * count)
    let outputs = inputs + total * count
    defer { inputs.deallocate() }
    for (index, restriction) in restrictions.enumerated() {
      let input = inputs + index * count
      let gradient = gradients + index * count
      for row in 0..<count { input[row] = Real(gradient[row] / roots[row]) }
      for row in restriction.left { input[row] = 0 }
    }
    inverse.withUnsafeBufferPointer { inverse in
      guard let inverse = inverse.baseAddress else { return }
      Real.symmetricProduct(inputs, inverse, into: outputs, m: total, n: count)
      if restrictions.contains(where: { !$0.left.isEmpty }) {
        for (index, restriction) in restrictions.enumerated() {
          correct(inputs + index * count, outputs + index * count, restriction)
        }
        Real.symmetricProduct(inputs, inverse, into: outputs, m: total, n: count)
      }
    }
    for (index, restriction) in restrictions.enumerated() {
      let step = steps + index * count
      let output = outputs + index * count
      for row in 0..<count { step[row] = roots[row] * Double(output[row]) }
      for row in restriction.left { step[row] = 0 }
      guard let own = scores.map({ $0 + index * count }) else { continue }
      let input = inputs + index * count
      for row in 0..<count { own[row] = (Double(input[row]) - Double(output[row])) / roots[row] }
      for row in restriction.left { own[row] = Double(input[row]) / roots[row] }
    }
  }

  /// Input of the rows left out: minus E[L,L]⁻¹ times the output there, which takes them out of the next product.
  private func correct(
    _ input: UnsafeMutablePointer<Real>, _ output: UnsafePointer<Real>, _ restriction: Restriction
  ) {
    if restriction.left.isEmpty { return }
    var values = restriction.left.map { output[$0] }
    restriction.factor.solve(&values)
    for (value, row) in zip(values, restriction.left) { input[row] = -value }
  }
}

/// I + R·K·R, the lower triangle only.
private func fill<Real: BLASReal>(_ target: UnsafeMutablePointer<Real>, _ gram: GramMatrix, _ roots: [Double]) {
  let n = gram.count
  gram.values.withUnsafeBufferPointer { source in
    roots.withUnsafeBufferPointer { roots in
      for row in 0..<n {
        let from = source.start + row * n
        let into = target + row * n
        let root = roots[row]
        for column in 0...row { into[column] = Real(root * from[column] * roots[column]) }
        for column in row + 1..<max(n, row + 1) { into[column] = 0 }
        into[row] += 1
      }
    }
  }
}
