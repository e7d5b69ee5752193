import LinearAlgebra

/// Primal: the coefficients are the weights, X is held as dense doubles. The design of choice where there are more
/// examples than features.
struct DenseDesign: PrimalDesign {
  let rowCount: Int
  let coefficientCount: Int
  /// [rows, features] in C order.
  let values: [Double]

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

  func silentFeatures(isTraining: [Bool]) -> [Int] {
    var isSilent = [Bool](repeating: true, count: coefficientCount)
    for row in 0..<rowCount where isTraining[row] {
      for column in 0..<coefficientCount where values[row * coefficientCount + column] != 0 {
        isSilent[column] = false
      }
    }
    return isSilent.indices.filter { isSilent[$0] }
  }

  func model(curvature: [Double]) -> DenseCurvature? { DenseCurvature(self, curvature: curvature) }
}
