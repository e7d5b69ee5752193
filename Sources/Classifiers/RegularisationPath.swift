import LinearAlgebra
import Parallel

/// Many logistic regressions on one design whose coefficients are weights: every training set at every value of C.
///
/// For each C, from the smallest, the problem on all labelled rows is solved first. The second derivatives there make
/// the model of the Hessian that the training sets of this C share, and its coefficients are where they start.
/// The optimum is unique and reached to a stated gradient norm, so where a search starts leaves no trace in it.
struct RegularisationPath<D: PrimalDesign>: Sendable {
  let design: D
  let labels: PathLabels
  /// Iterations after which a model is renewed. With more than two classes each renewal waits twice as long as the one
  /// before: it drops the curvature pairs, to which the model leaves the coupling of classes.
  var patience = 14
  /// Columns of scores solved in one block of products, at most.
  var blockColumns = 32

  /// - Parameter candidates: values of C, ascending.
  /// - Returns: every fit as near to its optimum as its set asks for.
  func fit(
    _ sets: [TrainingSet], whole: TrainingSet, candidates: [Double], threads: Int
  ) throws -> LogisticPath {
    let classCount = labels.classesPresent(whole.rows).count
    let most = max(1, blockColumns / max(1, classCount == 2 ? 1 : classCount))
    let bounds = evenBlocks(sets.count, atMost: most)
    var bySet = [[LogisticFit]](repeating: [], count: sets.count)
    var wholes: [LogisticFit] = []
    var previous: SolverState?
    for c in candidates {
      let loss = labels.loss(whole.rows, c: c)
      let state = loss.flatMap { solveWhole($0, tolerance: whole.tolerance, from: previous) }
      guard let state else {
        // Nothing to tell apart, or (NaN) no model of the second derivatives.
        wholes.append(labels.constant(whole, c: c, isConverged: loss == nil))
        for index in sets.indices { bySet[index].append(labels.constant(sets[index], c: c, isConverged: loss == nil)) }
        continue
      }
      wholes += finish([state], [whole])
      previous = state
      if sets.isEmpty { continue }
      guard let model = model(at: state) else {
        for index in sets.indices { bySet[index].append(labels.constant(sets[index], c: c, isConverged: false)) }
        continue
      }
      let start = wholes[wholes.count - 1]
      let blocks = try parallelMap(bounds.count, threads: threads) { block in
        let own = Array(sets[bounds[block]])
        return solveBlock(own, c: c, model: model, starts: own.map { _ in start })
      }
      for (index, solution) in blocks.joined().enumerated() { bySet[index].append(solution) }
    }
    return LogisticPath(sets: bySet, whole: wholes) { path, places in
      try finish(places, of: path, sets: sets, whole: whole, candidates: candidates, threads: threads)
    }
  }

  /// Takes rough fits to their optimum, from where the path left them.
  private func finish(
    _ places: [LogisticPath.Place], of path: LogisticPath, sets: [TrainingSet], whole: TrainingSet,
    candidates: [Double], threads: Int
  ) throws -> [LogisticFit] {
    var found: [LogisticPath.Place: LogisticFit] = [:]
    for (index, c) in candidates.enumerated() {
      let own = places.filter { place in
        place.c == index && !place.set(of: sets, whole).isClose
      }
      let start = path.whole[index]
      guard !own.isEmpty, let loss = labels.loss(whole.rows, c: c) else { continue }
      let state = SolverState(loss, design: design, tolerance: whole.tolerance)
      state.start(from: start.coefficients, intercepts: start.intercepts)
      design.refreshScores([state])
      state.evaluateHere()
      guard let model = model(at: state) else {
        for place in own {
          found[place] = path[place]
          found[place]?.isConverged = false
        }
        continue
      }
      let blocks = evenBlocks(own.count, atMost: LogisticPath.blockColumns)
      let fits = try parallelMap(blocks.count, threads: threads) { block in
        let part = own[blocks[block]]
        return solveBlock(
          part.map { $0.set(of: sets, whole).closely }, c: c, model: model, starts: part.map { path[$0] })
      }
      for (place, fit) in zip(own, fits.joined()) { found[place] = fit }
    }
    return places.map { found[$0] ?? path[$0] }
  }

