import LinearAlgebra

/// Sample space: everything the solver needs of X is its Gram matrix, which all folds, repeats, values of C and
/// training rates share. The design of choice where there are fewer examples than features. `Real` is the precision of the
/// model of the Hessian; everything else is in double precision.
struct GramDesign<Real: BLASReal>: Design {
  let gram: GramMatrix

  init(_ gram: GramMatrix) { self.gram = gram }

  var rowCount: Int { gram.count }
  var coefficientCount: Int { gram.count }
  var isSampleSpace: Bool { true }
  /// The inverse of the whole Hessian leaves little to be learnt on the way.
  var pairLimit: Int { 4 }

  func scores(of coefficients: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>) {
    let n = gram.count
    gram.values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress, count > 0 else { return }
      Double.symmetricProduct(coefficients, values, into: target, m: count, n: n)
    }
  }

  func project(_ residuals: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>) {
    target.update(from: residuals, count: count * gram.count)
  }

  func model(curvature: [Double]) -> GramCurvature<Real>? { GramCurvature(gram, curvature: curvature) }
}
