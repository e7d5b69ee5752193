import LinearAlgebra
import Parallel

/// Many logistic regressions in sample space: every training set at every value of C, on one Gram matrix.
///
/// At the smallest C the problem on all rows comes first, and every training set starts from it with one Newton step that
/// takes its rows out. From one C to the next each problem takes Newton steps of its own in the dual
/// (`SolverState.dualResiduals`), which are near the optimum where steps of the primal would be far: there scores grow with ln C,
/// here the coefficients hardly move. One inverse of the Hessian serves all training sets, and all values of C for which it
/// fits. A path of several C is rough, and `SampleSpaceFinish` takes from it to the optimum what is asked for; at a single C what
/// asks for it is taken there at once. The optimum is unique and reached to a stated gradient norm, so where a search starts leaves no trace in it.
struct SampleSpacePath<Real: BLASReal>: Sendable {
  /// Where the whole stands at one C, and the model that was used there: other training sets can begin from it.
  struct Start: Sendable {
    /// [columns, rows], of centred features.
    var coefficients: [Double]
    /// [columns, rows], intercepts included.
    var scores: [Double]
    var intercepts: [Double]
    /// ‖w‖².
    var penalty: Double
    var model: GramCurvature<Real>
  }

  /// Of features less their means, for which an intercept without penalty makes up: a far better condition.
  let design: GramDesign<Real>
  /// The same with scores in the precision of the model.
  let rough: GramDesign<Real>
  /// Of the features as they are. What the training rows cannot tell apart has the same score here to the last bit.
  let plain: GramDesign<Real>
  let labels: PathLabels
  /// Means of the rows of `plain`.
  private let means: [Double]
  /// Of all rows of the data.
  private let gram: GramMatrix
  private let allLabels: PathLabels
  /// Rows of the data that those of the design are.
  private let rows: [Int]

  /// Columns of scores solved in one block of products, at most.
  static var blockColumns: Int { 24 }
  /// `GramCurvature.distance` from which on a model is made anew.
  static var farthest: Double { 4 }
  /// `GramCurvature.distance` up to which a model made for other labels serves.
  static var near: Double { 1 }
  /// Iterations after which a search asks whether the model is the reason that it takes so long.
  static var patience: Int { 40 }
  /// Newton steps in the dual with which a problem goes on to the next C.
  static var dualSteps: Int { 2 }
  /// Bytes of factors that are kept from one C to the next.
  static var keptBytes: Int { 400 << 20 }

  /// - Parameters:
  ///   - gram: of all rows of the data, as `labels` are.
  ///   - rows: those that may be trained on, ascending.
  init(_ gram: GramMatrix, labels: PathLabels, rows: [Int]) {
    self.gram = gram
    self.rows = rows
    allLabels = labels
    let own = rows.count == gram.count ? gram : gram.selecting(rows)
    let centred = own.centred()
    design = GramDesign(centred.matrix)
    rough = GramDesign(roughly: design)
    plain = GramDesign(own)
    means = centred.means
    self.labels = PathLabels(labels: rows.map { labels.labels[$0] })
  }

  /// - Parameters:
  ///   - sets: rows of the data; those to train on lie in `whole`.
  ///   - candidates: values of C, ascending.
  ///   - starts: of earlier calls with the same whole, by C; takes in those of this one.
  func fit(
    _ sets: [TrainingSet], whole: TrainingSet, candidates: [Double], threads: Int, starts: inout [Double: Start]
  ) throws -> LogisticPath {
    let classes = labels.classesPresent(Array(rows.indices))
    guard classes.count > 1, let first = candidates.first else {
      func constants(_ set: TrainingSet) -> [LogisticFit] {
        candidates.map { allLabels.constant(set, c: $0, isConverged: true) }
      }
      return LogisticPath(sets: sets.map(constants), whole: constants(whole)) { path, places in places.map { path[$0] }
      }
    }
    // A training set with few of the rows is a small problem of its own, not a large one with rows left out.
    let isShared = sets.map {
      $0.rows.count * 5 >= rows.count * 2 && labels.classesPresent(inner($0).rows) == classes
    }
    let shared = sets.indices.filter { isShared[$0] }
    var fits = [[LogisticFit]](repeating: [], count: sets.count)
    let run = SampleSpaceSolver(
      path: self, c: first, sets: ([whole] + shared.map { sets[$0] }).map(inner),
      start: starts[first], isAlone: candidates.count == 1, threads: threads)
    var wholes: [LogisticFit] = []
    var models: [GramCurvature<Real>?] = []
    for c in candidates {
      let found = try run.solve(c)
      models.append(run.model)
      starts[c] = run.start
      wholes.append(scoring(found[0], whole))
      for (place, fit) in zip(shared, found.dropFirst()) { fits[place].append(scoring(fit, sets[place])) }
    }
    let others = sets.indices.filter { !isShared[$0] }
    let alone = try parallelMap(others.count, threads: threads) { index in
      try self.alone(sets[others[index]], candidates: candidates)
    }
    for (place, found) in zip(others, alone) { fits[place] = found }
    let finish = SampleSpaceFinish(
      path: self, sets: sets, whole: whole, isShared: isShared, candidates: candidates, models: models,
      closed: Set(run.closed.keys.map { LogisticPath.Place(set: $0 > 0 ? shared[$0 - 1] : nil, c: 0) }),
      threads: threads)
    return try finish.closely(LogisticPath(sets: fits, whole: wholes) { try finish($0, $1) })
  }

