import LinearAlgebra
import Parallel

/// Many logistic regressions on one design: every training set at every value of C.
///
/// For each C, from the smallest, the problem on all labelled rows is solved first. The second derivatives there make
/// the model of the Hessian that the training sets of this C share, and its coefficients are where they start.
/// The optimum is unique and reached to a stated gradient norm, so where a search starts leaves no trace in it.
struct RegularisationPath<D: Design>: Sendable {
  /// A fit with its coefficients, [columns, coefficients].
  struct Solution: Sendable {
    var fit: LogisticFit
    var coefficients: [Double]
  }

  let design: D
  /// −1 where there is none.
  let labels: [Int32]
  /// Iterations after which a model is renewed.
  var patience = 14
  /// The same for more than two classes, where the model leaves the coupling of classes to the curvature pairs, which
  /// a renewal drops.
  var patienceWithManyClasses = 24
  /// Columns of scores solved in one block of products, at most.
  var blockColumns = 32

  /// - Parameter candidates: values of C, ascending.
  /// - Returns: [training set][C], and on `whole` rows [C].
  func fit(
    _ sets: [TrainingSet], whole: TrainingSet, candidates: [Double], threads: Int
  ) throws -> (sets: [[Solution]], whole: [Solution]) {
    let classCount = classesPresent(whole.rows).count
    let most = max(1, blockColumns / max(1, classCount == 2 ? 1 : classCount))
    let blockCount = (sets.count + most - 1) / most
    let bounds = (0..<blockCount).map { $0 * sets.count / blockCount..<($0 + 1) * sets.count / blockCount }
    var bySet = [[Solution]](repeating: [], count: sets.count)
    var wholes: [Solution] = []
    var previous: Track?
    for c in candidates {
      let loss = makeLoss(whole.rows, c: c)
      let track = loss.flatMap { solveWhole($0, from: previous) }
      guard let track else {
        // Nothing to tell apart, or (NaN) no model of the second derivatives.
        wholes.append(constant(whole, c: c, isConverged: loss == nil))
        for index in sets.indices { bySet[index].append(constant(sets[index], c: c, isConverged: loss == nil)) }
        continue
      }
      wholes += finish([track], [whole])
      previous = track
      if sets.isEmpty { continue }
      guard let model = model(at: track, design.model) else {
        for index in sets.indices { bySet[index].append(constant(sets[index], c: c, isConverged: false)) }
        continue
      }
      let start = (classes: wholes[wholes.count - 1].fit.classes, coefficients: wholes[wholes.count - 1].coefficients)
      let intercepts = track.intercepts
      let blocks = try parallelMap(bounds.count, threads: threads) { block in
        solveBlock(sets[bounds[block]].map { $0 }, c: c, model: model, start: start, intercepts: intercepts)
      }
      for (index, solution) in blocks.joined().enumerated() { bySet[index].append(solution) }
    }
    return (bySet, wholes)
  }

  private func patience(_ columns: Int) -> Int { columns > 1 ? patienceWithManyClasses : patience }

  /// nil where fewer than two classes occur.
  private func makeLoss(_ rows: [Int], c: Double) -> LogisticLoss? {
    let classes = classesPresent(rows)
    if classes.count < 2 { return nil }
    var place = [Int32](repeating: -1, count: (classes.last ?? 0) + 1)
    for (index, value) in classes.enumerated() { place[value] = Int32(index) }
    return LogisticLoss(
      rows: rows, targets: rows.map { place[Int(labels[$0])] }, classCount: classes.count, c: c,
      stride: design.rowCount)
  }

  private func classesPresent(_ rows: [Int]) -> [Int] {
    var isPresent: [Bool] = []
    for row in rows {
      let label = Int(labels[row])
      while isPresent.count <= label { isPresent.append(false) }
      isPresent[label] = true
    }
    return isPresent.indices.filter { isPresent[$0] }
  }

