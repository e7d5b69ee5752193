import Classifiers
import Diagnostics
import Evaluation
import Findings
import Parallel

/// What the classifiers of one arm gave, split by split.
struct Outcomes: Sendable {
  struct Fold: Sendable {
    /// [test row · classes + class].
    var probabilities: [Double]
    var c: Double?
    var threshold: Double?
    var featureCount: Int
    /// Mean log loss over the inner folds of what was chosen; nil where there was nothing to choose.
    var innerLoss: Double?
    var objective: Double?
    var gradientNorm: Double?
    var dualityGap: Double?
    /// What was fitted, for arms that weigh features.
    var model: FoldModel?
  }

  var folds: [Fold] = []
  var weights: [ClassWeights] = []
  var solver: NoteCode?
  var fits = 0
  /// Features chosen for each split; empty for arms that do not choose.
  var selections: [[Int32]] = []
  /// Of an arm that makes a library: what the library that each split would have made says of its test rows.
  var ofLibraries: [[Double]] = []
  /// C chosen in most folds.
  var c: Double?
  /// Of the first fold, to know what a decision takes.
  var sample: FoldModel?
  /// How close to their optimum the fits came that are reported.
  var optimality = Optimality()

  /// - Parameter sample: of the first fold.
  mutating func add(_ fold: Fold, _ fit: LogisticFit, sample: FoldModel?) {
    var fold = fold
    // A single class is not fitted.
    if fit.classes.count > 1 {
      (fold.objective, fold.gradientNorm, fold.dualityGap) = (fit.objective, fit.gradientNorm, fit.dualityGap)
    }
    if folds.isEmpty { self.sample = sample }
    folds.append(fold)
    optimality.add(
      gradientNorm: fit.gradientNorm, relativeGap: fit.dualityGap.map { $0 / fit.objective },
      isConverged: fit.isConverged)
  }
}

extension ArmRunner {
  /// Shares of the classes among the training rows.
  func prior(_ plans: [SplitPlan], _ labels: [Int32]) -> Outcomes {
    let folds = plans.flatMap(\.splits).map { split in
      var shares = [Double](repeating: 0, count: classes.count)
      for row in split.training { shares[Int(labels[row])] += 1 / Double(split.training.count) }
      return Outcomes.Fold(
        probabilities: split.test.flatMap { _ in shares }, c: nil, threshold: nil, featureCount: 0)
    }
    return Outcomes(folds: folds, solver: .classShares)
  }

  /// Every candidate at every C on all sets at once; per split the pair of least mean log loss on its inner folds.
  ///
  /// - Parameter models: one per candidate, nil for those that no split admits.
  func choose(
    _ candidates: [Arm.Candidate], _ models: [LogisticRegression?], _ plans: [SplitPlan], _ labels: [Int32],
    keepsWeights: Bool
  ) throws -> Outcomes {
    var result = Outcomes()
    var wholes = [LogisticFit?](repeating: nil, count: candidates.count)
    for plan in candidates.count * options.c.count > 1 ? plans : plans.map(\.withoutInner) {
      let (best, fits) = try chooseInside(plan, candidates, models, labels, &wholes)
      result.fits += fits
      let used = candidates.indices.map { place in
        best.contains { $0?.candidate == place } ? FeaturesUsed(candidates[place].matrix, rows: plan.rows) : nil
      }
      let made = try parallelMap(plan.splits.count, threads: options.threads) { index -> MadeFold? in
        guard let (place, choice, fit) = best[index], let regression = models[place] else { return nil }
        // To know what a decision takes, the first is enough where no weights are asked for.
        let model =
          keepsWeights || index == 0 || regression.penalty == .l1
          ? FoldModel(regression.weighing(fit), matrix: candidates[place].matrix, columns: nil) : nil
        let selection = regression.penalty == .l1 ? model?.weighed : nil
        let fold = Outcomes.Fold(
          probabilities: fit.probabilities(classCount: classes.count), c: options.c[choice.c],
          threshold: candidates[place].threshold,
          featureCount: selection?.count ?? used[place]?.count(in: plan.splits[index].training) ?? 0,
          innerLoss: choice.score.isFinite ? choice.score : nil, model: keepsWeights ? model : nil)
        return MadeFold(fold: fold, fit: fit, model: model, selection: selection)
      }
      for own in made.compactMap({ $0 }) {
        result.add(own.fold, own.fit, sample: own.model)
        if let selection = own.selection { result.selections.append(selection) }
      }
    }
    let (c, threshold) = mostFrequentChoice(result.folds)
    result.c = c
    result.solver = models.compactMap(\.?.method.note).last
    // With a single plan its whole is all rows, and weights of a fit on them can be shown.
    let place = candidates.firstIndex { $0.threshold == threshold } ?? 0
    if keepsWeights, plans.count == 1, let model = models[place] {
      let known = wholes[place].flatMap { $0.c == c ? $0 : nil }
      let whole = try known ?? model.fit([], candidates: [c], threads: options.threads).whole[0]
      result.weights = largestWeights(model.weighing(whole), columns: nil)
    }
    return result
  }

