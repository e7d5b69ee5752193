import LinearAlgebra

/// Sample space: everything the solver needs of X is its Gram matrix, which all folds, repeats, values of C and
/// training rates share. The design of choice where there are fewer examples than features. `Real` is the precision of the
/// model of the Hessian, and of scores where they need only be rough; everything else is in double precision.
struct GramDesign<Real: BLASReal>: Design {
  let gram: GramMatrix
  /// The Gram matrix in the precision of the model, for rough scores; nil: scores are close.
  private let rounded: [Real]?

  init(_ gram: GramMatrix) {
    self.gram = gram
    rounded = nil
  }

  /// The same features with rough scores.
  init(roughly design: GramDesign) {
    gram = design.gram
    rounded = gram.values as? [Real] ?? gram.values.map { Real($0) }
  }

  var rowCount: Int { gram.count }
  var coefficientCount: Int { gram.count }
  var isSampleSpace: Bool { true }
  /// The inverse of the whole Hessian leaves little to be learnt on the way.
  var pairLimit: Int { 4 }

  func scores(of coefficients: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>) {
    let n = gram.count
    if let rounded { return roughScores(rounded, of: coefficients, count: count, into: target) }
    gram.values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress, count > 0 else { return }
      Double.symmetricProduct(coefficients, values, into: target, m: count, n: n)
    }
  }

  private func roughScores(
    _ rounded: [Real], of coefficients: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>
  ) {
    let n = gram.count
    let size = count * n
    let inputs = UnsafeMutablePointer<Real>.allocate(capacity: 2 * size)
    let outputs = inputs + size
    defer { inputs.deallocate() }
    for place in 0..<size { inputs[place] = Real(coefficients[place]) }
    rounded.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress, count > 0 else { return }
      Real.symmetricProduct(inputs, values, into: outputs, m: count, n: n)
    }
    for place in 0..<size { target[place] = Double(outputs[place]) }
  }

  func project(_ residuals: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>) {
    target.update(from: residuals, count: count * gram.count)
  }

  func model(curvature: [Double]) -> GramCurvature<Real>? { GramCurvature(gram, curvature: curvature) }
}

extension GramDesign {
  /// Works on states that need only be rough until each has converged or `limit` iterations. Their scores belong to their
  /// coefficients, or are as near to that as a model knows them; after it they belong to them.
  ///
  /// The scores of steps are those that the model knows, where it is precise enough, which leaves one product less for an
  /// iteration. How far they have drifted is looked up in the end: where that costs more than the tolerance, the state goes on
  /// with products.
  func run(
    _ states: [SolverState], model: GramCurvature<Real>, restrictions: [GramCurvature<Real>.Restriction], limit: Int
  ) {
    guard model.knowsScores else {
      // Another model may have told them before.
      refreshScores(states)
      return LockstepSolver(design: self).run(states, model: model, restrictions: restrictions, limit: limit)
    }
    LockstepSolver(design: self, trustsModel: true).run(states, model: model, restrictions: restrictions, limit: limit)
    let reached = states.map { $0.scores.array }
    refreshScores(states)
    let drifted = states.indices.filter { states[$0].hasDrifted(from: reached[$0]) }
    if drifted.isEmpty { return }
    LockstepSolver(design: self).run(
      drifted.map { states[$0] }, model: model, restrictions: drifted.map { restrictions[$0] }, limit: limit)
  }
}

extension SolverState {
  /// Whether the scores at which the search has ended were too far from those of its coefficients: what the loss owes to the
  /// difference, to second order, is more than the search may leave.
  fileprivate func hasDrifted(from reached: [Double]) -> Bool {
    let difference = DoubleBlock(count: scores.count)
    for place in 0..<scores.count { difference.pointer[place] = scores.pointer[place] - reached[place] }
    // Negated, so that what is not a number has drifted.
    return !(loss.curvature(residuals: residuals.pointer, along: difference.pointer) <= 2 * tolerance * objective)
  }
}
