import LinearAlgebra

/// The Hessian I + Xᵀ·D·X of all rows, factored once for every class; training sets that leave rows out use it as it is,
/// since a fold changes it little where examples outnumber features.
struct DenseCurvature: PrimalCurvature {
  /// The models of the problem itself, where it asked for them.
  struct Restriction: Sendable { var own: [DenseFactor] = [] }

  private let design: DenseDesign
  /// One per class, or one for all.
  private let factors: [DenseFactor]

  init?(_ design: DenseDesign, curvature: [Double]) {
    self.design = design
    guard let factors = Self.factors(design, curvature) else { return nil }
    self.factors = factors
  }

  private static func factors(_ design: DenseDesign, _ curvature: [Double]) -> [DenseFactor]? {
    let n = design.rowCount
    let columns = n == 0 ? 1 : curvature.count / n
    // Beyond some 160 MB of factors one is shared by the classes.
    if columns == 1 || columns * design.coefficientCount * design.coefficientCount > 20_000_000 {
      return DenseFactor(design, curvature: meanCurvature(curvature, rows: n)).map { [$0] }
    }
    let all = (0..<columns).compactMap { column in
      DenseFactor(design, curvature: Array(curvature[column * n..<(column + 1) * n]))
    }
    return all.count == columns ? all : nil
  }

  func restriction(isTraining: [Bool], curvature: [Double]?) -> Restriction {
    Restriction(own: curvature.flatMap { Self.factors(design, $0) } ?? [])
  }

  func solve(
    _ gradients: UnsafePointer<Double>, intercepts: [Double], columns: [Int], restrictions: [Restriction],
    into steps: UnsafeMutablePointer<Double>, interceptSteps: inout [Double], scores: UnsafeMutablePointer<Double>?
  ) -> Bool {
    let size = design.coefficientCount
    steps.update(from: gradients, count: size * restrictions.count)
    for (index, restriction) in restrictions.enumerated() {
      let known = restriction.own.isEmpty ? factors : restriction.own
      // A training set that lacks a class numbers its columns otherwise: a model that fits less, not a wrong one.
      let factor = known[min(columns[index], known.count - 1)]
      interceptSteps[index] = factor.solve(steps + index * size, intercept: intercepts[index])
    }
    return false
  }
}

/// I + Xᵀ·D·X, bordered by the intercept, ready to be solved with.
struct DenseFactor: Sendable {
  private let size: Int
  private let factor: [Double]
  /// XᵀD1 and its answer (I + XᵀDX)⁻¹XᵀD1.
  private let cross: [Double]
  private let response: [Double]
  /// 1ᵀD1 − cross·response, the curvature that is left for the intercept.
  private let remaining: Double

  /// - Parameter curvature: D, one number per row.
  /// - Returns: nil when the matrix is not positive definite in double precision.
  init?(_ design: DenseDesign, curvature: [Double]) {
    let (n, d) = (design.rowCount, design.coefficientCount)
    size = d
    let panel = 1024
    let scaled = DoubleBlock(count: min(n, panel) * d)
    let matrix = DoubleBlock(count: d * d)
    var cross = [Double](repeating: 0, count: d)
    for start in stride(from: 0, to: n, by: panel) {
      let rows = start..<min(n, start + panel)
      design.values.withUnsafeBufferPointer { values in
        for row in rows {
          let root = curvature[row].squareRoot()
          for column in 0..<d {
            let value = values[row * d + column]
            scaled.pointer[(row - start) * d + column] = root * value
            cross[column] += curvature[row] * value
          }
        }
      }
      addInnerProduct(scaled.pointer, rows: rows.count, width: d, to: matrix.pointer)
    }
    for column in 0..<d { matrix.pointer[column * d + column] += 1 }
    guard Double.choleskyFactor(matrix.pointer, n: d) else { return nil }
    factor = matrix.array
    self.cross = cross
    Double.choleskySolve(matrix.pointer, n: d, &cross)
    response = cross
    var remaining = curvature.reduce(0, +)
    for column in 0..<d { remaining -= self.cross[column] * response[column] }
    self.remaining = remaining
  }

  /// Replaces a gradient by the step of the weights, and returns that of the intercept.
  func solve(_ step: UnsafeMutablePointer<Double>, intercept: Double) -> Double {
    Double.choleskySolve(factor, n: size, step)
    let shift = remaining > 0 ? (intercept - dot(cross, step, count: size)) / remaining : 0
    add(-shift, response, to: step, count: size)
    return shift
  }
}
