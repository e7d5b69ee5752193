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
    /// S, rows left out and rows whose second derivative is far from the model's; or, where that is so many rows that
    /// starting afresh costs less, the training rows.
    var rows: [Int]
    var isAfresh: Bool
    /// Of G + E[S,S], or the Cholesky factor of I + R·K·R of the training rows.
    var factor: [Real]
    var pivots: [Int32]
    /// R of every row; afresh that of D′.
    var roots: [Double]
    /// What turns a gradient into the input of the solution: R/D′ of every row, D′ being D outside S.
    var inputScale: [Double]
    /// Answer to a unit intercept: (I + D′·K)⁻¹·D′·1 on the training rows.
    var response: [Double]
    var responseSum: Double
  }

  private let gram: GramMatrix
  let count: Int
  /// R.
  let roots: [Double]
  /// E; empty where every problem has a factor of its own.
  let inverse: [Real]
  /// Second derivatives below this matter to nobody: the row's own term is then a thousandth of the penalty's.
  private let negligible: [Double]

  var rowCurvature: [Double] { roots.map { $0 * $0 } }

  /// - Returns: nil when the matrix is not positive definite in this precision.
  init?(_ gram: GramMatrix, curvature: [Double], isInverted: Bool = true) {
    let n = gram.count
    let curvature = meanCurvature(curvature, rows: n)
    count = n
    self.gram = gram
    let negligible = (0..<n).map { 1e-3 / max(gram.values[$0 * n + $0], 1e-3) }
    self.negligible = negligible
    let roots = curvature.indices.map { max(curvature[$0], negligible[$0]).squareRoot() }
    self.roots = roots
    if !isInverted {
      inverse = []
      return
    }
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
    let curvature = curvature.map { meanCurvature($0, rows: count) }
    let changes = changedRows(isTraining: isTraining, curvature: curvature)
    let left = isTraining.count { $0 }
    // Factors of an indefinite matrix cost twice those of a definite one of the same size.
    let isAfresh = inverse.isEmpty || changes.count * 5 > left * 4
    var result =
      isAfresh
      ? afresh(isTraining, curvature) : adapted(isTraining, changes) ?? afresh(isTraining, curvature)
    var response = [Double](repeating: 0, count: count)
    let unit = (0..<count).map { isTraining[$0] ? result.roots[$0] / result.inputScale[$0] : 0 }
    solveWeights(unit, restrictions: [result], into: &response)
    result.response = response
    result.responseSum = response.reduce(0, +)
    return result
  }

  /// nil when the matrix is singular in this precision.
  private func adapted(_ isTraining: [Bool], _ changes: [(row: Int, curvature: Double)]) -> Restriction? {
    let size = changes.count
    var inputScale = roots.map { 1 / $0 }
    var isFactored = true
    var pivots = [Int32](repeating: 0, count: size)
    let factor = [Real](unsafeUninitializedCapacity: size * size) { buffer, initialised in
      guard let target = buffer.baseAddress, size > 0 else { return }
      inverse.withUnsafeBufferPointer { inverse in
        for (i, change) in changes.enumerated() {
          for j in 0..<size { target[i * size + j] = inverse[change.row * count + changes[j].row] }
          let old = roots[change.row] * roots[change.row]
          target[i * size + i] += Real(change.curvature / (old - change.curvature))
          if change.curvature > 0 { inputScale[change.row] = roots[change.row] / change.curvature }
        }
      }
      isFactored = Real.pivotedFactor(target, n: size, pivots: &pivots)
      initialised = size * size
    }
    guard isFactored else { return nil }
    return Restriction(
      isTraining: isTraining, rows: changes.map(\.row), isAfresh: false, factor: factor, pivots: pivots, roots: roots,
      inputScale: inputScale, response: [], responseSum: 0)
  }

  private func afresh(_ isTraining: [Bool], _ curvature: [Double]?) -> Restriction {
    let rows = isTraining.indices.filter { isTraining[$0] }
    let size = rows.count
    let own = curvature.map { values in values.indices.map { max(values[$0], negligible[$0]).squareRoot() } } ?? roots
    let factor = [Real](unsafeUninitializedCapacity: size * size) { buffer, initialised in
      guard let target = buffer.baseAddress, size > 0 else { return }
      // Flatter second derivatives make a model that is slower, not wrong, where rounding leaves it indefinite.
      var shrinkage = 1.0
      repeat {
        fill(target, rows: rows, roots: own, shrinkage: shrinkage)
        shrinkage /= 10
      } while !Real.choleskyFactor(target, n: size) && shrinkage > 1e-12
      initialised = size * size
    }
    return Restriction(
      isTraining: isTraining, rows: rows, isAfresh: true, factor: factor, pivots: [], roots: own,
      inputScale: own.map { 1 / $0 }, response: [], responseSum: 0)
  }

  /// I + shrinkage·R·K·R of some rows, the lower triangle only.
  private func fill(_ target: UnsafeMutablePointer<Real>, rows: [Int], roots: [Double], shrinkage: Double) {
    let size = rows.count
    let own = rows.map { Real(roots[$0]) }
    let scale = Real(shrinkage)
    gram.values.withUnsafeBufferPointer { source in
      own.withUnsafeBufferPointer { own in
        rows.withUnsafeBufferPointer { rows in
          for i in 0..<size {
            let from = source.baseAddress! + rows[i] * count
            let into = target + i * size
            let root = scale * own[i]
            for j in 0...i { into[j] = Real(from[rows[j]]) * (root * own[j]) }
            into[i] += 1
          }
        }
      }
    }
  }

  /// Rows left out, and of the others those whose second derivative has changed by a factor over 2.
  private func changedRows(isTraining: [Bool], curvature: [Double]?) -> [(row: Int, curvature: Double)] {
    var result: [(row: Int, curvature: Double)] = []
    for row in 0..<count where !isTraining[row] { result.append((row, 0)) }
    guard let curvature else { return result }
    for row in 0..<count where isTraining[row] {
      let own = max(curvature[row], negligible[row])
      let old = roots[row] * roots[row]
      if own > 2 * old || old > 2 * own { result.append((row, own)) }
    }
    return result
  }

  func solve(
    _ gradients: UnsafePointer<Double>, intercepts: [Double], columns: [Int], restrictions: [Restriction],
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
    let adapted = restrictions.indices.filter { !restrictions[$0].isAfresh }
    for index in restrictions.indices where restrictions[index].isAfresh {
      solveAfresh(gradients + index * count, restrictions[index], into: steps + index * count)
    }
    if adapted.isEmpty { return }
    let total = adapted.count
    let inputs = UnsafeMutablePointer<Real>.allocate(capacity: 2 * total * count)
    inputs.initialize(repeating: 0, count: 2 * total * count)
    let outputs = inputs + total * count
    defer { inputs.deallocate() }
    for (place, index) in adapted.enumerated() {
      let restriction = restrictions[index]
      for row in 0..<count where restriction.isTraining[row] {
        inputs[place * count + row] = Real(gradients[index * count + row] * restriction.inputScale[row])
      }
    }
    inverse.withUnsafeBufferPointer { inverse in
      Real.symmetricProduct(inputs, inverse.baseAddress!, into: outputs, m: total, n: count)
      for (place, index) in adapted.enumerated() where !restrictions[index].rows.isEmpty {
        correct(inputs + place * count, outputs + place * count, restrictions[index])
      }
      Real.symmetricProduct(inputs, inverse.baseAddress!, into: outputs, m: total, n: count)
    }
    for (place, index) in adapted.enumerated() {
      for row in 0..<count {
        let isTraining = restrictions[index].isTraining[row]
        steps[index * count + row] = isTraining ? roots[row] * Double(outputs[place * count + row]) : 0
      }
    }
  }

  /// Takes (G + E[S,S])⁻¹·(E·u)[S] from u.
  private func correct(
    _ input: UnsafeMutablePointer<Real>, _ output: UnsafePointer<Real>, _ restriction: Restriction
  ) {
    var values = restriction.rows.map { output[$0] }
    Real.pivotedSolve(restriction.factor, n: values.count, pivots: restriction.pivots, &values)
    for (value, row) in zip(values, restriction.rows) { input[row] -= value }
  }

  private func solveAfresh(
    _ gradient: UnsafePointer<Double>, _ restriction: Restriction, into step: UnsafeMutablePointer<Double>
  ) {
    var values = restriction.rows.map { Real(gradient[$0] * restriction.inputScale[$0]) }
    Real.choleskySolve(restriction.factor, n: values.count, &values)
    step.update(repeating: 0, count: count)
    for (value, row) in zip(values, restriction.rows) { step[row] = restriction.roots[row] * Double(value) }
  }
}
