import Classifiers
import Datasets
import Findings
import Parallel
import Statistics

/// The arms on the data's own split: rows marked `train` to train and tune on, rows marked `test` asked once. Where test rows
/// share a cluster, intervals and tests are those of clusters.
struct EvaluationOnSplit: Sendable {
  let plan: FoldPlan
  let runner: ArmRunner
  let examples: ExampleTable
  let positive: Int

  /// nil where the data has no such split, or one of its parts lacks a class.
  func evaluate(_ arms: [Arm], threads: Int) throws -> SplitEvaluation? {
    guard let splits = examples.splits else { return nil }
    let training = rows(splits, .train)
    let test = rows(splits, .test)
    func classes(_ rows: [Int]) -> Set<Int32> { Set(rows.map { examples.labels[$0] }) }
    guard classes(training).count >= 2, classes(test) == classes(training) else { return nil }
    let split = plan.plan(training: training, test: test)
    let whole = arms.indices.filter { !arms[$0].key.representation.permutesLabels }
    let runs = try parallelMap(whole.count, threads: threads) { index in
      try runner.outcome(arms[whole[index]], plan: split)
    }
    let truth = test.map { examples.labels[$0] }
    let isPair = examples.classes.count == 2
    let tests = SplitInference(
      truth: truth, classCount: examples.classes.count, positive: positive,
      clusters: examples.clusters.map { column in RowClusters(codes: test.map { column.codes[$0] }) })
    let curves = runs.map { fold in
      isPair ? DeLong(test.indices.map { fold.probabilities[$0 * 2 + positive] }, positives: tests.positives) : nil
    }
    let found = zip(whole, runs).enumerated().map { index, pair -> SplitEvaluation.Arm in
      let interval = curves[index].flatMap(tests.interval)
      return SplitEvaluation.Arm(
        arm: pair.0, c: pair.1.c, threshold: pair.1.threshold,
        metrics: foldScores(
          probabilities: pair.1.probabilities, labels: truth, classCount: examples.classes.count, positive: positive,
          taught: classes(training)),
        aurocLow: interval?.low, aurocHigh: interval?.high)
    }
    return SplitEvaluation(
      trainCount: training.count, testCount: test.count, sharedClusters: shared(training, test),
      clusters: tests.finding(column: examples.clusters?.name ?? ""), arms: found,
      pairs: tests.compare(whole.map { ($0, arms[$0].key) }, runs.map(\.probabilities), curves), others: others(splits))
  }

  private func others(_ splits: [String]) -> [CategoryCount] {
    let names = splits.indices.filter { examples.labels[$0] >= 0 }.map { splits[$0] }.filter { name in
      SplitPart(name) != .train && SplitPart(name) != .test
    }
    return CategoryColumn(name: "split", cells: names).values.map { value in
      CategoryCount(name: value, count: names.count { $0 == value })
    }
  }

  private func rows(_ splits: [String], _ part: SplitPart) -> [Int] {
    splits.indices.filter { SplitPart(splits[$0]) == part && examples.labels[$0] >= 0 }
  }

  private func shared(_ training: [Int], _ test: [Int]) -> Int {
    guard let codes = examples.clusters?.codes else { return 0 }
    let known = Set(training.map { codes[$0] })
    return test.count { codes[$0] >= 0 && known.contains(codes[$0]) }
  }
}
