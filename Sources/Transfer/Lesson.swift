import Classifiers
import Evaluation
import Findings
import LinearAlgebra
import Statistics

/// Fits of one arm to parts of one side, and to replicates of these parts.
struct Lesson: Sendable {
  /// Rows trained on.
  var bases: [[Int]]
  /// One per base.
  var fits: [LogisticFit]
  /// [base][replicate]; nil where a replicate lacks a class. Empty where there are none.
  var replicates: [[LogisticFit?]]
  /// What the fits see of a dataset: [base], and [base][replicate] where it depends on labels.
  var spaces: [TransferArm.Space]
  var replicateSpaces: [[TransferArm.Space?]]

  /// - Parameter replicate: nil for the fit to all rows of the base.
  func fit(_ base: Int, _ replicate: Int?) -> LogisticFit? { replicate.map { replicates[base][$0] } ?? fits[base] }

  func space(_ base: Int, _ replicate: Int?) -> TransferArm.Space {
    replicate.flatMap { replicateSpaces[base].isEmpty ? nil : replicateSpaces[base][$0] } ?? spaces[base]
  }
}

/// Fits one arm to one side: all of them share one Gram matrix where the representation allows it.
struct ArmTeacher {
  let arm: TransferArm
  let side: TransferSide
  let options: TransferOptions
  /// Of the representation that does not depend on which rows are trained on.
  private let common: (space: TransferArm.Space, model: LogisticRegression)?
  /// What fits of `common` to all rows leave for the next.
  private let warm = WarmStarts()
  private let taught = TaughtBases()

  /// Of fits that only tell how far a figure depends on some examples.
  private static let tolerance = 1e-7

  init(_ arm: TransferArm, _ side: TransferSide, _ options: TransferOptions) throws {
    (self.arm, self.side, self.options) = (arm, side, options)
    switch arm.dependence {
    case .nothing, .dataset:
      let space = try arm.space(side, rows: side.rows)
      common = (
        space, LogisticRegression(try space(side.place), labels: side.labels, penalty: arm.penalty)
      )
    case .rows, .labels: common = nil
    }
  }

  private func model(_ rows: [Int]) throws -> (space: TransferArm.Space, model: LogisticRegression) {
    if let common { return common }
    let space = try arm.space(side, rows: rows)
    return (space, LogisticRegression(try space(side.place), labels: side.labels, penalty: arm.penalty))
  }

  /// The value of C of least mean log loss, place among the candidates: for all rows, chosen on the folds; for the training
  /// rows of each fold, chosen on the other folds. nil where some part lacks a class.
  func choices() throws -> Workbench.Choices {
    let folds = side.folds.indices
    let count = folds.count
    if options.c.count == 1 || count < 2 { return Workbench.Choices(whole: 0, folds: folds.map { _ in 0 }) }
    var losses = [[Double]](repeating: [Double](repeating: 0, count: options.c.count), count: count + 1)
    var sizes = [Double](repeating: 0, count: count + 1)
    /// What a set says of a fold counts for `place`: that fold's owner, or all rows at the end.
    func add(_ fits: [LogisticFit], scored: [Int], _ places: [Int], to place: Int) {
      if places.isEmpty { return }
      let truth = places.map { side.labels[scored[$0]] }
      for (c, fit) in fits.enumerated() {
        let loss = LogLossOf.mean(
          fit.probabilities(classCount: side.classCount, places: places), truth, side.classCount)
        losses[place][c] += loss * Double(places.count)
      }
      sizes[place] += Double(places.count)
    }
    func set(_ leaving: [Int], scored: [Int]) -> TrainingSet {
      TrainingSet(
        rows: folds.filter { !leaving.contains($0) }.flatMap { side.folds[$0] }.sorted(), scored: scored,
        tolerance: TrainingSet.roughTolerance)
    }
    // Fits without one fold choose for all rows; without two, for either of them.
    var tasks: [(leaving: [Int], owners: [Int])] = folds.map { ([$0], [count]) }
    if count > 2 {
      for first in folds {
        for second in folds where second > first { tasks.append(([first, second], [first, second])) }
      }
    }
    let sets = tasks.map { task in set(task.leaving, scored: task.leaving.flatMap { side.folds[$0] }.sorted()) }
    func tell(_ index: Int, _ fits: [LogisticFit], owner: Int) {
      let task = tasks[index]
      let other = task.leaving.first { $0 != owner } ?? task.leaving[0]
      let members = Set(side.folds[task.leaving.count == 1 ? task.leaving[0] : other])
      let scored = sets[index].scored
      add(fits, scored: scored, scored.indices.filter { members.contains(scored[$0]) }, to: owner)
    }
    switch arm.dependence {
    case .nothing, .dataset:
      let rough = TrainingSet(rows: side.rows, scored: [], tolerance: TrainingSet.roughTolerance)
      let path = try model(side.rows).model.fit(
        sets, whole: rough, candidates: options.c, threads: options.threads, warm: warm)
      for index in sets.indices { for owner in tasks[index].owners { tell(index, path.sets[index], owner: owner) } }
    case .labels:
      for index in sets.indices {
        let path = try model(sets[index].rows).model.fit(
          [sets[index]], whole: TrainingSet(rows: sets[index].rows, scored: [], tolerance: sets[index].tolerance),
          candidates: options.c, threads: options.threads)
        for owner in tasks[index].owners { tell(index, path.sets[0], owner: owner) }
      }
    case .rows:
      // The inner folds of a fold share what its training rows make.
      for owner in folds {
        let own = sets.indices.filter { tasks[$0].owners.contains(owner) || tasks[$0].leaving == [owner] }
        let training = side.training(owner)
        let path = try model(training).model.fit(
          own.map { sets[$0] },
          whole: TrainingSet(rows: training, scored: [], tolerance: TrainingSet.roughTolerance),
          candidates: options.c, threads: options.threads)
        for (place, index) in own.enumerated() {
          tell(index, path.sets[place], owner: tasks[index].leaving == [owner] ? count : owner)
        }
      }
    }
    let chosen = losses.indices.map { place -> Int in
      if sizes[place] == 0 { return 0 }
      var best = 0
      for c in options.c.indices where losses[place][c] < losses[place][best] { best = c }
      return best
    }
    warm.keep(chosen.map { options.c[$0] })
    return Workbench.Choices(whole: chosen[count], folds: Array(chosen.prefix(count)))
  }

