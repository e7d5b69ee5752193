import Classifiers
import Diagnostics
import Evaluation
import Findings
import Parallel
import Statistics

/// The results of one arm on all folds.
struct ArmRun: Sendable {
  var arm: ProbeArm
  /// One per split, `arm` left at 0.
  var rows: [ProbeRow]
  var outOfFold: OutOfFold
  var fits: Int
  /// Features chosen for each split; empty for arms that do not choose.
  var selections: [[Int32]] = []
  /// Per split, the heaviest features; empty for arms that do not weigh features.
  var heaviest: [[Int32]] = []
  var explanations: [Explanation] = []
  var library: FeatureLibrary?
  /// Of arms that are asked for.
  var linear: LinearArm?
  /// Of arms that are asked for.
  var predictions: [HeldOutPrediction] = []
  /// Of the whole run; differs from run to run.
  var seconds = 0.0
  /// Per example; differs from run to run.
  var inferenceSeconds: Double?
  var matrixBytes: Int?
}

/// Runs one arm: nested choice, test, weights.
struct ArmRunner: Sendable {
  let labels: [Int32]
  let classes: [String]
  let positive: Int
  let options: ProbeOptions
  /// Counts arms, split by split.
  var progress: Progress?
  /// Arms whose fits are kept fold by fold.
  var kept: Set<ArmKey> = []
  /// Arms whose predictions are kept repeat by repeat.
  var shown: Set<ArmKey> = []

  /// Arms of one family, each with the plans of its training rate.
  func run(_ family: [(arm: Arm, plans: [SplitPlan])]) throws -> [ArmRun] {
    let clock = ContinuousClock()
    let begin = clock.now
    let models = try family.first.map { try self.models(of: $0.arm, family.flatMap(\.plans)) } ?? []
    var start = begin
    return try family.map { arm, plans in
      var result = try run(arm, plans, models)
      let now = clock.now
      result.seconds = (now - start) / .seconds(1)
      start = now
      return result
    }
  }

  private func run(_ arm: Arm, _ plans: [SplitPlan], _ models: [LogisticRegression?]) throws -> ArmRun {
    let own = ownLabels(arm)
    let splits = plans.flatMap(\.splits)
    let outcomes = try outcomes(arm, models, plans, own, keepsWeights: arm.weighsFeatures)
    var result = summarise(arm.key, splits, outcomes, own)
    let folds = outcomes.folds.map(\.model)
    result.arm.optimality = outcomes.optimality.fits > 0 ? outcomes.optimality : nil
    if arm.key.trainingRate == 1, let model = outcomes.sample {
      result.arm.cost = model.cost(encoderBytes: arm.encoderBytes)
      result.inferenceSeconds = model.inferenceSeconds()
      result.matrixBytes = model.matrix.byteCount
    }
    guard arm.weighsFeatures else { return result }
    result.arm.weights = weightsOverFolds(result.arm.weights, folds.compactMap { $0 })
    result.heaviest = folds.compactMap { $0?.heaviest(FoldModel.heaviestCount) }
    result.explanations = explanations(splits, outcomes.folds)
    result.library = try library(arm, outcomes, own, splits)
    if kept.contains(arm.key) { result.linear = linear(arm.key, splits, folds) }
    return result
  }

  /// One on each candidate of an arm that any split admits, which all of its training rates share.
  private func models(of arm: Arm, _ plans: [SplitPlan]) throws -> [LogisticRegression?] {
    guard case .candidates(let candidates) = arm.content else { return [] }
    let own = ownLabels(arm)
    let splits = plans.flatMap(\.splits)
    return try parallelMap(candidates.count, threads: options.threads) { index in
      splits.contains { candidates[index].isAdmitted(by: $0) }
        ? LogisticRegression(candidates[index].matrix, labels: own, penalty: arm.penalty) : nil
    }
  }

  private func ownLabels(_ arm: Arm) -> [Int32] { arm.key.representation.permutesLabels ? permuted(labels) : labels }

  private func outcomes(
    _ arm: Arm, _ models: [LogisticRegression?], _ plans: [SplitPlan], _ labels: [Int32], keepsWeights: Bool
  ) throws -> Outcomes {
    defer {
      switch arm.content {
      case .prior, .candidates: progress?.advance(by: plans.reduce(0) { $0 + $1.splits.count })
      case .selected, .fitted: break
      }
    }
    return switch arm.content {
    case .prior: prior(plans, labels)
    case .candidates(let candidates): try choose(candidates, models, plans, labels, keepsWeights: keepsWeights)
    case .selected(let selection):
      try selected(selection, plans, labels, makesLibrary: keepsWeights && arm.makesLibrary)
    case .fitted(let make): try fitted(make, plans, labels)
    }
  }

