import LinearAlgebra
import Parallel

/// One pass along a path in sample space, with what it carries from one C to the next.
///
/// Parallel loops go over blocks of states, each of which is touched by one thread at a time; the model is made between
/// such loops. That is what makes it safe to share.
final class SampleSpaceSolver<Real: BLASReal>: @unchecked Sendable {
  typealias Model = GramCurvature<Real>

  private let path: SampleSpacePath<Real>
  private let design: GramDesign<Real>
  /// Of `states`: the whole first.
  private let sets: [TrainingSet]
  /// Whether sets are taken to the optimum that they ask for, as long as their restrictions are at hand.
  private let closes: Bool
  private let states: [SolverState]
  private let threads: Int
  /// Places of states whose products are made together.
  private let blocks: [Range<Int>]
  private(set) var model: Model?
  /// The model narrowed to the states of each block; empty where it is not kept, as it takes too much memory or serves once.
  private var kept: [[Model.Restriction]] = []
  private let keepsRestrictions: Bool
  private var isFirst = true
  /// Fits taken to their optimum, by state.
  private(set) var closed: [Int: LogisticFit] = [:]
  /// Where the whole stood in an earlier pass with the same rows, at the first C.
  private let known: SampleSpacePath<Real>.Start?

  /// - Parameters:
  ///   - sets: in terms of the design, the whole first; all of them with all classes.
  ///   - start: of the same whole at the same C; nil: none is known.
  ///   - isAlone: whether `solve` is called for this C alone: restrictions are then of no use to a later call, and sets that
  ///     ask for it are taken to their optimum at once.
  init(
    path: SampleSpacePath<Real>, c: Double, sets: [TrainingSet], start: SampleSpacePath<Real>.Start?, isAlone: Bool,
    threads: Int
  ) {
    self.path = path
    known = start
    self.sets = sets
    self.threads = threads
    closes = isAlone
    let design = path.rough
    self.design = design
    let states = sets.compactMap { set in
      path.labels.loss(set.rows, c: c).map { SolverState($0, design: design, tolerance: set.roughly.tolerance) }
    }
    self.states = states
    let most = max(1, SampleSpacePath<Real>.blockColumns / (states.first?.loss.columns ?? 1))
    blocks = evenBlocks(states.count, atMost: most)
    let bytes = states.reduce(0) { sum, state in
      let left = design.rowCount - state.loss.rows.count
      return sum + left * left * MemoryLayout<Real>.stride
    }
    keepsRestrictions = !isAlone && bytes <= SampleSpacePath<Real>.keptBytes
  }

  /// Where the whole stood when `solve` had found it roughly; nil where it has not converged.
  private(set) var start: SampleSpacePath<Real>.Start?

  /// Where the whole stands; nil: there is no model.
  private var standing: SampleSpacePath<Real>.Start? {
    guard let model, let whole = states.first else { return nil }
    return SampleSpacePath<Real>.Start(
      coefficients: whole.coefficients.array, scores: whole.scores.array, intercepts: whole.intercepts,
      penalty: whole.penalty, model: model)
  }

  private func place(_ state: SolverState, at start: SampleSpacePath<Real>.Start) {
    state.start(from: start.coefficients, intercepts: start.intercepts)
    state.scores.copy(from: start.scores)
    state.penalty = start.penalty
  }

  /// All states at one C, ascending from call to call.
  func solve(_ c: Double) throws -> [LogisticFit] {
    (start, closed) = (nil, [:])
    for state in states {
      (state.iterations, state.isConverged) = (0, false)
      if state.loss.c != c { state.loss = LogisticLoss(state.loss, c: c) }
    }
    guard try isFirst ? startWhole() && narrow() : moveOn() else { return failed(c) }
    // A copy: while other sets leave it, the whole itself may be on its way.
    let origin = isFirst ? standing : nil
    isFirst = false
    var unsolved = Array(blocks.indices)
    for attempt in 0..<4 where !unsolved.isEmpty {
      // Slow: second derivatives have moved away from those of the model.
      if attempt > 0, try !renew() { break }
      let now = unsolved
      let found = try parallelMap(now.count, threads: threads) { [self] in
        solveBlock(
          now[$0], limit: SampleSpacePath<Real>.patience << attempt, from: attempt == 0 ? origin : nil)
      }
      guard !found.contains(where: { $0.outcome == .unusable }) else { return failed(c) }
      for block in found {
        if let whole = block.whole { start = whole }
        closed.merge(block.closed) { $1 }
      }
      unsolved = zip(now, found).filter { $0.1.outcome == .open }.map(\.0)
    }
    return try parallelMap(blocks.count, threads: threads) { [self] in finish(blocks[$0]) }.flatMap { $0 }
  }

  private func failed(_ c: Double) -> [LogisticFit] {
    (isFirst, start, closed) = (true, nil, [:])
    return sets.map { path.labels.constant($0, c: c, isConverged: false) }
  }

  // MARK: The model

  /// A model of the second derivatives where the whole stands.
  private func renew() throws -> Bool {
    states[0].evaluateHere()
    return try useModel(states[0].loss.rowCurvature(residuals: states[0].residuals.pointer))
  }