  private struct MadeFold: Sendable {
    var fold: Outcomes.Fold
    var fit: LogisticFit
    var model: FoldModel?
    /// Features with a weight, of a fit that leaves others without.
    var selection: [Int32]?
  }

  private typealias Chosen = (candidate: Int, choice: InnerChoice, fit: LogisticFit)

  /// What each split of a plan chooses, finished; of each candidate that is chosen, the fit on all rows at its usual C.
  private func chooseInside(
    _ plan: SplitPlan, _ candidates: [Arm.Candidate], _ models: [LogisticRegression?], _ labels: [Int32],
    _ wholes: inout [LogisticFit?]
  ) throws -> (best: [Chosen?], fits: Int) {
    var best = [Chosen?](repeating: nil, count: plan.splits.count)
    var fits = 0
    for (candidate, model) in models.enumerated() {
      let admitting = plan.splits.indices.filter { candidates[candidate].isAdmitted(by: plan.splits[$0]) }
      guard let model, !admitting.isEmpty else { continue }
      let (path, choices) = try choice(labels).choices(model, plan, threads: options.threads)
      fits += options.c.count * (plan.trainingSets.count + 1)
      // Of several thresholds one whose loss varies between the inner folds pays for it with its standard error.
      func score(_ choice: InnerChoice) -> Double {
        candidates.count > 1 ? choice.score + choice.standardError : choice.score
      }
      var chosen: [(split: Int, choice: InnerChoice)] = []
      for split in admitting {
        let choice = choices[split]
        if let known = best[split], score(known.choice) <= score(choice) { continue }
        chosen.append((split, choice))
      }
      if chosen.isEmpty { continue }
      let usual = mostFrequent(chosen.map(\.choice.c), <) ?? 0
      let places = chosen.map { LogisticPath.Place(set: $0.split, c: $0.choice.c) } + [.init(set: nil, c: usual)]
      let finished = try path.finishing(places)
      wholes[candidate] = finished.last
      for (own, fit) in zip(chosen, finished) { best[own.split] = (candidate, own.choice, fit) }
    }
    return (best, fits)
  }

  /// Matrices made from the training rows of every split, which its inner folds share.
  func fitted(
    _ make: @Sendable ([Int]) throws -> Arm.FittedMatrix, _ plans: [SplitPlan], _ labels: [Int32]
  ) throws -> Outcomes {
    var result = Outcomes()
    for plan in options.c.count > 1 ? plans : plans.map(\.withoutInner) {
      for split in plan.splits {
        let own = try make(split.training)
        let model = LogisticRegression(own.matrix, labels: labels)
        let inner = split.inner.map { plan.innerSets[$0.set] }
        let path = try model.fit(inner, whole: plan.outer(split), candidates: options.c, threads: 1)
        var alone = split
        for place in alone.inner.indices { alone.inner[place].set = place }
        let choice = self.choice(labels).leastLoss(path.sets, alone, inner)
        add(own, model, try path.finishing([.init(set: nil, c: choice.c)])[0], choice, split, to: &result)
        result.fits += options.c.count * (1 + inner.count)
        result.solver = model.method.note
      }
    }
    try addWhole(make, labels, to: &result)
    return result
  }