  private func patience(_ columns: Int, renewal: Int) -> Int { columns > 1 ? patience << min(renewal, 6) : patience }

  /// The problem on all rows, its model renewed until it converges within `patience` iterations; nil where no model can
  /// be made.
  private func solveWhole(_ loss: LogisticLoss, tolerance: Double, from previous: SolverState?) -> SolverState? {
    let solver = LockstepSolver(design: design)
    let state = SolverState(loss, design: design, tolerance: tolerance)
    if let previous { state.start(from: previous) }
    for renewal in 0..<40 {
      state.evaluateHere()
      guard let model = model(at: state) else { return nil }
      let restriction = model.restriction(isTraining: state.isTraining, curvature: nil)
      let before = state.iterations
      solver.run([state], model: model, restrictions: [restriction], limit: patience(loss.columns, renewal: renewal))
      // Stuck with a model of where it stands: rounding.
      if state.isConverged || state.iterations <= before + 1 { break }
    }
    return state
  }

  /// Of the second derivatives where a state stands.
  private func model(at state: SolverState) -> D.Model? {
    var curvature = state.loss.rowCurvature(residuals: state.residuals.pointer)
    // Not positive definite in this precision: a flatter model is slower, not wrong.
    for _ in 0..<12 {
      if let model = design.model(curvature: curvature) { return model }
      for row in curvature.indices { curvature[row] /= 10 }
    }
    return design.model(curvature: curvature)
  }

  /// - Parameter starts: a fit for each set to set out from, where it is of the same classes.
  private func solveBlock(
    _ sets: [TrainingSet], c: Double, model: D.Model, starts: [LogisticFit]
  ) -> [LogisticFit] {
    let losses = sets.map { labels.loss($0.rows, c: c) }
    var states: [SolverState] = []
    var fitted: [TrainingSet] = []
    for ((set, loss), start) in zip(zip(sets, losses), starts) {
      guard let loss else { continue }
      let state = SolverState(loss, design: design, tolerance: set.tolerance)
      if labels.classesPresent(set.rows) == start.classes {
        state.start(from: start.coefficients, intercepts: start.intercepts)
      }
      states.append(state)
      fitted.append(set)
    }
    if !states.isEmpty {
      design.refreshScores(states)
      let solver = LockstepSolver(design: design)
      let columns = states.map(\.loss.columns).max() ?? 1
      var unsolved = states
      for round in 0..<40 where !unsolved.isEmpty {
        for state in unsolved { state.evaluateHere() }
        // A rough answer is reached with the shared model; a close one repays a model of its own, unless there are many
        // classes and as many factors, in which what couples them is missing all the same.
        let restrictions = unsolved.map { state in
          let isOwn = round > 0 || (state.isClose && columns == 1)
          let curvature = isOwn ? state.loss.rowCurvature(residuals: state.residuals.pointer) : nil
          return model.restriction(isTraining: state.isTraining, curvature: curvature)
        }
        let before = unsolved.map(\.iterations)
        solver.run(unsolved, model: model, restrictions: restrictions, limit: columns > 1 ? 1000 : patience)
        unsolved = zip(unsolved, before).filter { state, before in
          !state.isConverged && (round == 0 || state.iterations > before + 1)
        }.map(\.0)
      }
    }
    var solutions = states.isEmpty ? [] : finish(states, fitted)
    var result: [LogisticFit] = []
    for (set, loss) in zip(sets, losses) {
      result.append(loss == nil ? labels.constant(set, c: c, isConverged: true) : solutions.removeFirst())
    }
    return result
  }

  /// Takes the figures of converged states afresh from their coefficients.
  private func finish(_ states: [SolverState], _ sets: [TrainingSet]) -> [LogisticFit] {
    for state in states { state.silence(design.silentFeatures(isTraining: state.isTraining)) }
    design.refreshScores(states)
    for state in states { state.evaluateHere() }
    LockstepSolver(design: design).updateGradients(states)
    let norms = design.gradientNorms(states)
    return zip(states, sets).enumerated().map { index, pair in
      labels.solution(pair.0, pair.1, gradientNorm: norms[index], isConverged: pair.0.isConverged)
    }
  }
}