  /// The same with nothing known from earlier calls.
  func fit(
    _ sets: [TrainingSet], whole: TrainingSet, candidates: [Double], threads: Int
  ) throws -> LogisticPath {
    var starts: [Double: Start] = [:]
    return try fit(sets, whole: whole, candidates: candidates, threads: threads, starts: &starts)
  }

  /// One training set as a problem of its own, in double precision throughout: [C].
  func alone(_ set: TrainingSet, candidates: [Double]) throws -> [LogisticFit] {
    try SampleSpacePath<Double>(gram, labels: allLabels, rows: set.rows)
      .fit([], whole: set, candidates: candidates, threads: 1).whole
  }

  /// The same rows as the design counts them, nothing scored where it lacks rows that are to be.
  func inner(_ set: TrainingSet) -> TrainingSet {
    if rows.count == gram.count { return set }
    var result = set
    result.rows = placesOf(set.rows)
    result.scored = []
    return result
  }

  /// Labels of the rows of the data as the design counts them.
  func own(_ labels: [Int32]) -> [Int32] { rows.map { labels[$0] } }

  private func placesOf(_ chosen: [Int]) -> [Int] {
    var place = 0
    return chosen.map { row in
      while rows[place] < row { place += 1 }
      return place
    }
  }

  /// A fit in terms of all rows of the data.
  func scoring(_ fit: LogisticFit, _ set: TrainingSet) -> LogisticFit {
    if rows.count == gram.count { return fit }
    var result = fit
    let n = gram.count
    let columns = fit.intercepts.count
    result.scoredCount = set.scored.count
    result.scores = []
    result.coefficients = [Double](repeating: 0, count: columns * n)
    for column in 0..<columns {
      for (place, row) in rows.enumerated() {
        result.coefficients[column * n + row] = fit.coefficients[column * rows.count + place]
      }
      let places = set.rows
      gram.values.withUnsafeBufferPointer { values in
        for scored in set.scored {
          var sum = fit.intercepts[column]
          for row in places { sum += values[scored * n + row] * result.coefficients[column * n + row] }
          result.scores.append(sum)
        }
      }
    }
    return result
  }

  /// Puts a state where a fit of the same rows stands. Scores must be refreshed after it.
  func start(_ state: SolverState, from fit: LogisticFit) {
    let n = rows.count
    let coefficients = (0..<fit.intercepts.count * n).map { place in
      fit.coefficients[place / n * gram.count + rows[place % n]]
    }
    state.start(from: coefficients, intercepts: fit.intercepts)
    moveIntercepts(of: state, by: 1)
  }

  /// Takes states that stand near their optimum to it.
  ///
  /// - Parameter sets: theirs, in terms of the design.
  func close(
    _ states: [SolverState], _ sets: [TrainingSet], model: GramCurvature<Real>,
    restrictions: [GramCurvature<Real>.Restriction]
  ) -> [LogisticFit] {
    if states.isEmpty { return [] }
    for (state, set) in zip(states, sets) { state.tolerance = set.tolerance }
    design.refreshScores(states)
    // From here on steps are small, and so is what single precision adds to the scores; in the end they are made afresh.
    LockstepSolver(design: rough).run(states, model: model, restrictions: restrictions, limit: 500)
    return settle(states, sets)
  }

  /// Takes the figures of close states afresh from their coefficients, whose sum is made 0 as it is at the optimum. Their
  /// intercepts are those of the features as they are from then on.
  ///
  /// - Parameter sets: theirs, in terms of the design.
  private func settle(_ states: [SolverState], _ sets: [TrainingSet]) -> [LogisticFit] {
    for state in states {
      state.balance()
      moveIntercepts(of: state, by: -1)
    }
    plain.refreshScores(states)
    for state in states { state.settleIntercepts() }
    LockstepSolver(design: plain).updateGradients(states)
    return zip(zip(states, sets), plain.gradientNorms(states)).map { own, norm in
      let (state, set) = own
      return labels.solution(
        state, set, gradientNorm: norm, isConverged: state.isConverged && !isDoubtful(state, norm))
    }
  }

  /// Whether the gradient contradicts what the model of the Hessian said. Half its square is an upper bound of what the
  /// objective can still lose, some orders of magnitude too large; a model that rounding has spoilt shows in it.
  private func isDoubtful(_ state: SolverState, _ gradientNorm: Double) -> Bool {
    gradientNorm * gradientNorm / 2 > 1e5 * state.tolerance * state.objective
  }

  /// Gives a rough fit, left as the solver had it, intercepts that go with features as they are.
  func uncentre(_ fit: inout LogisticFit, trainedOn own: [Int]) {
    let n = means.count
    for column in fit.intercepts.indices {
      let excess = fit.coefficients[column * n..<(column + 1) * n].reduce(0, +) / Double(own.count)
      for row in own { fit.coefficients[column * n + row] -= excess }
      for row in own { fit.intercepts[column] -= fit.coefficients[column * n + row] * means[row] }
    }
  }

  /// From intercepts of centred features to those of features as they are (−1), or back (1). The coefficients sum to 0, so
  /// weights and scores stay.
  func moveIntercepts(of state: SolverState, by sign: Double) {
    let n = means.count
    for column in state.intercepts.indices {
      state.intercepts[column] += sign * dot(state.coefficients.pointer + column * n, means, count: n)
    }
  }
}
