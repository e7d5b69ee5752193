import Classifiers
import Datasets
import Findings
import Parallel
import Statistics

/// The arms on the data's own split: rows marked `train` to train and tune on, rows marked `test` asked once.
struct EvaluationOnSplit: Sendable {
  let plan: FoldPlan
  let runner: ArmRunner
  let examples: ExampleTable
  let positive: Int

  /// nil where the data has no such split, or one of its parts lacks a class.
  func evaluate(_ arms: [Arm], threads: Int) throws -> SplitEvaluation? {
    guard let splits = examples.splits else { return nil }
    let training = rows(splits, "train")
    let test = rows(splits, "test")
    func classes(_ rows: [Int]) -> Set<Int32> { Set(rows.map { examples.labels[$0] }) }
    guard classes(training).count >= 2, classes(test) == classes(training) else { return nil }
    let split = plan.plan(training: training, test: test)
    let whole = arms.filter { $0.description.trainingRate == 1 && !$0.hasPermutedLabels }
    let runs = try parallelMap(whole.count, threads: threads) { index in
      try runner.outcome(whole[index], plan: split)
    }
    let truth = test.map { examples.labels[$0] }
    let isPair = examples.classes.count == 2
    let curves = runs.map { fold in
      isPair
        ? DeLong(
          test.indices.map { fold.probabilities[$0 * 2 + positive] }, positives: truth.map { Int($0) == positive })
        : nil
    }
    let found = zip(whole, runs).enumerated().map { index, pair -> SplitEvaluation.Arm in
      let interval = curves[index]?.interval()
      return SplitEvaluation.Arm(
        name: pair.0.description.name, c: pair.1.c, threshold: pair.1.threshold,
        metrics: foldScores(
          probabilities: pair.1.probabilities, labels: truth, classCount: examples.classes.count, positive: positive),
        aurocLow: interval?.low, aurocHigh: interval?.high)
    }
    return SplitEvaluation(
      trainCount: training.count, testCount: test.count, sharedClusters: shared(training, test), arms: found,
      pairs: compare(whole.map(\.description), runs, curves, truth))
  }

  private func rows(_ splits: [String], _ name: String) -> [Int] {
    splits.indices.filter { splits[$0].lowercased() == name && examples.labels[$0] >= 0 }
  }

  private func shared(_ training: [Int], _ test: [Int]) -> Int {
    guard let codes = examples.clusters?.codes else { return 0 }
    let known = Set(training.map { codes[$0] })
    return test.count { codes[$0] >= 0 && known.contains(codes[$0]) }
  }

  private func compare(
    _ arms: [ProbeArm], _ runs: [Outcomes.Fold], _ curves: [DeLong?], _ truth: [Int32]
  ) -> [SplitEvaluation.Pair] {
    let count = examples.classes.count
    let right = runs.map { fold in
      truth.indices.map { largestClass(fold.probabilities[$0 * count..<($0 + 1) * count]) == truth[$0] }
    }
    let pairs = ArmComparisons.pairs(arms).filter { arms[$0.b].representation != "majority" }
    var result = pairs.map { a, b -> SplitEvaluation.Pair in
      let first = truth.indices.count { right[a][$0] && !right[b][$0] }
      let second = truth.indices.count { right[b][$0] && !right[a][$0] }
      var pair = SplitEvaluation.Pair(
        a: arms[a].name, b: arms[b].name, onlyFirst: first, onlySecond: second,
        mcnemarP: McNemar.exact(onlyFirstRight: first, onlySecondRight: second))
      if let one = curves[a], let other = curves[b], one.auroc.isFinite, other.auroc.isFinite {
        let difference = one.auroc - other.auroc
        pair.aurocDifference = difference
        let test = one.test(against: other)
        if test.p.isFinite, test.statistic != 0 {
          let half = NormalDistribution.z95 * abs(difference / test.statistic)
          (pair.low, pair.high) = (difference - half, difference + half)
          (pair.z, pair.delongP) = (test.statistic, test.p)
        }
      }
      return pair
    }
    let adjusted = ArmComparisons.holm(result.map { count == 2 ? $0.delongP ?? 1 : $0.mcnemarP })
    for index in result.indices {
      let pair = result[index]
      let lead = count == 2 ? pair.aurocDifference ?? 0 : Double(pair.onlyFirst - pair.onlySecond)
      result[index].verdict =
        adjusted[index] > 0.05 || lead == 0 ? "no difference shown" : lead > 0 ? "better" : "worse"
    }
    return result
  }
}
