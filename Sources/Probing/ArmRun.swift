import Classifiers
import Findings
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

  func run(_ arm: Arm, splits: [Split]) throws -> ArmRun {
    let own = arm.hasPermutedLabels ? permuted(labels) : labels
    let outcomes = try outcomes(arm, splits, own, keepsWeights: arm.keepsModels)
    var result = summarise(arm.description, splits, outcomes, own)
    let models = outcomes.folds.map(\.model)
    if let model = models.first ?? nil {
      result.arm.cost = model.cost
      result.inferenceSeconds = model.inferenceSeconds()
      result.matrixBytes = model.matrix.byteCount
    }
    guard arm.weighsFeatures else { return result }
    result.arm.weights = weightsOverFolds(result.arm.weights, models.compactMap { $0 })
    result.heaviest = models.compactMap { $0?.heaviest(FoldModel.heaviestCount) }
    result.explanations = explanations(arm.description, splits, outcomes.folds)
    result.library = try library(arm, outcomes, own)
    return result
  }

  func outcomes(_ arm: Arm, _ splits: [Split], _ labels: [Int32], keepsWeights: Bool) throws -> Outcomes {
    switch arm.content {
    case .prior: prior(splits, labels)
    case .candidates(let candidates): try choose(candidates, splits, labels, keepsWeights: keepsWeights)
    case .selected(let make): try fitted(make, splits, labels, sharesInner: false)
    case .fitted(let make): try fitted(make, splits, labels, sharesInner: true)
    }
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

  private func summarise(_ description: ProbeArm, _ splits: [Split], _ outcomes: Outcomes, _ labels: [Int32]) -> ArmRun
  {
    let classCount = classes.count
    var arm = description
    var sums = [Double](repeating: 0, count: labels.count * classCount)
    var counts = [Int](repeating: 0, count: labels.count)
    var rows: [ProbeRow] = []
    for (split, outcome) in zip(splits, outcomes.folds) {
      let metrics = foldScores(
        probabilities: outcome.probabilities, labels: split.test.map { labels[$0] }, classCount: classCount,
        positive: positive)
      rows.append(
        ProbeRow(
          arm: 0, repeatIndex: split.repeatIndex, fold: split.fold, trainCount: split.training.count,
          testCount: split.test.count, c: outcome.c, thresholdChosen: outcome.threshold, metrics: metrics,
          featureCount: outcome.featureCount))
      for (place, row) in split.test.enumerated() {
        counts[row] += 1
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
      arm: arm.name, classCount: classCount, probabilities: sums, decisions: decisions)
    return ArmRun(arm: arm, rows: rows, outOfFold: predictions, fits: outcomes.fits, selections: outcomes.selections)
  }
}

/// Mean and corrected resampled t interval of every metric, over the folds where it is defined.
func metricEstimates(_ rows: [ProbeRow]) -> [MetricEstimate] {
  ProbeMetric.allNames.enumerated().map { metric, name in
    let defined = rows.filter { $0.metrics[metric] != nil }
    let values = defined.compactMap { $0.metrics[metric] }
    guard !values.isEmpty else { return MetricEstimate(name: name, mean: nil, low: nil, high: nil, deviation: nil) }
    let test = CorrectedResampledT(values, testToTrain: testToTrain(defined))
    let interval = test.interval()
    let deviation =
      values.count < 2
      ? nil : (values.reduce(0) { $0 + ($1 - test.mean) * ($1 - test.mean) } / Double(values.count - 1)).squareRoot()
    // A symmetric interval knows nothing of the ends of the scale: no metric is below 0, all but the log loss end at 1.
    let end = name == "log_loss" ? Double.infinity : 1
    return MetricEstimate(
      name: name, mean: test.mean, low: interval.map { max(0, $0.low) }, high: interval.map { min(end, $0.high) },
      deviation: deviation)
  }
}

/// Mean over folds of n_test / n_train, which the corrected resampled t-test takes.
func testToTrain(_ rows: [ProbeRow]) -> Double {
  rows.reduce(0) { $0 + Double($1.testCount) / Double(max(1, $1.trainCount)) } / Double(max(1, rows.count))
}
