import Classifiers
import Findings
import LinearAlgebra

/// Probes of one arm trained on rows of both sides of a pair: few-shot curves, and joint training.
struct FewShotPair {
  let arm: TransferArm
  let train: TransferSide
  let test: TransferSide
  let overlap: Overlap
  let options: TransferOptions

  /// What trains a fit, and what it is for.
  private struct Task {
    enum Purpose {
      case curve(size: Int, draw: Int, fold: Int)
      case joint(Int)

      func isJoint(_ round: Int) -> Bool { if case .joint(round) = self { true } else { false } }

      func isTested(on fold: Int) -> Bool { if case .curve(_, _, fold) = self { true } else { isJoint(fold) } }
    }
    var purpose: Purpose
    var own: [Int]
    var other: [Int]
  }

  /// - Parameters:
  ///   - alone: of the test side.
  ///   - ceilings: cross-validations of either side that train on all that a fold leaves.
  ///   - c: of the probe, chosen in the training side.
  ///   - aloneC: of the folds of either side.
  /// - Returns: nothing where some fold has no class to be told from others.
  func measure(
    alone: FewShotAlone, own ownDraws: FewShotDraws, ceilings: (train: Workbench.Ceiling, test: Workbench.Ceiling),
    c: Double, aloneC: (train: [Double], test: [Double])
  ) throws -> (curve: [TransferCurvePoint], joint: [TransferJointRow]) {
    let draws = alone.draws
    let allowed = test.folds.map { fold in
      let kept = overlap.isEmpty ? nil : Set(overlap.allowed(train, for: fold, of: test))
      return ownDraws.pool.filter { kept?.contains($0) ?? true }
    }
    guard allowed.allSatisfy(train.hasAllClasses), test.folds.count > 1, train.folds.count > 1 else { return ([], []) }
    // 0 examples, then those drawn, then all.
    let last = draws.sizes.count + 1
    var tasks: [Task] = []
    for fold in test.folds.indices {
      tasks.append(Task(purpose: .curve(size: 0, draw: 0, fold: fold), own: allowed[fold], other: []))
      tasks.append(Task(purpose: .curve(size: last, draw: 0, fold: fold), own: allowed[fold], other: draws.all[fold]))
      for draw in 0..<draws.draws {
        for (size, rows) in draws.rows[fold][draw].enumerated() {
          tasks.append(
            Task(purpose: .curve(size: size + 1, draw: draw, fold: fold), own: allowed[fold], other: rows))
        }
      }
    }
    let rounds = max(train.folds.count, test.folds.count)
    for round in 0..<rounds {
      let (own, other) = jointRows(round, ownDraws.pool, draws.pool)
      guard train.hasAllClasses(own) || test.hasAllClasses(other) else { return ([], []) }
      tasks.append(Task(purpose: .joint(round), own: own, other: other))
    }
    let space = try arm.space(train, rows: train.rows)
    let (matrixA, matrixB) = (try space(train.place), try space(test.place))
    let found = try fits(tasks, ownDraws.pool, draws.pool, matrixA, matrixB, c: c)
    let testFolds = test.folds.map { matrixB.selectingRows($0) }
    let trainFolds = train.folds.map { matrixA.selectingRows($0) }
    var curve = (0...last).map { size in
      [[[Double]]](
        repeating: [[Double]](repeating: [], count: test.folds.count),
        count: size == 0 || size == last ? 1 : draws.draws)
    }
    var onTest = test.folds.map { _ in [Double]() }
    var onTrain = train.folds.map { _ in [Double]() }
    /// What these tasks say of the rows of a matrix.
    func decide(_ matrix: ExampleMatrix, _ tasks: [Int], _ take: (Int, [Double]) -> Void) {
      for (task, fit) in zip(tasks, LogisticFit.applied(tasks.map { found[$0] }, to: matrix)) {
        take(task, fit.probabilities(classCount: test.classCount))
      }
    }
    for (fold, matrix) in testFolds.enumerated() {
      decide(matrix, tasks.indices.filter { tasks[$0].purpose.isTested(on: fold) }) { task, probabilities in
        switch tasks[task].purpose {
        case .curve(let size, let draw, _): curve[size][draw][fold] = probabilities
        case .joint: onTest[fold] = probabilities
        }
      }
    }
    for (fold, matrix) in trainFolds.enumerated() {
      decide(matrix, tasks.indices.filter { tasks[$0].purpose.isJoint(fold) }) { onTrain[fold] = $1 }
    }
    // The same examples with two labels are not trained on twice.
    let isItself = train.dataset.id == test.dataset.id
    let points = self.points(curve, alone, ceilings.test, allowed, c: c, aloneC: aloneC.test)
    let jointTasks = tasks.filter { if case .joint = $0.purpose { true } else { false } }
    return (
      points,
      isItself
        ? []
        : [
          joint(train, onTrain, ceilings.train, jointTasks, c: c, ceilingC: aloneC.train),
          joint(test, onTest, ceilings.test, jointTasks, c: c, ceilingC: aloneC.test),
        ].compactMap { $0 }
    )
  }