  /// One arm trained on one split, without what goes into the reports of all folds.
  func outcome(_ arm: Arm, plan: SplitPlan) throws -> Outcomes.Fold {
    try outcomes(arm, models(of: arm, [plan]), [plan], labels, keepsWeights: false).folds[0]
  }

  /// Labels in random order among the labelled rows.
  private func permuted(_ labels: [Int32]) -> [Int32] {
    var generator = SeededGenerator(seed: options.seed, stream: 4)
    let rows = labels.indices.filter { labels[$0] >= 0 }
    var values = rows.map { labels[$0] }
    generator.shuffle(&values)
    var result = labels
    for (row, value) in zip(rows, values) { result[row] = value }
    return result
  }

  private func summarise(_ key: ArmKey, _ splits: [Split], _ outcomes: Outcomes, _ labels: [Int32]) -> ArmRun {
    let classCount = classes.count
    var arm = ProbeArm(key)
    var sums = [Double](repeating: 0, count: labels.count * classCount)
    var counts = [Int](repeating: 0, count: labels.count)
    var rows: [ProbeRow] = []
    var held: [HeldOutPrediction] = []
    for (split, outcome) in zip(splits, outcomes.folds) {
      let taught = Set(split.training.map { labels[$0] })
      let metrics = foldScores(
        probabilities: outcome.probabilities, labels: split.test.map { labels[$0] }, classCount: classCount,
        positive: positive, taught: taught)
      var row = ProbeRow(
        arm: 0, repeatIndex: split.repeatIndex, fold: split.fold, trainCount: split.training.count,
        testCount: split.test.count, c: outcome.c, thresholdChosen: outcome.threshold, metrics: metrics,
        featureCount: outcome.featureCount, innerLoss: outcome.innerLoss)
      (row.objective, row.gradientNorm, row.dualityGap) = (outcome.objective, outcome.gradientNorm, outcome.dualityGap)
      rows.append(row)
      // A fit that was not taught an example's class decides nothing about it.
      for (place, row) in split.test.enumerated() where taught.contains(labels[row]) {
        counts[row] += 1
        if shown.contains(key) {
          let own = outcome.probabilities[place * classCount..<(place + 1) * classCount]
          let decision = Int(largestClass(own))
          held.append(
            HeldOutPrediction(
              arm: key.name, example: row, repeatIndex: split.repeatIndex, fold: split.fold,
              score: own[own.startIndex + (classCount == 2 ? positive : decision)], decision: decision))
        }
        for index in 0..<classCount {
          sums[row * classCount + index] += outcome.probabilities[place * classCount + index]
        }
      }
    }
    for row in labels.indices {
      for index in 0..<classCount {
        sums[row * classCount + index] = counts[row] > 0 ? sums[row * classCount + index] / Double(counts[row]) : .nan
      }
    }
    let decisions = labels.indices.map { row in
      counts[row] > 0 ? largestClass(sums[row * classCount..<(row + 1) * classCount]) : -1
    }
    arm.metrics = metricEstimates(rows)
    arm.featureCount = rows.isEmpty ? 0 : Double(rows.reduce(0) { $0 + $1.featureCount }) / Double(rows.count)
    arm.weights = outcomes.weights
    arm.solver = outcomes.solver
    let predictions = OutOfFold(
      arm: key, classCount: classCount, probabilities: sums, decisions: decisions)
    return ArmRun(
      arm: arm, rows: rows, outOfFold: predictions, fits: outcomes.fits, selections: outcomes.selections,
      predictions: held)
  }
}

/// Mean and corrected resampled t interval of every metric, over the folds where it is defined.
func metricEstimates(_ rows: [ProbeRow]) -> [MetricEstimate] {
  Metric.kinds.enumerated().map { metric, kind in
    let defined = rows.filter { $0.metrics[metric] != nil }
    let values = defined.compactMap { $0.metrics[metric] }
    guard !values.isEmpty else {
      return MetricEstimate(name: kind.name, mean: nil, low: nil, high: nil, deviation: nil)
    }
    let test = CorrectedResampledT(values, testToTrain: testToTrain(defined))
    let interval = test.interval()
    let deviation =
      values.count < 2
      ? nil : (values.reduce(0) { $0 + ($1 - test.mean) * ($1 - test.mean) } / Double(values.count - 1)).squareRoot()
    // A symmetric interval knows nothing of the ends of the scale.
    let end = kind.highest ?? .infinity
    return MetricEstimate(
      name: kind.name, mean: test.mean, low: interval.map { max(0, $0.low) }, high: interval.map { min(end, $0.high) },
      deviation: deviation)
  }
}

/// Mean over folds of n_test / n_train, which the corrected resampled t-test takes.
func testToTrain(_ rows: [ProbeRow]) -> Double {
  rows.reduce(0) { $0 + Double($1.testCount) / Double(max(1, $1.trainCount)) } / Double(max(1, rows.count))
}
