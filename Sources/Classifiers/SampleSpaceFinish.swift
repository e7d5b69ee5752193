import LinearAlgebra
import Parallel

/// Takes rough fits of a path in sample space to their optimum, from where the path left them and with the models that it
/// had there.
struct SampleSpaceFinish<Real: BLASReal>: Sendable {
  typealias Place = LogisticPath.Place

  let path: SampleSpacePath<Real>
  let sets: [TrainingSet]
  let whole: TrainingSet
  /// Of each set, whether it is one of the path's problems rather than one of its own.
  let isShared: [Bool]
  /// Values of C, ascending.
  let candidates: [Double]
  /// At each C; nil where none could be made.
  let models: [GramCurvature<Real>?]
  /// What the path has tried to take to its optimum itself.
  let closed: Set<Place>
  let threads: Int

  /// The path with all those fits finished whose sets ask for it.
  func closely(_ rough: LogisticPath) throws -> LogisticPath {
    let isShared = [true] + self.isShared
    let close = ([whole] + sets).enumerated().filter { $1.isClose && isShared[$0] }.flatMap { index, _ in
      candidates.indices.map { Place(set: index > 0 ? index - 1 : nil, c: $0) }
    }
    if close.isEmpty { return rough }
    var result = rough
    for (place, fit) in zip(close, try finish(close, rough)) { result[place] = fit }
    return result
  }

  func callAsFunction(_ rough: LogisticPath, _ places: [Place]) throws -> [LogisticFit] {
    let open = places.filter { !set($0).isClose }
    let found = Dictionary(uniqueKeysWithValues: zip(open, try finish(open, rough)))
    return places.map { found[$0] ?? rough[$0] }
  }

  private func set(_ place: Place) -> TrainingSet { place.set(of: sets, whole) }

  private func finish(_ places: [Place], _ rough: LogisticPath) throws -> [LogisticFit] {
    let blocks = blocks(places, rough)
    let fits = try parallelMap(blocks.count, threads: threads) { solve(blocks[$0], rough) }
    var found: [Place: LogisticFit] = [:]
    let tried = places.filter(closed.contains)
    for (place, fit) in zip(blocks.joined() + tried, fits.joined() + tried.map { rough[$0] })
    where fit.isConverged || isLast(place) {
      found[place] = fit
    }
    // Not even a model: nothing to go on with.
    for place in places where found[place] == nil && isLast(place) {
      found[place] = rough[place]
      if rough[place].classes.count > 1 { found[place]?.isConverged = false }
    }
    let alone = places.filter { found[$0] == nil }
    let remade = try parallelMap(alone.count, threads: threads) { index in
      let place = alone[index]
      return rough[place].classes.count < 2
        ? rough[place] : try path.alone(set(place).closely, candidates: [candidates[place.c]])[0]
    }
    for (place, fit) in zip(alone, remade) { found[place] = fit }
    return places.compactMap { found[$0] }
  }

  /// Whether there is nothing more precise left to try.
  private func isLast(_ place: Place) -> Bool { place.set == nil && Real.self == Double.self }

  /// Places that can go on from where the path left them, those of a block at the same C.
  private func blocks(_ places: [Place], _ rough: LogisticPath) -> [[Place]] {
    candidates.indices.flatMap { c -> [[Place]] in
      let own = places.filter { place in
        place.c == c && (place.set.map { isShared[$0] } ?? true) && rough[place].classes.count > 1
          && !closed.contains(place)
      }
      guard models[c] != nil, let first = own.first else { return [] }
      let most = max(1, LogisticPath.blockColumns / max(1, rough[first].intercepts.count))
      return evenBlocks(own.count, atMost: most).map { Array(own[$0]) }
    }
  }

  private func solve(_ block: [Place], _ rough: LogisticPath) -> [LogisticFit] {
    let own = block.map { path.inner(set($0)).closely }
    let states = zip(block, own).compactMap { place, set in
      path.labels.loss(set.rows, c: candidates[place.c]).map { loss in
        let state = SolverState(loss, design: path.design, tolerance: set.tolerance)
        path.start(state, from: rough[place])
        return state
      }
    }
    guard let model = models[block[0].c], let restrictions = model.restrictions(states.map(\.isTraining)) else {
      return block.map { path.labels.constant(set($0), c: candidates[$0.c], isConverged: false) }
    }
    return zip(path.close(states, own, model: model, restrictions: restrictions), block)
      .map { path.scoring($0, set($1)) }
  }
}