  /// Features selected on the training rows of every set, inner ones too.
  ///
  /// - Parameter makesLibrary: whether libraries of the splits are measured too.
  func selected(
    _ selection: Arm.Selection, _ plans: [SplitPlan], _ labels: [Int32], makesLibrary: Bool
  ) throws -> Outcomes {
    var result = Outcomes()
    func fit(_ set: TrainingSet) throws -> (matrix: Arm.FittedMatrix, model: LogisticRegression, path: LogisticPath) {
      let own = selection.matrix(training: set.rows)
      let model = LogisticRegression(own.matrix, labels: labels)
      result.fits += options.c.count
      result.solver = model.method.note
      return (own, model, try model.fit([], whole: set, candidates: options.c, threads: 1))
    }
    for plan in options.c.count > 1 ? plans : plans.map(\.withoutInner) {
      let innerFits = try plan.innerSets.map { try fit($0) }
      let inner = innerFits.map(\.path.whole)
      for split in plan.splits {
        let (own, model, path) = try fit(plan.outer(split))
        let choice = self.choice(labels).leastLoss(inner, split, plan.innerSets)
        add(own, model, try path.finishing([.init(set: nil, c: choice.c)])[0], choice, split, to: &result)
        guard let columns = own.columns else { continue }
        result.selections.append(columns)
        if makesLibrary, !split.inner.isEmpty {
          let chosen = split.inner.compactMap { innerFits[$0.set].matrix.columns } + [columns]
          result.ofLibraries.append(
            try probabilities(
              ofLibrary: chosen, of: selection.source, plan.outer(split).closely, c: options.c[choice.c], labels))
        }
      }
    }
    try addWhole(selection.matrix, labels, to: &result)
    return result
  }

  private func add(
    _ own: Arm.FittedMatrix, _ regression: LogisticRegression, _ fit: LogisticFit, _ choice: InnerChoice,
    _ split: Split, to result: inout Outcomes
  ) {
    let model =
      own.columns != nil || result.folds.isEmpty
      ? FoldModel(regression.weighing(fit), matrix: own.matrix, columns: own.columns) : nil
    let fold = Outcomes.Fold(
      probabilities: fit.probabilities(classCount: classes.count), c: options.c[choice.c], threshold: nil,
      featureCount: FeaturesUsed(own.matrix, rows: split.training).count(in: split.training),
      innerLoss: choice.score.isFinite ? choice.score : nil, model: own.columns == nil ? nil : model)
    result.add(fold, fit, sample: model)
    progress?.advance()
  }

  /// The weights of a fit on all labelled rows, where columns stand for features.
  private func addWhole(
    _ make: ([Int]) throws -> Arm.FittedMatrix, _ labels: [Int32], to result: inout Outcomes
  ) throws {
    let matrix = try make(labels.indices.filter { labels[$0] >= 0 })
    guard let columns = matrix.columns else { return }
    let c = mostFrequentChoice(result.folds).c
    result.c = c
    let model = LogisticRegression(matrix.matrix, labels: labels)
    let whole = try model.fit([], candidates: [c], threads: 1).whole[0]
    result.weights = largestWeights(model.weighing(whole), columns: columns)
    result.fits += 1
  }

  private func choice(_ labels: [Int32]) -> NestedChoice {
    NestedChoice(labels: labels, classCount: classes.count, candidates: options.c)
  }

  /// The value that occurs most often; of several the first in order.
  private func mostFrequent<T: Equatable>(_ values: [T], _ isBefore: (T, T) -> Bool) -> T? {
    values.max { a, b in
      let (own, other) = (values.count { $0 == a }, values.count { $0 == b })
      return own == other ? isBefore(b, a) : own < other
    }
  }

  private struct FoldChoice: Equatable {
    var c: Double
    var threshold: Double?
  }

  /// C, and threshold, chosen in most folds; of several the smallest.
  private func mostFrequentChoice(_ folds: [Outcomes.Fold]) -> (c: Double, threshold: Double?) {
    let chosen = folds.compactMap { fold in fold.c.map { FoldChoice(c: $0, threshold: fold.threshold) } }
    let most = mostFrequent(chosen) { ($0.threshold ?? 0, $0.c) < ($1.threshold ?? 0, $1.c) }
    return most.map { ($0.c, $0.threshold) } ?? (options.c[0], nil)
  }

  /// The 50 largest weights per class, as features of the data; one entry, of the positive class, where there are two.
  private func largestWeights(_ fit: LogisticFit, columns: [Int32]?) -> [ClassWeights] {
    fit.weights.enumerated().map { column, weights in
      let isPair = fit.classes.count == 2
      let name = classes[isPair ? positive : fit.classes[column]]
      let sign: Double = isPair && positive == fit.classes[0] ? -1 : 1
      let order = weights.indices.filter { weights[$0] != 0 }.sorted {
        (abs(weights[$1]), $0) < (abs(weights[$0]), $1)
      }.prefix(50)
      return ClassWeights(
        className: name, features: order.map { columns?[$0] ?? Int32($0) }, weights: order.map { sign * weights[$0] })
    }
  }
}
