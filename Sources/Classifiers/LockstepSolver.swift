import LinearAlgebra

/// Solves several logistic regressions on one design together: limited-memory BFGS whose initial matrix is a model of
/// the Hessian, every problem with its own step length, all matrix products done for all problems at once.
///
/// A problem stops when half the squared Newton decrement (an estimate of what the objective could still lose) is at
/// most its `tolerance` times the objective.
struct LockstepSolver<D: Design> {
  let design: D

  /// Half the squared Newton decrement, as a part of the objective, from which on a close problem wants exact scores.
  private static var precisionOfModel: Double { 1e-6 }

  /// Works on `tracks`, whose scores belong to their coefficients, until each has converged or `limit` iterations.
  ///
  /// Where the model knows the scores of its steps, scores of rough problems are left inexact.
  /// - Parameter restrictions: the model narrowed to each track.
  func run(_ tracks: [Track], model: D.Model, restrictions: [D.Model.Restriction], limit: Int) {
    for track in tracks {
      (track.isConverged, track.isStalled, track.trustsModel) = (false, false, D.Model.knowsScores)
      track.pairs.removeAll()
      track.evaluateHere()
    }
    updateGradients(tracks)
    for _ in 0..<limit {
      let active = tracks.indices.filter { !tracks[$0].isConverged && !tracks[$0].isStalled }
      if active.isEmpty { break }
      let ordered = active.filter { !tracks[$0].trustsModel } + active.filter { tracks[$0].trustsModel }
      computeDirections(ordered.map { tracks[$0] }, model, ordered.map { restrictions[$0] })
      for index in active { advance(tracks[index]) }
      updateGradients(active.map { tracks[$0] })
      for index in active { tracks[index].finishPair() }
      refresh(ordered.filter { tracks[$0].wantsRefresh }.map { tracks[$0] })
    }
  }

  /// Exact scores from now on.
  private func refresh(_ tracks: [Track]) {
    if tracks.isEmpty { return }
    design.refreshScores(tracks)
    for track in tracks {
      (track.trustsModel, track.wantsRefresh) = (false, false)
      track.evaluateHere()
    }
    updateGradients(tracks)
  }

  /// gradient ← w − Xᵀr, in the design's coordinates.
  func updateGradients(_ tracks: [Track]) {
    let (m, n) = (design.coefficientCount, design.rowCount)
    let columns = tracks.reduce(0) { $0 + $1.loss.columns }
    let residuals = DoubleBlock(count: columns * n)
    let projected = DoubleBlock(count: columns * m)
    var column = 0
    for track in tracks {
      (residuals.pointer + column * n).update(from: track.residuals.pointer, count: track.residuals.count)
      column += track.loss.columns
    }
    design.project(residuals.pointer, count: columns, into: projected.pointer)
    column = 0
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
    let inputs = DoubleBlock(count: columns * m)
    let outputs = DoubleBlock(count: columns * m)
    let scores = DoubleBlock(count: columns * n)
    var intercepts: [Double] = []
    var owners: [D.Model.Restriction] = []
    var places: [Int] = []
    var column = 0
    for (index, track) in tracks.enumerated() {
      track.firstLoop()
      (inputs.pointer + column * m).update(from: track.direction.pointer, count: track.direction.count)
      intercepts += track.interceptDirection
      for own in 0..<track.loss.columns {
        owners.append(restrictions[index])
        places.append(own)
      }
      column += track.loss.columns
    }
    var steps = intercepts
    model.solve(
      inputs.pointer, intercepts: intercepts, columns: places, restrictions: owners, into: outputs.pointer,
      interceptSteps: &steps)
    let exact = tracks.reduce(0) { $0 + ($1.trustsModel ? 0 : $1.loss.columns) }
    model.scoresOfSteps(
      outputs.pointer + exact * m, inputs.pointer + exact * m, interceptSteps: Array(steps[exact...]),
      restrictions: Array(owners[exact...]), into: scores.pointer + exact * n)
    column = 0
    for track in tracks {
      let own = track.loss.columns
      centre(outputs.pointer + column * m, rows: m, columns: own)
      if track.trustsModel { centre(scores.pointer + column * n, rows: n, columns: own) }
      steps.withUnsafeMutableBufferPointer { centre($0.baseAddress! + column, rows: 1, columns: own) }
      column += own
    }
    design.scores(of: outputs.pointer, count: exact, into: scores.pointer)
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
    var slope = track.pairing(track.direction, track.directionScores, track.gradient)
    for column in track.intercepts.indices {
      slope += track.interceptDirection[column] * track.interceptGradient[column]
    }
    track.wantsRefresh = false
    if -slope / 2 <= track.tolerance * max(track.objective, .leastNormalMagnitude) {
      track.isConverged = -slope >= 0 || abs(slope) <= track.tolerance * track.objective
      track.isStalled = !track.isConverged
      return
    }
    track.wantsRefresh =
      track.trustsModel && track.tolerance <= Self.precisionOfModel
      && -slope / 2 <= Self.precisionOfModel * track.objective
    track.iterations += 1
    track.beginPair()
    guard let step = track.search(slope: slope) else {
      track.abandonPair()
      // Rounding of the model's scores may be the reason.
      if track.trustsModel { (track.wantsRefresh, track.isStalled) = (true, false) }
      return
    }
    track.recordStep(step)
    track.updateInterceptGradient()
  }
}