  /// - Parameters:
  ///   - bases: rows to train on, all with every class.
  ///   - c: of each base.
  ///   - scored: rows of this side whose scores are wanted of each base; nil: none.
  ///   - weighs: whether weights are wanted.
  ///   - thirds: of the side, the same in every call; nil: no replicates.
  func lesson(
    _ bases: [[Int]], c: [Double], scored: [[Int]]? = nil, weighs: Bool = true, thirds: Thirds?
  ) throws -> Lesson {
    struct Task {
      var base: Int
      var replicate: Int?
      var set: TrainingSet
    }
    var tasks: [Task] = []
    let keys = bases.indices.map {
      TaughtBases.Key(rows: bases[$0], scored: scored?[$0] ?? [], c: c[$0], hasReplicates: thirds != nil)
    }
    let open = bases.indices.filter { taught[keys[$0]] == nil }
    for base in open {
      tasks.append(Task(base: base, replicate: nil, set: TrainingSet(rows: bases[base], scored: scored?[base] ?? [])))
    }
    // Replicates that lack the same rows come one after the other, which is faster.
    for replicate in 0..<(thirds == nil ? 0 : LeftOutThirds.replicates) {
      for base in open {
        let kept = bases[base].filter { thirds?.keeps($0, replicate) ?? true }
        guard side.hasAllClasses(kept) else { continue }
        tasks.append(
          Task(
            base: base, replicate: replicate,
            set: TrainingSet(rows: kept, scored: scored?[base] ?? [], tolerance: Self.tolerance)))
      }
    }
    let none = [LogisticFit?](repeating: nil, count: thirds == nil ? 0 : LeftOutThirds.replicates)
    var result = Lesson(
      bases: bases, fits: [], replicates: bases.map { _ in none }, spaces: [], replicateSpaces: bases.map { _ in [] })
    var found = [LogisticFit?](repeating: nil, count: tasks.count)
    func solve(_ own: [Int], _ model: LogisticRegression, rows: [Int], c: Double) throws {
      // All rows are a set like any other: fitted once.
      let isWhole = own.first { tasks[$0].set.rows == rows && scored == nil }
      let warm = common == nil ? nil : self.warm
      let sets = own.filter { $0 != isWhole }
      var whole = TrainingSet(rows: rows, scored: [])
      if isWhole == nil { whole.tolerance = TrainingSet.roughTolerance }
      let path = try model.fit(
        sets.map { tasks[$0].set }, whole: whole, candidates: [c], threads: options.threads, warm: warm)
      func finished(_ fit: LogisticFit) -> LogisticFit { weighs ? model.weighing(fit) : fit }
      for (place, index) in sets.enumerated() { found[index] = finished(path.sets[place][0]) }
      if let isWhole { found[isWhole] = finished(path.whole[0]) }
    }
    switch arm.dependence {
    case .nothing, .dataset:
      let own = try model(side.rows)
      for value in Set(c).sorted() {
        let open = tasks.indices.filter { c[tasks[$0].base] == value }
        if !open.isEmpty { try solve(open, own.model, rows: side.rows, c: value) }
      }
      result.spaces = bases.map { _ in own.space }
    case .rows:
      for base in bases.indices {
        let own = try model(bases[base])
        try solve(tasks.indices.filter { tasks[$0].base == base }, own.model, rows: bases[base], c: c[base])
        result.spaces.append(own.space)
      }
    case .labels:
      result.replicateSpaces = result.replicates.map { $0.map { _ in nil } }
      for (index, task) in tasks.enumerated() {
        let own = try model(task.set.rows)
        try solve([index], own.model, rows: task.set.rows, c: c[task.base])
        if let replicate = task.replicate {
          result.replicateSpaces[task.base][replicate] = own.space
        } else {
          result.spaces.append(own.space)
        }
      }
    }
    var fits = bases.indices.map { taught[keys[$0]]?.fit }
    for base in bases.indices { if let known = taught[keys[base]] { result.replicates[base] = known.replicates } }
    for (task, fit) in zip(tasks, found) {
      guard let fit else { continue }
      if let replicate = task.replicate {
        result.replicates[task.base][replicate] = fit
      } else {
        fits[task.base] = fit
      }
    }
    // Only what has both is of use to a call that wants either.
    if common != nil, weighs, scored != nil {
      for base in bases.indices {
        if let fit = fits[base] { taught[keys[base]] = (fit, result.replicates[base]) }
      }
    }
    result.fits = fits.compactMap { $0 }
    return result
  }

  /// Fits to all rows with labels in random order.
  func permuted(c: Double) throws -> (fits: [LogisticFit], space: TransferArm.Space) {
    let own = try model(side.rows)
    let labellings = (0..<options.permutations).map { side.permutedLabels($0, seed: options.seed) }
    return (
      try own.model.fits(
        labellings, rows: side.rows, c: c, tolerance: TrainingSet.roughTolerance, threads: options.threads,
        warm: common == nil ? nil : warm),
      own.space
    )
  }
}
