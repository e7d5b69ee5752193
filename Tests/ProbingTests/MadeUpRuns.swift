import Evaluation
import Findings
import Statistics

@testable import Probing

/// Arms with results that nobody measured, to see what is made of them.
enum MadeUpRuns {
  /// Five folds, three repeats; every metric of a split is its score.
  ///
  /// - Parameter losses: log loss over the inner folds, split by split.
  static func run(_ key: ArmKey, scores: [Double], losses: [Double]? = nil) -> ArmRun {
    let rows = scores.enumerated().map { index, score in
      ProbeRow(
        arm: 0, repeatIndex: index / 5, fold: index % 5, trainCount: 80, testCount: 20, c: 1, thresholdChosen: nil,
        metrics: Metric.all.map { _ in score }, featureCount: 10 + index,
        innerLoss: losses?[index])
    }
    return ArmRun(
      arm: ProbeArm(key), rows: rows, outOfFold: OutOfFold(arm: key, classCount: 2, probabilities: [], decisions: []),
      fits: 0)
  }

  /// Scores about `mean`, of their own for every name.
  static func scores(_ mean: Double, spread: Double = 0.02, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<15).map { _ in mean + spread * generator.normal() }
  }
}
