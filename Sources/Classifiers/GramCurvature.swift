import LinearAlgebra

/// The Hessian in sample space, inverted once for all rows and adapted to the training rows of each problem.
///
/// With D the second derivatives of the loss, R = D½ and K the Gram matrix, E = (I + R·K·R)⁻¹ of all rows. A problem
/// whose second derivatives are D′ (0 in rows left out) differs from it in some rows S only, and there
/// (K + D′⁻¹)⁻¹ = R·(E − E[·,S]·(G + E[S,S])⁻¹·E[S,·])·R with G = D′/(D − D′), by the identity of Woodbury. So a fold
/// costs one factorisation of the size of S, not of all rows.
struct GramCurvature<Real: BLASReal>: CurvatureModel {
  struct Restriction: Sendable {
    var isTraining: [Bool]
    /// S: rows left out, and rows whose second derivative is far from the model's.
    var changed: [Int]
    /// Factors of G + E[S,S].
    var factor: [Real]
    var pivots: [Int32]
    /// R/D′ of every row, D′ being D outside S: what turns a gradient into the input of E.
    var inputScale: [Double]
    /// Answer to a unit intercept: (I + D′·K)⁻¹·D′·1 on the training rows.
    var response: [Double]
    var responseSum: Double
  }

  let count: Int
  /// R.
  let roots: [Double]
  let inverse: [Real]
  /// Second derivatives below this matter to nobody: the row's own term is then a thousandth of the penalty's.
  private let negligible: [Double]

  var rowCurvature: [Double] { roots.map { $0 * $0 } }

  /// - Returns: nil when the matrix is not positive definite in this precision.
  init?(_ gram: GramMatrix, curvature: [Double]) {
    let n = gram.count
    count = n
    let negligible = (0..<n).map { 1e-3 / max(gram.values[$0 * n + $0], 1e-3) }
    self.negligible = negligible
    let roots = curvature.indices.map { max(curvature[$0], negligible[$0]).squareRoot() }
    self.roots = roots
    var succeeded = true
    inverse = [Real](unsafeUninitializedCapacity: n * n) { buffer, initialised in
      guard let target = buffer.baseAddress else { return }
      gram.values.withUnsafeBufferPointer { source in
        for row in 0..<n {
          let root = roots[row]
          for column in 0...row {
            target[row * n + column] = Real(root * source[row * n + column] * roots[column])
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

  func restriction(isTraining: [Bool], curvature: [Double]?) -> Restriction {
    let changes = changedRows(isTraining: isTraining, curvature: curvature)
    let size = changes.count
    var factor = [Real](repeating: 0, count: size * size)
    var inputScale = roots.map { 1 / $0 }
    for (i, change) in changes.enumerated() {
      for j in 0...i { factor[i * size + j] = inverse[change.row * count + changes[j].row] }
      let old = roots[change.row] * roots[change.row]
      factor[i * size + i] += Real(change.curvature / (old - change.curvature))
      if change.curvature > 0 { inputScale[change.row] = roots[change.row] / change.curvature }
    }
    var pivots = [Int32](repeating: 0, count: size)
    var rows = changes.map(\.row)
    let isFactored = factor.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return true }
      mirrorLowerTriangle(base, n: size)
      return Real.pivotedFactor(base, n: size, pivots: &pivots)
    }
    if !isFactored { rows = [] }  // The model of all rows is slower, not wrong.
    var result = Restriction(
      isTraining: isTraining, changed: rows, factor: factor, pivots: pivots, inputScale: inputScale, response: [],
      responseSum: 0)
    var response = [Double](repeating: 0, count: count)
    let unit = (0..<count).map { isTraining[$0] ? roots[$0] / inputScale[$0] : 0 }
    solveWeights(unit, restrictions: [result], into: &response)
    result.response = response
    result.responseSum = response.reduce(0, +)
    return result
  }

  /// Rows left out, and of the others those whose second derivative has changed most: by a factor over 2, and as many
  /// as keep the set under half of the rows.
  private func changedRows(isTraining: [Bool], curvature: [Double]?) -> [(row: Int, curvature: Double)] {
    var result: [(row: Int, curvature: Double)] = []
    for row in 0..<count where !isTraining[row] { result.append((row, 0)) }
    guard let curvature else { return result }
    var others: [(row: Int, curvature: Double, ratio: Double)] = []
    for row in 0..<count where isTraining[row] {
      let own = max(curvature[row], negligible[row])
      let old = roots[row] * roots[row]
      let ratio = max(own / old, old / own)
      if ratio > 2 { others.append((row, own, ratio)) }
    }
    let room = max(0, count / 2 - result.count)
    if others.count > room {
      others.sort { ($0.ratio, $1.row) > ($1.ratio, $0.row) }
      others.removeLast(others.count - room)
    }
    result += others.map { ($0.row, $0.curvature) }
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
      add(-shift, restriction.response, to: step, count: count)
      interceptSteps[index] = shift
    }
  }

  /// (I + D′·K)⁻¹·q on the training rows, 0 elsewhere.
  private func solveWeights(
    _ gradients: UnsafePointer<Double>, restrictions: [Restriction], into steps: UnsafeMutablePointer<Double>
  ) {
    let total = restrictions.count
    let inputs = UnsafeMutablePointer<Real>.allocate(capacity: 2 * total * count)
    let outputs = inputs + total * count
    defer { inputs.deallocate() }
    for (index, restriction) in restrictions.enumerated() {
      for row in 0..<count {
        let value = restriction.isTraining[row] ? gradients[index * count + row] * restriction.inputScale[row] : 0
        (inputs + index * count + row).initialize(to: Real(value))
      }
    }
    inverse.withUnsafeBufferPointer { inverse in
      Real.product(inputs, inverse.baseAddress!, .none, ldb: count, into: outputs, m: total, n: count, k: count)
      if restrictions.contains(where: { !$0.changed.isEmpty }) {
        for (index, restriction) in restrictions.enumerated() where !restriction.changed.isEmpty {
          correct(inputs + index * count, outputs + index * count, restriction)
        }
        Real.product(inputs, inverse.baseAddress!, .none, ldb: count, into: outputs, m: total, n: count, k: count)
      }
    }
    for (index, restriction) in restrictions.enumerated() {
      for row in 0..<count {
        let isTraining = restriction.isTraining[row]
        steps[index * count + row] = isTraining ? roots[row] * Double(outputs[index * count + row]) : 0
      }
    }
  }

  /// Takes (G + E[S,S])⁻¹·(E·u)[S] from u.
  private func correct(
    _ input: UnsafeMutablePointer<Real>, _ output: UnsafePointer<Real>, _ restriction: Restriction
  ) {
    var values = restriction.changed.map { output[$0] }
    Real.pivotedSolve(restriction.factor, n: values.count, pivots: restriction.pivots, &values)
    for (value, row) in zip(values, restriction.changed) { input[row] -= value }
  }
}
