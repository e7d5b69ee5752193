import LinearAlgebra

/// Primal on sparse rows, for data that is large both ways: the coefficients are the weights, the model of the Hessian
/// is its diagonal.
struct SparseDesign: PrimalDesign {
  let rows: SparseMatrix
  /// The same, column by column.
  private let columns: SparseMatrix

  init(_ rows: SparseMatrix) {
    self.rows = rows
    columns = rows.transposed()
  }

  var rowCount: Int { rows.rowCount }
  var coefficientCount: Int { rows.columnCount }

  func scores(of coefficients: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>) {
    rows.multiply(coefficients, count: count, into: target)
  }

  func project(_ residuals: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>) {
    columns.multiply(residuals, count: count, into: target)
  }

  func silentFeatures(isTraining: [Bool]) -> [Int] {
    (0..<coefficientCount).filter { column in
      columns.range(ofRow: column).allSatisfy { !isTraining[Int(columns.indices[$0])] || columns.values[$0] == 0 }
    }
  }

  func model(curvature: [Double]) -> DiagonalCurvature? { DiagonalCurvature(columns, curvature: curvature) }
}

extension SparseMatrix {
  /// The matrix times each of `count` vectors: [count, columns] → [count, rows].
  fileprivate func multiply(
    _ vectors: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>
  ) {
    // Vectors side by side, so that an entry meets neighbouring numbers of all of them.
    let inputs = DoubleBlock(count: count * columnCount)
    for vector in 0..<count {
      for column in 0..<columnCount { inputs.pointer[column * count + vector] = vectors[vector * columnCount + column] }
    }
    let sums = DoubleBlock(count: count)
    for row in 0..<rowCount {
      sums.fill(0)
      for position in range(ofRow: row) {
        let value = Double(values[position])
        let input = inputs.pointer + Int(indices[position]) * count
        for vector in 0..<count { sums.pointer[vector] += value * input[vector] }
      }
      for vector in 0..<count { target[vector * rowCount + row] = sums.pointer[vector] }
    }
  }
}

/// The diagonal of I + Xᵀ·D·X, and Σ D for the intercept.
struct DiagonalCurvature: PrimalCurvature {
  struct Restriction: Sendable {
    var diagonal: [Double]
    var intercept: Double
  }

  private let columns: SparseMatrix
  private let whole: Restriction

  init(_ columns: SparseMatrix, curvature: [Double]) {
    let curvature = meanCurvature(curvature, rows: columns.columnCount)
    self.columns = columns
    whole = Self.restriction(columns, curvature)
  }

  func restriction(isTraining: [Bool], curvature: [Double]?) -> Restriction {
    guard let curvature = curvature.map({ meanCurvature($0, rows: isTraining.count) }) else { return whole }
    return Self.restriction(columns, isTraining.indices.map { isTraining[$0] ? curvature[$0] : 0 })
  }

  private static func restriction(_ columns: SparseMatrix, _ curvature: [Double]) -> Restriction {
    var diagonal = [Double](repeating: 1, count: columns.rowCount)
    for column in 0..<columns.rowCount {
      for position in columns.range(ofRow: column) {
        let value = Double(columns.values[position])
        diagonal[column] += curvature[Int(columns.indices[position])] * value * value
      }
    }
    return Restriction(diagonal: diagonal, intercept: curvature.reduce(0, +))
  }

  func solve(
    _ gradients: UnsafePointer<Double>, intercepts: [Double], columns: [Int], restrictions: [Restriction],
    into steps: UnsafeMutablePointer<Double>, interceptSteps: inout [Double], scores: UnsafeMutablePointer<Double>?
  ) -> Bool {
    for (index, restriction) in restrictions.enumerated() {
      let size = restriction.diagonal.count
      for place in 0..<size {
        steps[index * size + place] = gradients[index * size + place] / restriction.diagonal[place]
      }
      interceptSteps[index] = restriction.intercept > 0 ? intercepts[index] / restriction.intercept : intercepts[index]
    }
    return false
  }
}
