import Buffers
import LinearAlgebra

/// Solves several logistic regressions on one design together: limited-memory BFGS whose initial matrix is a model of
/// the Hessian, every problem with its own step length, all matrix products done for all problems at once.
///
/// A problem stops when what the objective can be expected to lose (`LineModel.expectedFall`) is at most its `tolerance`
/// times the objective.
struct LockstepSolver<D: Design> {
  let design: D
  /// Whether the model may say what the scores of its steps are: faster, and no nearer than its precision. Scores drift away
  /// from their coefficients then.
  var trustsModel = false

  /// Works on `states`, whose scores belong to their coefficients, until each has converged or `limit` iterations.
  ///
  /// - Parameter restrictions: the model narrowed to each state.
  func run(_ states: [SolverState], model: D.Model, restrictions: [D.Model.Restriction], limit: Int) {
    for state in states {
      (state.isConverged, state.isStalled) = (false, false)
      state.pairs.removeAll()
      state.evaluateHere()
    }
    updateGradients(states)
    for _ in 0..<limit {
      let active = states.indices.filter { !states[$0].isConverged && !states[$0].isStalled }
      if active.isEmpty { break }
      computeDirections(active.map { states[$0] }, model, active.map { restrictions[$0] })
      for index in active { advance(states[index]) }
      updateGradients(active.map { states[$0] })
      for index in active { states[index].finishPair() }
    }
  }

  /// gradient ← w − Xᵀr, in the design's coordinates.
  func updateGradients(_ states: [SolverState]) {
    let m = design.coefficientCount
    let columns = states.reduce(0) { $0 + $1.loss.columns }
    let projected = DoubleBlock(count: columns * m)
    withSideBySide(states.map(\.residuals)) { design.project($0, count: columns, into: projected.pointer) }
    var column = 0
    for state in states {
      state.gradient.copy(from: state.coefficients.pointer)
      add(-1, projected.pointer + column * m, to: state.gradient.pointer, count: state.gradient.count)
      column += state.loss.columns
    }
  }

  /// direction ← −H·gradient by the two loops over the pairs, the model between them.
  private func computeDirections(_ states: [SolverState], _ model: D.Model, _ restrictions: [D.Model.Restriction]) {
    let (m, n) = (design.coefficientCount, design.rowCount)
    let columns = states.reduce(0) { $0 + $1.loss.columns }
    let outputs = DoubleBlock(count: columns * m)
    let scores = DoubleBlock(count: columns * n)
    var intercepts: [Double] = []
    var owners: [D.Model.Restriction] = []
    var places: [Int] = []
    for (index, state) in states.enumerated() {
      state.firstLoop()
      intercepts += state.interceptDirection
      for own in 0..<state.loss.columns {
        owners.append(restrictions[index])
        places.append(own)
      }
    }
    var steps = intercepts
    let isScored = withSideBySide(states.map(\.direction)) { gradients in
      model.solve(
        gradients, intercepts: intercepts, columns: places, restrictions: owners, into: outputs.pointer,
        interceptSteps: &steps, scores: trustsModel ? scores.pointer : nil)
    }
    var column = 0
    for state in states {
      let own = state.loss.columns
      centre(outputs.pointer + column * m, rows: m, columns: own)
      if isScored { centre(scores.pointer + column * n, rows: n, columns: own) }
      steps.withUnsafeMutableBufferPointer { centre($0.start + column, rows: 1, columns: own) }
      column += own
    }
    if !isScored { design.scores(of: outputs.pointer, count: columns, into: scores.pointer) }
    column = 0
    for state in states {
      state.direction.copy(from: outputs.pointer + column * m)
      state.directionScores.copy(from: scores.pointer + column * n)
      state.interceptDirection = Array(steps[column..<column + state.loss.columns])
      state.secondLoop()
      column += state.loss.columns
    }
  }

  /// Takes the mean over the classes from their steps: adding the same to all classes changes no probability, so the
  /// gradient never asks for it, and a model without the coupling of classes must not bring it in.
  private func centre(_ steps: UnsafeMutablePointer<Double>, rows: Int, columns: Int) {
    if columns == 1 { return }
    for row in 0..<rows {
      var sum = 0.0
      for column in 0..<columns { sum += steps[column * rows + row] }
      let mean = sum / Double(columns)
      for column in 0..<columns { steps[column * rows + row] -= mean }
    }
  }

  /// Tests for convergence, then takes a step.
  private func advance(_ state: SolverState) {
    // Before its scores take in the intercept.
    state.beginPair()
    let line = state.lineModel()
    // The model leaves out what couples classes, and with it a part of what is still to be gained.
    let caution = state.loss.columns > 1 && !state.isClose ? 10.0 : 1
    if caution * line.expectedFall <= state.tolerance * max(state.objective, .leastNormalMagnitude) {
      state.openPair = nil
      state.isConverged = line.slope <= 0 || line.slope <= state.tolerance * state.objective
      state.isStalled = !state.isConverged
      return
    }
    state.iterations += 1
    guard let step = state.search(line) else {
      state.abandonPair()
      return
    }
    state.recordStep(step)
    state.updateInterceptGradient()
  }
}