  private func useModel(_ curvature: [Double]) throws -> Bool {
    kept = []
    model = design.model(curvature: curvature)
    // Not positive definite in this precision: a flatter model is slower, not wrong.
    var flatter = curvature
    for _ in 0..<6 where model == nil {
      for row in flatter.indices { flatter[row] /= 10 }
      model = design.model(curvature: flatter)
    }
    return model != nil
  }

  /// - Returns: nil where the model cannot be narrowed in this precision.
  private func restrictions(of block: Int, _ model: Model) -> [Model.Restriction]? {
    kept.isEmpty ? model.restrictions(blocks[block].map { states[$0].isTraining }) : kept[block]
  }

  /// Makes the restrictions of all blocks, where they are to be kept.
  private func narrow() throws -> Bool {
    guard keepsRestrictions, kept.isEmpty, let model else { return true }
    let all = try parallelMap(blocks.count, threads: threads) { [self] in restrictions(of: $0, model) }
    if all.contains(where: { $0 == nil }) { return false }
    kept = all.compactMap { $0 }
    return true
  }

  // MARK: Starts

  /// The whole from where it is known to stand, or from nothing.
  private func startWhole() throws -> Bool {
    let whole = states[0]
    if let known {
      place(whole, at: known)
      (model, kept) = (known.model, [])
      return true
    }
    guard try useModel(firstCurvature(whole.loss)) else { return false }
    guard let model, let restriction = model.restrictions([whole.isTraining]) else { return false }
    whole.reset()
    move([whole], model, restriction) { self.firstResiduals(whole.loss, model) }
    for attempt in 0..<6 {
      guard let model = self.model, let restriction = model.restrictions([whole.isTraining]) else { return false }
      design.run([whole], model: model, restrictions: restriction, limit: attempt < 5 ? 25 : 500)
      let curvature = whole.loss.rowCurvature(residuals: whole.residuals.pointer)
      let isFar = model.distance(to: curvature, rows: whole.loss.rows) > SampleSpacePath<Real>.farthest
      let isDone = whole.isConverged || whole.isStalled
      if isDone, !isFar || states.count == 1 { break }
      if isFar || !isDone { guard try useModel(curvature) else { return false } }
      if isDone { break }
    }
    return true
  }

  /// One second derivative for all rows: that of rows which are as sure as the penalty lets them be. A row whose kernel
  /// stands out by κ from the others' is told with a coefficient C·p for a margin κ·C·p = logit(1 − p).
  private func firstCurvature(_ loss: LogisticLoss) -> [Double] {
    let p = surestError(loss)
    let share = loss.columns == 1 ? 1 : 2 / Double(loss.columns)
    return [Double](repeating: max(1e-300, loss.c * p * (1 - p) * share), count: design.rowCount)
  }

  private func surestError(_ loss: LogisticLoss) -> Double {
    let n = design.rowCount
    var kernel = 0.0
    for row in loss.rows { kernel += design.gram.values[row * n + row] }
    kernel /= 2 * Double(loss.rows.count)
    var (low, high) = (0.0, 0.5)
    for _ in 0..<60 {
      let p = (low + high) / 2
      if logit(1 - p) > kernel * loss.c * p { low = p } else { high = p }
    }
    return high
  }

  /// What a row asks of coefficients and scores where it stands on the loss at that point: C·p and D·logit(1 − p).
  private func firstResiduals(_ loss: LogisticLoss, _ model: Model) -> [Double] {
    let n = design.rowCount
    let p = surestError(loss)
    var result = [Double](repeating: 0, count: loss.columns * n)
    for row in loss.rows {
      let size = loss.c * p + model.roots[row] * model.roots[row] * logit(1 - p)
      for column in 0..<loss.columns {
        let isOwn = loss.targets[row] == Double(loss.columns == 1 ? 1 : column)
        let sign = loss.columns == 1 ? (isOwn ? 1 : -1) : 2 * ((isOwn ? 1 : 0) - 1 / Double(loss.columns))
        result[column * n + row] = sign * size
      }
    }
    return result
  }

  /// The solution of the whole less the rows that a block's states leave out, and a step that lets the others answer.
  private func leaveOut(
    _ block: Range<Int>, of whole: SampleSpacePath<Real>.Start, _ restrictions: [Model.Restriction]
  ) {
    let model = whole.model
    let places = block.filter { $0 > 0 }
    if places.isEmpty { return }
    let own = places.map { states[$0] }
    for state in own {
      place(state, at: whole)
      state.dropOtherRows()
    }
    design.refreshScores(own)
    let n = design.rowCount
    move(own, model, places.map { restrictions[$0 - block.lowerBound] }) {
      own.flatMap { state in
        let (columns, scores, isTraining) = (state.loss.columns, state.scores.pointer, state.isTraining)
        return (0..<columns * n).map { place in
          let root = model.roots[place % n]
          return isTraining[place % n] ? root * root * (whole.scores[place] - scores[place]) : 0
        }
      }
    }
  }

