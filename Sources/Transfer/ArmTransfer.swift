import Classifiers
import Evaluation
import Findings
import Statistics

/// The scores of one arm: trained on one side and tested on the other, with ceiling, floor and ratio.
struct ArmTransfer: Sendable {
  let train: TransferSide
  let test: TransferSide
  let options: TransferOptions
  /// Out-of-fold predictions of the probe study of the test dataset, by arm; they are the ceiling where there are any.
  var inside: [OutOfFold] = []

  func rows(_ arm: TransferArm) throws -> [TransferRow] {
    let truth = test.rows.map { test.labels[$0] }
    let fitting = try train.crossValidation(options, stream: 1).chooseAndFit(arm.train)
    let transferred = scores(fitting.whole, on: arm.test, truth: truth)
    let ceiling = try insideProbabilities(arm).map {
      WeightedScores(probabilities: $0, truth: truth, classCount: test.classCount)
    }
    let floors = try (0..<options.permutations).map { permutation in
      var generator = SeededGenerator(seed: options.seed, stream: 0xf100, UInt64(permutation))
      var values = train.rows.map { train.labels[$0] }
      generator.shuffle(&values)
      var labels = train.labels
      for (row, value) in zip(train.rows, values) { labels[row] = value }
      let model = LogisticRegression(arm.train, labels: labels)
      let fit = try model.fit([], candidates: [options.c[fitting.c]], threads: 1).whole[0]
      return scores(model.weighing(fit), on: arm.test, truth: truth)
    }
    return summary(arm.key, transferred, ceiling: ceiling, floors: floors)
  }

  /// [row in `test.rows` · classes + class]. Predictions of the probe study are taken where its classes are the common
  /// ones and it predicted every row. nil where no cross-validation is possible.
  private func insideProbabilities(_ arm: TransferArm) throws -> [Double]? {
    let classCount = test.classCount
    if let known = inside.first(where: { $0.arm == arm.key }), known.classCount == classCount,
      test.dataset.examples.classes.count == classCount, known.decisions.count == test.labels.count,
      test.rows.allSatisfy({ known.decisions[$0] >= 0 })
    {
      return test.rows.flatMap { known.probabilities[$0 * classCount..<($0 + 1) * classCount] }
    }
    return try test.crossValidation(options, stream: 2).outOfFold(arm.test)
  }

  private func scores(_ fit: LogisticFit, on matrix: ExampleMatrix, truth: [Int32]) -> WeightedScores {
    let all = fit.applied(to: matrix).probabilities(classCount: test.classCount)
    let own = test.rows.flatMap { all[$0 * test.classCount..<($0 + 1) * test.classCount] }
    return WeightedScores(probabilities: own, truth: truth, classCount: test.classCount)
  }

  private func summary(
    _ key: ArmKey, _ transferred: WeightedScores, ceiling: WeightedScores?, floors: [WeightedScores]
  ) -> [TransferRow] {
    var place = [Int](repeating: 0, count: test.labels.count)
    for (index, row) in test.rows.enumerated() { place[row] = index }
    let bootstrap = Bootstrap(rows: test.rows, clusters: test.clusters, seed: options.seed, purpose: 0x7ca5)
    // All metrics of all fits on the same samples, so that differences and ratios are paired.
    let replicates = (0..<options.replicates).map { replicate -> Figures in
      var weights = [Int32](repeating: 0, count: test.rows.count)
      for row in bootstrap.sample(replicate) { weights[place[row]] += 1 }
      return Figures(transferred, ceiling, floors, weights: weights)
    }
    let point = Figures(transferred, ceiling, floors, weights: nil)
    return WeightedScores.metrics.indices.map { metric in
      let range = Bootstrap.percentileInterval(replicates.map { $0.score[metric] })
      let room = Bootstrap.percentileInterval(replicates.map { $0.ceiling[metric] - $0.floor[metric] })
      var ratio: Interval?
      if let room, room.low > 0, let value = point.ratio(metric) {
        let bounds = Bootstrap.percentileInterval(replicates.map { $0.ratio(metric) ?? .nan })
        ratio = Interval(value: value, low: bounds?.low, high: bounds?.high)
      }
      func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
      return TransferRow(
        arm: key, metric: WeightedScores.metrics[metric], score: point.score[metric], low: range?.low,
        high: range?.high, ceiling: finite(point.ceiling[metric]), floor: finite(point.floor[metric]), ratio: ratio)
    }
  }

  /// Score, ceiling and floor per metric on one sample.
  private struct Figures {
    var score: [Double]
    var ceiling: [Double]
    var floor: [Double]

    init(
      _ transferred: WeightedScores, _ inside: WeightedScores?, _ permuted: [WeightedScores], weights: [Int32]?
    ) {
      score = transferred.scores(weights: weights)
      ceiling = inside?.scores(weights: weights) ?? score.map { _ in .nan }
      let all = permuted.map { $0.scores(weights: weights) }
      floor = score.indices.map { metric in all.reduce(0) { $0 + $1[metric] } / Double(all.count) }
    }

    func ratio(_ metric: Int) -> Double? {
      let room = ceiling[metric] - floor[metric]
      return room > 0 ? (score[metric] - floor[metric]) / room : nil
    }
  }
}