  /// The problem on all rows, its model renewed until it converges within `patience` iterations; nil where no model can
  /// be made.
  private func solveWhole(_ loss: LogisticLoss, from previous: Track?) -> Track? {
    let solver = LockstepSolver(design: design)
    let track = Track(
      loss: loss, coefficientCount: design.coefficientCount, isSampleSpace: design.isSampleSpace,
      tolerance: 1e-12)
    if let previous { track.start(from: previous) }
    for _ in 0..<40 {
      track.evaluateHere()
      guard let model = model(at: track, design.modelForOne) else { return nil }
      track.isConverged = false
      solver.run([track], model: model, limit: patience(loss.columns), patience: patience(loss.columns))
      if track.isConverged || track.isStalled { break }
    }
    return track
  }

  /// Of the second derivatives where a track stands.
  private func model(at track: Track, _ make: ([Double]) -> D.Model?) -> D.Model? {
    var curvature = track.loss.rowCurvature(residuals: track.residuals.pointer)
    // Not positive definite in this precision: a flatter model is slower, not wrong.
    for _ in 0..<12 {
      if let model = make(curvature) { return model }
      for row in curvature.indices { curvature[row] /= 10 }
    }
    return make(curvature)
  }

  private func solveBlock(
    _ sets: [TrainingSet], c: Double, model: D.Model, start: (classes: [Int], coefficients: [Double]),
    intercepts: [Double]
  ) -> [Solution] {
    let losses = sets.map { makeLoss($0.rows, c: c) }
    var tracks: [Track] = []
    var fitted: [TrainingSet] = []
    for (set, loss) in zip(sets, losses) {
      guard let loss else { continue }
      let track = Track(
        loss: loss, coefficientCount: design.coefficientCount, isSampleSpace: design.isSampleSpace,
        tolerance: set.tolerance)
      if classesPresent(set.rows) == start.classes { track.start(from: start.coefficients, intercepts: intercepts) }
      tracks.append(track)
      fitted.append(set)
    }
    let solver = LockstepSolver(design: design)
    if !tracks.isEmpty {
      let shared = tracks.map { model.restriction(isTraining: $0.isTraining, curvature: nil) }
      if design.isSampleSpace { leaveOut(tracks, shared, from: start.coefficients, model) }
      refreshScores(tracks)
      let columns = tracks.map(\.loss.columns).max() ?? 1
      solver.run(tracks, model: model, limit: 500, patience: patience(columns), prepared: shared)
    }
    var solutions = tracks.isEmpty ? [] : finish(tracks, fitted)
    var result: [Solution] = []
    for (set, loss) in zip(sets, losses) {
      result.append(
        loss == nil ? constant(set, c: c, isConverged: true) : solutions.removeFirst())
    }
    return result
  }

  /// One Newton step from the solution on all rows, which takes the held-out rows out of it: their coefficients go, and
  /// the others answer to that.
  private func leaveOut(
    _ tracks: [Track], _ shared: [D.Model.Restriction], from whole: [Double], _ model: D.Model
  ) {
    let n = design.rowCount
    let places = tracks.indices.filter { tracks[$0].coefficients.count == whole.count }
    let tracks = places.map { tracks[$0] }
    guard let columns = tracks.first?.loss.columns else { return }
    let total = tracks.count * columns
    let heldOut = DoubleBlock(count: total * n)
    let answers = DoubleBlock(count: total * n)
    var intercepts = [Double](repeating: 0, count: total)
    for (index, track) in tracks.enumerated() {
      for place in 0..<columns * n where !track.isTraining[place % n] {
        heldOut.pointer[index * columns * n + place] = whole[place]
        intercepts[index * columns + place / n] += whole[place]
      }
    }
    design.scores(of: heldOut.pointer, count: total, into: answers.pointer)
    let curvature = model.rowCurvature
    var restrictions: [D.Model.Restriction] = []
    for (index, track) in tracks.enumerated() {
      for column in 0..<columns {
        for row in 0..<n {
          let place = (index * columns + column) * n + row
          let pull = track.isTraining[row] ? -curvature[row] * answers.pointer[place] : 0
          answers.pointer[place] = pull
          intercepts[index * columns + column] += pull
        }
      }
      for _ in 0..<columns { restrictions.append(shared[places[index]]) }
    }
    var shifts = intercepts
    model.solve(
      answers.pointer, intercepts: intercepts, columns: (0..<total).map { $0 % columns }, restrictions: restrictions,
      into: heldOut.pointer,
      interceptSteps: &shifts)
    for (index, track) in tracks.enumerated() {
      add(-1, heldOut.pointer + index * columns * n, to: track.coefficients.pointer, count: columns * n)
      for column in 0..<columns { track.intercepts[column] -= shifts[index * columns + column] }
    }
  }