  /// From the optima of the C before to near those of this one, with a new model where the old one has become poor.
  private func moveOn() throws -> Bool {
    guard try narrow() else { return false }
    let isMoved = try parallelMap(blocks.count, threads: threads) { [self] in predict(blocks[$0], $0) }
    guard !isMoved.contains(false), let model else { return false }
    states[0].evaluateHere()
    let curvature = states[0].loss.rowCurvature(residuals: states[0].residuals.pointer)
    if model.distance(to: curvature, rows: states[0].loss.rows) > SampleSpacePath<Real>.farthest {
      guard try useModel(curvature) else { return false }
    }
    return try narrow()
  }

  private func predict(_ block: Range<Int>, _ index: Int) -> Bool {
    guard let model, let restrictions = restrictions(of: index, model) else { return false }
    let own = block.map { states[$0] }
    for _ in 0..<SampleSpacePath<Real>.dualSteps {
      for state in own { state.evaluateHere() }
      move(own, model, restrictions) { own.flatMap { $0.dualResiduals(roots: model.roots) } }
    }
    return true
  }

  /// A Newton step of each state, as far along it as its objective falls: (I + D·K)·Δα + D·Δb = residuals, Σ(α + Δα) = 0.
  private func move(
    _ states: [SolverState], _ model: Model, _ restrictions: [Model.Restriction], _ residuals: () -> [Double]
  ) {
    let n = design.rowCount
    let wanted = residuals()
    let columns = states.reduce(0) { $0 + $1.loss.columns }
    var intercepts: [Double] = []
    var owners: [Model.Restriction] = []
    var places: [Int] = []
    for (state, restriction) in zip(states, restrictions) {
      for column in 0..<state.loss.columns {
        let start = owners.count * n
        intercepts.append(
          wanted[start..<start + n].reduce(0, +) + sum(state.coefficients.pointer + column * n, count: n))
        owners.append(restriction)
        places.append(column)
      }
    }
    let steps = DoubleBlock(count: columns * n)
    let scores = DoubleBlock(count: columns * n)
    var shifts = intercepts
    let isScored = model.solve(
      wanted, intercepts: intercepts, columns: places, restrictions: owners, into: steps.pointer,
      interceptSteps: &shifts, scores: scores.pointer)
    if !isScored { design.scores(of: steps.pointer, count: columns, into: scores.pointer) }
    var column = 0
    for state in states {
      state.direction.copy(from: steps.pointer + column * n)
      state.directionScores.copy(from: scores.pointer + column * n)
      state.interceptDirection = Array(shifts[column..<column + state.loss.columns])
      state.takeBestPart()
      column += state.loss.columns
    }
  }

  // MARK: Solutions

  /// What came of a block.
  private struct Solved {
    enum Outcome {
      /// No state of the block has any way left to go: converged, or stuck by rounding.
      case done
      case open
      /// There is no model of its states to start them with.
      case unusable
    }
    var outcome: Outcome
    /// Where the whole stands, if it is in the block and has converged.
    var whole: SampleSpacePath<Real>.Start?
    var closed: [Int: LogisticFit] = [:]
  }

  /// - Parameter origin: where the whole stands, if the states are to begin from it: here, since restrictions that are not kept
  ///   are then made once for both.
  private func solveBlock(_ block: Int, limit: Int, from origin: SampleSpacePath<Real>.Start?) -> Solved {
    guard let model, let restrictions = restrictions(of: block, model) else {
      return Solved(outcome: origin == nil ? .open : .unusable)
    }
    if let origin { leaveOut(blocks[block], of: origin, restrictions) }
    let own = blocks[block].filter { !states[$0].isConverged }
    design.run(
      own.map { states[$0] }, model: model, restrictions: own.map { restrictions[$0 - blocks[block].lowerBound] },
      limit: limit)
    var result = Solved(outcome: .open)
    if blocks[block].contains(0), states[0].isConverged { result.whole = standing }
    guard own.allSatisfy({ states[$0].isConverged || states[$0].isStalled }) else { return result }
    result.outcome = .done
    if closes { result.closed = close(blocks[block], model, restrictions) }
    return result
  }

  /// The optima of those states of a block whose sets ask for them.
  private func close(_ block: Range<Int>, _ model: Model, _ restrictions: [Model.Restriction]) -> [Int: LogisticFit] {
    let places = block.filter { sets[$0].isClose && states[$0].isConverged }
    let fits = path.close(
      places.map { states[$0] }, places.map { sets[$0].closely }, model: model,
      restrictions: places.map { restrictions[$0 - block.lowerBound] })
    return Dictionary(uniqueKeysWithValues: zip(places, fits))
  }

  /// Scores and coefficients; a rough fit has no other figures worth to be taken.
  private func finish(_ block: Range<Int>) -> [LogisticFit] {
    block.map { place in
      if let fit = closed[place] { return fit }
      var fit = path.labels.solution(
        states[place], sets[place], gradientNorm: .nan, isConverged: states[place].isConverged)
      path.uncentre(&fit, trainedOn: sets[place].rows)
      return fit
    }
  }
}
