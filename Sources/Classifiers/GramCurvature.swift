import LinearAlgebra

/// The Hessian in sample space, inverted once for all rows and narrowed to the training rows of each problem.
///
/// With D the second derivatives of the loss and K the Gram matrix, E = (I + D½·K·D½)⁻¹ of all rows. For a problem that
/// leaves the rows H out, the inverse on the others is E − E[·,H]·E[H,H]⁻¹·E[H,·] (the block inverse read backwards), so
/// a fold costs one factorisation of the size of its held-out rows.
struct GramCurvature<Real: BLASReal>: CurvatureModel {
  struct Restriction: Sendable {
    var isTraining: [Bool]
    var heldOut: [Int]
    /// Cholesky factor of E[H,H].
    var factor: [Real]
    /// Answer to a unit intercept: (I + D·K)⁻¹·D·1 on the training rows.
    var response: [Double]
    var responseSum: Double
  }

  let count: Int
  /// D½.
  let roots: [Double]
  let inverse: [Real]

  /// - Returns: nil when the matrix is not positive definite in this precision.
  init?(_ gram: GramMatrix, curvature: [Double]) {
    let n = gram.count
    count = n
    let roots = curvature.map { $0.squareRoot() }
    self.roots = roots
    var succeeded = true
    inverse = [Real](unsafeUninitializedCapacity: n * n) { buffer, initialised in
      guard let target = buffer.baseAddress else { return }
      gram.values.withUnsafeBufferPointer { source in
        for row in 0..<n {
          for column in 0...row {
            target[row * n + column] = Real(roots[row] * source[row * n + column] * roots[column])
          }
          for column in row + 1..<max(n, row + 1) { target[row * n + column] = 0 }
          target[row * n + row] += 1
        }
      }
      succeeded = Real.choleskyFactor(target, n: n) && Real.choleskyInvert(target, n: n)
      initialised = n * n
    }
    if !succeeded { return nil }
  }

  func restriction(isTraining: [Bool]) -> Restriction {
    let heldOut = isTraining.indices.filter { !isTraining[$0] }
    let size = heldOut.count
    var factor = [Real](repeating: 0, count: size * size)
    for (i, row) in heldOut.enumerated() {
      for j in 0...i { factor[i * size + j] = inverse[row * count + heldOut[j]] }
    }
    // A principal block of a positive definite inverse is positive definite; if rounding says otherwise, the identity
    // leaves a usable, merely slower, model.
    let isFactored = factor.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { Real.choleskyFactor($0, n: size) } ?? true
    }
    if !isFactored {
      for i in 0..<size { for j in 0..<size { factor[i * size + j] = i == j ? 1 : 0 } }
    }
    var result = Restriction(
      isTraining: isTraining, heldOut: heldOut, factor: factor, response: [Double](repeating: 0, count: count),
      responseSum: 0)
    let unit = (0..<count).map { isTraining[$0] ? roots[$0] * roots[$0] : 0 }
    var response = [Double](repeating: 0, count: count)
    unit.withUnsafeBufferPointer { unit in
      response.withUnsafeMutableBufferPointer { response in
        guard let unit = unit.baseAddress, let response = response.baseAddress else { return }
        solveWeights(unit, restrictions: [result], into: response)
      }
    }
    result.response = response
    result.responseSum = response.reduce(0, +)
    return result
  }

  func solve(
    _ gradients: UnsafePointer<Double>, intercepts: [Double], restrictions: [Restriction],
    into steps: UnsafeMutablePointer<Double>, interceptSteps: inout [Double]
  ) {
    solveWeights(gradients, restrictions: restrictions, into: steps)
    for (index, restriction) in restrictions.enumerated() {
      let step = steps + index * count
      let gradient = gradients + index * count
      var missing = intercepts[index]
      for row in 0..<count { missing += step[row] - gradient[row] }
      let shift = restriction.responseSum > 0 ? missing / restriction.responseSum : 0
      restriction.response.withUnsafeBufferPointer { add(-shift, $0.baseAddress!, to: step, count: count) }
      interceptSteps[index] = shift
    }
  }

  /// (I + D·K)⁻¹·q on the training rows, 0 elsewhere.
  private func solveWeights(
    _ gradients: UnsafePointer<Double>, restrictions: [Restriction], into steps: UnsafeMutablePointer<Double>
  ) {
    let total = restrictions.count
    let inputs = UnsafeMutablePointer<Real>.allocate(capacity: 2 * total * count)
    let outputs = inputs + total * count
    defer { inputs.deallocate() }
    for (index, restriction) in restrictions.enumerated() {
      for row in 0..<count {
        let value = restriction.isTraining[row] ? Real(gradients[index * count + row] / roots[row]) : 0
        (inputs + index * count + row).initialize(to: value)
      }
    }
    inverse.withUnsafeBufferPointer { inverse in
      Real.product(inputs, inverse.baseAddress!, .none, ldb: count, into: outputs, m: total, n: count, k: count)
      if restrictions.contains(where: { !$0.heldOut.isEmpty }) {
        for (index, restriction) in restrictions.enumerated() where !restriction.heldOut.isEmpty {
          correct(inputs + index * count, outputs + index * count, restriction)
        }
        Real.product(inputs, inverse.baseAddress!, .none, ldb: count, into: outputs, m: total, n: count, k: count)
      }
    }
    for (index, restriction) in restrictions.enumerated() {
      for row in 0..<count {
        steps[index * count + row] = restriction.isTraining[row] ? roots[row] * Double(outputs[index * count + row]) : 0
      }
    }
  }

  /// Puts −E[H,H]⁻¹·(E·u)[H] into the held-out rows of u, so that E·u vanishes there.
  private func correct(
    _ input: UnsafeMutablePointer<Real>, _ output: UnsafePointer<Real>, _ restriction: Restriction
  ) {
    var held = restriction.heldOut.map { output[$0] }
    held.withUnsafeMutableBufferPointer { held in
      restriction.factor.withUnsafeBufferPointer { factor in
        Real.choleskySolve(factor.baseAddress!, n: held.count, held.baseAddress!, count: 1)
      }
    }
    for (value, row) in zip(held, restriction.heldOut) { input[row] = -value }
  }
}