  /// scores and ‖w‖² from the coefficients.
  private func refreshScores(_ tracks: [Track]) {
    let (m, n) = (design.coefficientCount, design.rowCount)
    let columns = tracks.reduce(0) { $0 + $1.loss.columns }
    let inputs = DoubleBlock(count: columns * m)
    let outputs = DoubleBlock(count: columns * n)
    var column = 0
    for track in tracks {
      (inputs.pointer + column * m).update(from: track.coefficients.pointer, count: track.coefficients.count)
      column += track.loss.columns
    }
    design.scores(of: inputs.pointer, count: columns, into: outputs.pointer)
    column = 0
    for track in tracks {
      track.scores.copy(from: outputs.pointer + column * n)
      track.penalty = track.pairing(track.coefficients, track.scores, track.coefficients)
      track.addIntercepts()
      column += track.loss.columns
    }
  }

  /// Takes the figures of converged tracks afresh from their coefficients.
  private func finish(_ tracks: [Track], _ sets: [TrainingSet]) -> [Solution] {
    let n = design.rowCount
    for track in tracks { track.silence(design.silentFeatures(isTraining: track.isTraining)) }
    refreshScores(tracks)
    for track in tracks { track.evaluateHere() }
    LockstepSolver(design: design).updateGradients(tracks)
    let norms = gradientNorms(tracks)
    return zip(tracks, sets).enumerated().map { index, pair in
      let (track, set) = pair
      var scores: [Double] = []
      scores.reserveCapacity(track.loss.columns * set.scored.count)
      for column in 0..<track.loss.columns {
        for row in set.scored { scores.append(track.scores.pointer[column * n + row]) }
      }
      let fit = LogisticFit(
        c: track.loss.c, classes: classesPresent(set.rows), scores: scores, scoredCount: set.scored.count,
        intercepts: track.intercepts, objective: track.objective, gradientNorm: norms[index],
        iterations: track.iterations, isConverged: track.isConverged && isCertain(track, norms[index]))
      return Solution(fit: fit, coefficients: track.coefficients.array)
    }
  }

  /// Whether the gradient bears out what the model of the Hessian said. Half its square is an upper bound of what the
  /// objective can still lose, some orders of magnitude too large; in sample space a model that rounding has spoilt shows
  /// in it.
  private func isCertain(_ track: Track, _ gradientNorm: Double) -> Bool {
    !design.isSampleSpace || gradientNorm * gradientNorm / 2 <= 1e5 * track.tolerance * track.objective
  }

  /// ‖(∂w, ∂b)‖ of each track; in sample space it takes the scores of the gradient.
  private func gradientNorms(_ tracks: [Track]) -> [Double] {
    let (m, n) = (design.coefficientCount, design.rowCount)
    return tracks.map { track in
      var square = track.interceptGradient.reduce(0) { $0 + $1 * $1 }
      if design.isSampleSpace {
        let scores = DoubleBlock(count: track.loss.columns * n)
        design.scores(of: track.gradient.pointer, count: track.loss.columns, into: scores.pointer)
        square += max(0, dot(scores.pointer, track.gradient.pointer, count: track.gradient.count))
      } else {
        square += dot(track.gradient.pointer, track.gradient.pointer, count: track.loss.columns * m)
      }
      return square.squareRoot()
    }
  }

  private func constant(_ set: TrainingSet, c: Double, isConverged: Bool) -> Solution {
    let fit = LogisticFit(
      c: c, classes: classesPresent(set.rows), scores: [], scoredCount: set.scored.count, intercepts: [],
      objective: 0, gradientNorm: 0, iterations: 0, isConverged: isConverged)
    return Solution(fit: fit, coefficients: [])
  }
}
