import Datasets
import Diagnostics
import Features
import Findings
import Parallel

/// Representations of the same examples compared by classifiers on the same folds.
public enum ProbeLaboratory {
  public struct Result: Sendable {
    public var study: ProbeStudy
    /// One per fitted arm, in the order of `study.arms`; derived ones, which come last there, have none.
    public var outOfFold: [OutOfFold]
    /// One per fitted arm; differs from run to run.
    public var timings: [ArmTiming]
    /// What a reader must know before believing a score.
    public var warnings: [String]
  }

  /// Runs all arms of the options: repeated stratified folds (clusters kept whole), C and thresholds chosen by log loss
  /// on inner folds of the training rows, metrics on the test rows, corrected resampled t intervals.
  ///
  /// - Throws: `AtlasError` where the options are out of range or the labels allow no folds.
  public static func study(
    _ dataset: EncodedDataset, options: ProbeOptions, progress: (@Sendable (String) -> Void)? = nil
  ) throws -> Result {
    let options = try options.validated()
    let examples = dataset.examples
    let design = try FoldDesignMaker(examples, options: options)
    var notes = design.notes
    let duplicates = NearDuplicates.find(
      examples, states: dataset.states.first, assignments: design.plan.assignments)
    notes += duplicates?.notes(clusters: examples.clusters) ?? []
    let arms = try options.representations.flatMap { name -> [Arm] in
      guard let representation = Representation.named(name) else { return [] }
      let arms = try representation.arms(dataset, options)
      if arms.isEmpty { notes.append("\(name): left out, the dataset \(dataset.id) has nothing to make it from") }
      notes += unmade(name, arms, options)
      return arms
    }
    let crossed = options.trainingRates.flatMap { rate in arms.map { $0.at(rate: rate) } }
    let splits = options.trainingRates.map { (rate: $0, splits: design.plan.splits(rate: $0)) }
    let runner = ArmRunner(
      labels: examples.labels, classes: examples.classes, positive: design.positive, options: options)
    // Loops within loops have one thread: few arms go one after the other, each on all threads.
    let atOnce = crossed.count <= options.threads ? 1 : options.threads
    let runs = try parallelMap(crossed.count, threads: atOnce) { index in
      let arm = crossed[index]
      progress?(arm.description.name)
      let clock = ContinuousClock()
      let start = clock.now
      let own = splits.first { $0.rate == arm.description.trainingRate }?.splits ?? []
      let run = try runner.run(arm, splits: own)
      let duration = (clock.now - start).components
      return (run: run, seconds: Double(duration.seconds) + Double(duration.attoseconds) * 1e-18)
    }
    let calibrated = CalibrationOfArms(
      examples: examples, positive: design.positive, minimumCell: options.minimumCell)
    let calibration = runs.filter { entry in
      // Shares of the classes have no slope, labels in random order no truth.
      entry.run.arm.trainingRate == 1 && !["majority", "permuted-labels"].contains(entry.run.arm.representation)
    }
    .flatMap { calibrated.findings($0.run.outOfFold) }
    let split = try EvaluationOnSplit(
      plan: design.plan, runner: runner, examples: examples, positive: design.positive
    ).evaluate(arms, threads: options.threads)
    let derived = DerivedArms.all(runs.map(\.run))
    let all = runs.map(\.run) + derived
    notes += protocolNotes(options, hasDerivedArms: !derived.isEmpty)
    let study = ProbeStudy(
      design: design.finding, arms: all.map(\.arm),
      rows: all.enumerated().flatMap { index, run in
        run.rows.map { row in
          var row = row
          row.arm = index
          return row
        }
      },
      comparisons: ArmComparisons.all(all, margin: options.nonInferiorityMargin),
      thresholds: thresholdRows(runs.map(\.run), dataset),
      stability: runs.compactMap { stabilityRow($0.run, dataset) }, notes: notes,
      libraries: runs.compactMap(\.run.library), explanations: runs.flatMap(\.run.explanations),
      calibration: calibration, split: split, nearDuplicates: duplicates)
    let warning = duplicates?.warning(dataset.id, clusters: examples.clusters)
    return Result(
      study: study, outOfFold: runs.map(\.run.outOfFold),
      timings: runs.map {
        ArmTiming(
          arm: $0.run.arm.name, fits: $0.run.fits, seconds: $0.seconds, inferenceSeconds: $0.run.inferenceSeconds,
          matrixBytes: $0.run.matrixBytes, cost: $0.run.arm.cost)
      }, warnings: warning.map { [$0] } ?? [])
  }

  /// Numbers of features or components that were asked for and have no arm.
  private static func unmade(_ name: String, _ arms: [Arm], _ options: ProbeOptions) -> [String] {
    guard let unit = ["top-n": "features", "random-features": "features", "pca": "components"][name] else { return [] }
    var origins: [String] = []
    for arm in arms where !origins.contains(arm.origin) { origins.append(arm.origin) }
    return origins.compactMap { origin in
      let made = arms.filter { $0.origin == origin }.compactMap(\.description.top)
      let lacking = options.top.filter { !made.contains($0) }.map { "\($0)" }
      if lacking.isEmpty { return nil }
      return "\(name) of \(origin): no arm of \(lacking.joined(separator: ", ")) \(unit), since there are not so many."
    }
  }

  private static func protocolNotes(_ options: ProbeOptions, hasDerivedArms: Bool) -> [String] {
    let onlyC = options.c.count == 1 ? options.c.first : nil
    let best =
      "Best features and best hidden are, in every fold, the arm of its kind with the least log loss on the inner folds: "
      + "their score is that of choosing so, not the largest of many scores."
    return (hasDerivedArms ? [best] : []) + [
      onlyC.map {
        "C is \($0), the only one given; thresholds are chosen on inner folds where there are several. No best arm is "
          + "derived, since there is nothing to choose it by."
      }
        ?? "C is the one of least mean log loss on \(options.innerFolds) inner folds of the training rows; an automatic "
        + "threshold is that of least mean log loss plus its standard error over these folds; scores come from test rows "
        + "that took no part in that choice.",
      "Values are not scaled: continuous features and hidden states are used as pooled, binarized features are 0 or 1.",
      "Intervals are corrected resampled t intervals (Nadeau & Bengio 2003). Those of differences, their p and the verdicts "
        + "count all repeats as one, since repeats average out the luck of the parting and not that of the data; better and "
        + "worse hold after Holm's correction over the pairs of the same metric and family: the headline (the first "
        + "binarized arm against values, hidden state and words, and the best features against the best hidden state; named "
        + "before anything was measured), the other pairs, those against majority, and each training rate below 1. Arms "
        + "that are the same under two names count once.",
    ]
  }
}

extension Arm {
  /// What its numbers come from.
  fileprivate var origin: String {
    description.checkpoint ?? description.layer.map { "layer \($0)" } ?? description.representation
  }
}
