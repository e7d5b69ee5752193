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
    /// L.
    var left: [Int]
    /// Cholesky factor of E[L,L].
    var factor: [Real]
    /// Answer to a unit intercept: (I + D·K)⁻¹·D·1 on the training rows, and its sum.
    var response: [Double] = []
    var responseSum = 0.0
  }

  let count: Int
  /// R.
  let roots: [Double]
  /// E.
  private let inverse: [Real]
  /// 1/K[i,i] of every row: a second derivative far below it changes nothing that the penalty does not settle.
  private let scale: [Double]

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
    if !succeeded { return nil }
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
    var result: [Restriction] = []
    for isTraining in flags {
      let left = isTraining.indices.filter { !isTraining[$0] }
      guard let factor = factor(left) else { return nil }
      result.append(Restriction(isTraining: isTraining, left: left, factor: factor))
    }
    addResponses(&result)
    return result
  }

  private func factor(_ left: [Int]) -> [Real]? {
    let size = left.count
    var succeeded = true
    let factor = [Real](unsafeUninitializedCapacity: size * size) { buffer, initialised in
      guard let target = buffer.baseAddress, size > 0 else { return }
      inverse.withUnsafeBufferPointer { inverse in
        left.withUnsafeBufferPointer { left in
          for i in 0..<size {
            let row = inverse.start + left[i] * count
            for j in 0...i { target[i * size + j] = row[left[j]] }
          }
        }
      }
      succeeded = Real.choleskyFactor(target, n: size)
      initialised = size * size
    }
    return succeeded ? factor : nil
  }

  private func addResponses(_ restrictions: inout [Restriction]) {
    let units = DoubleBlock(count: restrictions.count * count)
    let responses = DoubleBlock(count: restrictions.count * count)
    for (index, restriction) in restrictions.enumerated() {
      for row in 0..<count where restriction.isTraining[row] {
        units.pointer[index * count + row] = roots[row] * roots[row]
      }
    }
    solveWeights(units.pointer, restrictions: restrictions, into: responses.pointer)
    for index in restrictions.indices {
      let own = Array(UnsafeBufferPointer(start: responses.pointer + index * count, count: count))
      restrictions[index].response = own
      restrictions[index].responseSum = own.reduce(0, +)
    }
  }

  func solve(
    _ gradients: UnsafePointer<Double>, intercepts: [Double], columns: [Int], restrictions: [Restriction],
    into steps: UnsafeMutablePointer<Double>, interceptSteps: inout [Double]
  ) {
    solveWeights(gradients, restrictions: restrictions, into: steps)
    for (index, restriction) in restrictions.enumerated() {
      let step = steps + index * count
      let missing = intercepts[index] + sum(step, count: count) - sum(gradients + index * count, count: count)
      let shift = restriction.responseSum > 0 ? missing / restriction.responseSum : 0
      add(-shift, restriction.response, to: step, count: count)
      interceptSteps[index] = shift
    }
  }

  /// (I + D·K)⁻¹·q on the training rows, 0 elsewhere, of [restrictions, rows] vectors q.
  private func solveWeights(
    _ gradients: UnsafePointer<Double>, restrictions: [Restriction], into steps: UnsafeMutablePointer<Double>
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
    }
  }

  /// Input of the rows left out: minus E[L,L]⁻¹ times the output there, which takes them out of the next product.
  private func correct(
    _ input: UnsafeMutablePointer<Real>, _ output: UnsafePointer<Real>, _ restriction: Restriction
  ) {
    if restriction.left.isEmpty { return }
    var values = restriction.left.map { output[$0] }
    Real.choleskySolve(restriction.factor, n: values.count, &values)
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