  /// Rows of the training folds of both sides in one round, without what is linked to a fold that is tested.
  private func jointRows(_ round: Int, _ ownPool: [Int], _ otherPool: [Int]) -> (own: [Int], other: [Int]) {
    let ownFold = Set(train.folds[round % train.folds.count])
    let otherFold = Set(test.folds[round % test.folds.count])
    var own = ownPool.filter { !ownFold.contains($0) }
    var other = otherPool.filter { !otherFold.contains($0) }
    if !overlap.isEmpty {
      let kept = Set(overlap.allowed(train, for: otherFold.sorted(), of: test))
      own = own.filter { kept.contains($0) }
      let held = Set(ownFold.map { train.units[$0] })
      other = other.filter { held.isDisjoint(with: overlap.links[test.units[$0]] ?? []) }
    }
    return (own, other)
  }

  /// One fit each, with weights.
  private func fits(
    _ tasks: [Task], _ ownPool: [Int], _ otherPool: [Int], _ matrixA: ExampleMatrix, _ matrixB: ExampleMatrix, c: Double
  ) throws -> [LogisticFit] {
    let ownPlace = Dictionary(uniqueKeysWithValues: ownPool.enumerated().map { ($1, $0) })
    let otherPlace = Dictionary(uniqueKeysWithValues: otherPool.enumerated().map { ($1, $0 + ownPool.count) })
    let stack = ExampleMatrix.stacked([matrixA.selectingRows(ownPool), matrixB.selectingRows(otherPool)])
    let labels = ownPool.map { train.labels[$0] } + otherPool.map { test.labels[$0] }
    let model = LogisticRegression(stack, labels: labels, penalty: arm.penalty)
    let sets = tasks.map { task in
      TrainingSet(
        rows: task.own.compactMap { ownPlace[$0] } + task.other.compactMap { otherPlace[$0] }, scored: [])
    }
    // Equal sets are fitted once: without links all folds share that of no examples.
    var first: [[Int]: Int] = [:]
    var different: [TrainingSet] = []
    let places = sets.map { set -> Int in
      if let known = first[set.rows] { return known }
      first[set.rows] = different.count
      different.append(set)
      return different.count - 1
    }
    let whole = TrainingSet(rows: Array(labels.indices), scored: [], tolerance: TrainingSet.roughTolerance)
    let path = try model.fit(different, whole: whole, candidates: [c], threads: options.threads)
    let weighed = path.sets.map { model.weighing($0[0]) }
    return places.map { weighed[$0] }
  }

  private func points(
    _ curve: [[[[Double]]]], _ alone: FewShotAlone, _ ceiling: Workbench.Ceiling, _ allowed: [[Int]], c: Double,
    aloneC: [Double]
  ) -> [TransferCurvePoint] {
    let metrics = FoldMetrics(side: test)
    let draws = alone.draws
    let folds = ceiling.folds.compactMap { $0 }
    guard folds.count == test.folds.count else { return [] }
    let whole = metrics.areas(folds)
    func mean(_ counts: [Int]) -> Double { Double(counts.reduce(0, +)) / Double(max(1, counts.count)) }
    let available = mean(draws.all.map(\.count))
    let last = curve.count - 1
    return curve.indices.compactMap { size in
      let isAll = size == last
      // Of all that a fold leaves the probe alone is the ceiling, unless only a part of the rows is used.
      let isCeiling = isAll && draws.pool.count == test.rows.count
      let own = size == 0 || (isAll && !isCeiling) ? nil : isAll ? [whole] : alone.areas[size - 1]
      let counts =
        size == 0 ? [0] : isAll ? draws.all.map(\.count) : draws.rows.flatMap { $0.map { $0[size - 1].count } }
      let figures = [curve[size].map(metrics.areas), [whole]] + (own.map { [$0] } ?? [])
      let estimates = FewShotEstimates(
        figures, metrics, exhausted: size == 0 || isAll ? 0 : mean(counts) / max(1, available))
      guard estimates.values.allSatisfy(\.isFinite) else { return nil }
      return TransferCurvePoint(
        arm: arm.key, labels: size == 0 ? 0 : isAll ? Int(available.rounded()) : draws.sizes[size - 1], isAll: isAll,
        targetCount: mean(counts), trainCount: mean(allowed.map(\.count)), draws: curve[size].count,
        score: estimates.score(0), alone: own.map { _ in estimates.score(2) },
        gain: own.map { _ in estimates.difference(0, 2) }, ceiling: estimates.values[1],
        difference: estimates.difference(0, 1), margin: options.margin, c: c, aloneC: aloneC)
    }
  }

  private func joint(
    _ side: TransferSide, _ folds: [[Double]], _ ceiling: Workbench.Ceiling, _ tasks: [Task], c: Double,
    ceilingC: [Double]
  ) -> TransferJointRow? {
    let whole = ceiling.folds.compactMap { $0 }
    guard whole.count == side.folds.count else { return nil }
    let metrics = FoldMetrics(side: side)
    let estimates = FewShotEstimates([[metrics.areas(folds)], [metrics.areas(whole)]], metrics, exhausted: 1)
    guard estimates.values.allSatisfy(\.isFinite) else { return nil }
    func mean(_ count: (Task) -> Int) -> Double {
      let own = tasks.prefix(side.folds.count).map(count)
      return Double(own.reduce(0, +)) / Double(max(1, own.count))
    }
    return TransferJointRow(
      arm: arm.key, testedOn: side.dataset.id, score: estimates.score(0), ceiling: estimates.values[1],
      difference: estimates.difference(0, 1), margin: options.margin, trainCount: mean { $0.own.count },
      testCount: mean { $0.other.count }, c: c, ceilingC: ceilingC)
  }
}
