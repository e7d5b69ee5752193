import LinearAlgebra

/// Primal: the coefficients are the weights, X is held as dense doubles. The design of choice where there are more
/// examples than features.
struct DenseDesign: Design {
  let rowCount: Int
  let coefficientCount: Int
  /// [rows, features] in C order.
  let values: [Double]

  var isSampleSpace: Bool { false }

  func scores(of coefficients: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>) {
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress, count > 0 else { return }
      Double.product(
        coefficients, values, .transposed, ldb: coefficientCount, into: target, m: count, n: rowCount,
        k: coefficientCount)
    }
  }

  func project(_ residuals: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>) {
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress, count > 0 else { return }
      Double.product(
        residuals, values, .none, ldb: coefficientCount, into: target, m: count, n: coefficientCount, k: rowCount)
    }
  }

  func model(curvature: [Double]) -> DenseCurvature? { DenseCurvature(self, curvature: curvature) }
}

/// The Hessian I + Xᵀ·D·X of all rows, factored once; training sets that leave rows out use it as it is, since a fold
/// changes it little where examples outnumber features.
struct DenseCurvature: CurvatureModel {
  /// The model of the problem itself, where it asked for one.
  struct Restriction: Sendable { var own: [DenseCurvature] = [] }

  let rowCurvature: [Double]
  private let design: DenseDesign

  private let size: Int
  private let factor: [Double]
  /// XᵀD1 and its answer (I + XᵀDX)⁻¹XᵀD1.
  private let cross: [Double]
  private let response: [Double]
  /// 1ᵀD1 − cross·response, the curvature that is left for the intercept.
  private let remaining: Double

  init?(_ design: DenseDesign, curvature: [Double]) {
    let (n, d) = (design.rowCount, design.coefficientCount)
    size = d
    self.design = design
    rowCurvature = curvature
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
    Double.choleskySolve(matrix.pointer, n: d, &cross, count: 1)
    response = cross
    var remaining = curvature.reduce(0, +)
    for column in 0..<d { remaining -= self.cross[column] * response[column] }
    self.remaining = remaining
  }

  func restriction(isTraining: [Bool], curvature: [Double]?) -> Restriction {
    guard let curvature else { return Restriction() }
    let own = isTraining.indices.map { isTraining[$0] ? curvature[$0] : 0 }
    return Restriction(own: DenseCurvature(design, curvature: own).map { [$0] } ?? [])
  }

  func solve(
    _ gradients: UnsafePointer<Double>, intercepts: [Double], restrictions: [Restriction],
    into steps: UnsafeMutablePointer<Double>, interceptSteps: inout [Double]
  ) {
    steps.update(from: gradients, count: size * restrictions.count)
    for (index, restriction) in restrictions.enumerated() {
      interceptSteps[index] = (restriction.own.first ?? self).solve(steps + index * size, intercept: intercepts[index])
    }
  }

  /// Replaces a gradient by the step of the weights, and returns that of the intercept.
  private func solve(_ step: UnsafeMutablePointer<Double>, intercept: Double) -> Double {
    Double.choleskySolve(factor, n: size, step, count: 1)
    let shift = remaining > 0 ? (intercept - dot(cross, step, count: size)) / remaining : 0
    add(-shift, response, to: step, count: size)
    return shift
  }
}
