import LinearAlgebra

/// Solves several logistic regressions on one design together: limited-memory BFGS whose initial matrix is a model of
/// the Hessian, every problem with its own step length, all matrix products done for all problems at once.
///
/// A problem stops when what the objective can be expected to lose (`LineModel.expectedFall`) is at most its `tolerance`
/// times the objective.
struct LockstepSolver<D: Design> {
  let design: D

  /// Works on `tracks`, whose scores belong to their coefficients, until each has converged or `limit` iterations.
  ///
  /// - Parameter restrictions: the model narrowed to each track.
  func run(_ tracks: [Track], model: D.Model, restrictions: [D.Model.Restriction], limit: Int) {
    for track in tracks {
      (track.isConverged, track.isStalled) = (false, false)
      track.pairs.removeAll()
      track.evaluateHere()
    }
    updateGradients(tracks)
    for _ in 0..<limit {
      let active = tracks.indices.filter { !tracks[$0].isConverged && !tracks[$0].isStalled }
      if active.isEmpty { break }
      computeDirections(active.map { tracks[$0] }, model, active.map { restrictions[$0] })
      for index in active { advance(tracks[index]) }
      updateGradients(active.map { tracks[$0] })
      for index in active { tracks[index].finishPair() }
    }
  }

  /// gradient ← w − Xᵀr, in the design's coordinates.
  func updateGradients(_ tracks: [Track]) {
    let m = design.coefficientCount
    let columns = tracks.reduce(0) { $0 + $1.loss.columns }
    let projected = DoubleBlock(count: columns * m)
    withSideBySide(tracks.map(\.residuals)) { design.project($0, count: columns, into: projected.pointer) }
    var column = 0
    for track in tracks {
      track.gradient.copy(from: track.coefficients.pointer)
      add(-1, projected.pointer + column * m, to: track.gradient.pointer, count: track.gradient.count)
      column += track.loss.columns
    }
  }

  /// direction ← −H·gradient by the two loops over the pairs, the model between them.
  private func computeDirections(_ tracks: [Track], _ model: D.Model, _ restrictions: [D.Model.Restriction]) {
    let (m, n) = (design.coefficientCount, design.rowCount)
    let columns = tracks.reduce(0) { $0 + $1.loss.columns }
    let outputs = DoubleBlock(count: columns * m)
    let scores = DoubleBlock(count: columns * n)
    var intercepts: [Double] = []
    var owners: [D.Model.Restriction] = []
    var places: [Int] = []
    for (index, track) in tracks.enumerated() {
      track.firstLoop()
      intercepts += track.interceptDirection
      for own in 0..<track.loss.columns {
        owners.append(restrictions[index])
        places.append(own)
      }
    }
    var steps = intercepts
    withSideBySide(tracks.map(\.direction)) { gradients in
      model.solve(
        gradients, intercepts: intercepts, columns: places, restrictions: owners, into: outputs.pointer,
        interceptSteps: &steps)
    }
    var column = 0
    for track in tracks {
      let own = track.loss.columns
      centre(outputs.pointer + column * m, rows: m, columns: own)
      steps.withUnsafeMutableBufferPointer { centre($0.baseAddress! + column, rows: 1, columns: own) }
      column += own
    }
    design.scores(of: outputs.pointer, count: columns, into: scores.pointer)
    column = 0
    for track in tracks {
      track.direction.copy(from: outputs.pointer + column * m)
      track.directionScores.copy(from: scores.pointer + column * n)
      track.interceptDirection = Array(steps[column..<column + track.loss.columns])
      track.secondLoop()
      column += track.loss.columns
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
  private func advance(_ track: Track) {
    // Before its scores take in the intercept.
    track.beginPair()
    let line = track.lineModel()
    // The model leaves out what couples classes, and with it a part of what is still to be gained.
    let caution = track.loss.columns > 1 && !track.isClose ? 10.0 : 1
    if caution * line.expectedFall <= track.tolerance * max(track.objective, .leastNormalMagnitude) {
      track.openPair = nil
      track.isConverged = line.slope <= 0 || line.slope <= track.tolerance * track.objective
      track.isStalled = !track.isConverged
      return
    }
    track.iterations += 1
    guard let step = track.search(line) else {
      track.abandonPair()
      return
    }
    track.recordStep(step)
    track.updateInterceptGradient()
  }
}
