import Datasets
import Diagnostics
import Evaluation
import Features
import Findings
import Parallel
import Synchronization

/// Representations of the same examples compared by classifiers on the same folds.
public enum ProbeLaboratory {
  public struct Result: Sendable {
    public var study: ProbeStudy
    /// One per fitted arm, in the order of `study.arms`; derived ones, which come last there, have none.
    public var outOfFold: [OutOfFold]
    /// One per fitted arm; differs from run to run.
    public var timings: [ArmTiming]
    /// Of every fit of the arms that select.
    public var selections: [FoldSelection]
    /// Of the headline's arms of features, where there are two classes.
    public var linear: [LinearArm] = []
    /// Of the headline's arms, repeat by repeat.
    public var predictions: [HeldOutPrediction] = []
    /// What a reader must know before believing a score.
    public var warnings: [Note]
  }

  /// Runs all arms of the options: repeated stratified folds (clusters kept whole), C and thresholds chosen by log loss
  /// on inner folds of the training rows, metrics on the test rows, corrected resampled t intervals. With a limit on the
  /// examples all of it is of a sample; what is said of examples has no entry, −1 or NaN for those outside.
  ///
  /// - Throws: `AtlasError` where the options are out of range or the labels allow no folds.
  public static func study(
    _ dataset: EncodedDataset, options: ProbeOptions, progress: Progress? = nil
  ) throws -> Result {
    let options = try options.validated()
    guard let sample = ProbeSample(dataset.examples, options: options) else {
      return try study(dataset, notes: [], options, progress)
    }
    let notes =
      [Note(.sampled, sample.rows.count, sample.labelled)] + FoldDesignMaker.leftOut(dataset.examples)
    let result = try study(sample.selecting(dataset), notes: notes, options, progress)
    return sample.placed(result, among: dataset.examples.count)
  }

  /// - Parameter notes: what to say of examples that `dataset` is without.
  private static func study(
    _ dataset: EncodedDataset, notes leftOut: [Note], _ options: ProbeOptions, _ progress: Progress?
  ) throws -> Result {
    let examples = dataset.examples
    let design = try FoldDesignMaker(examples, options: options)
    var notes = leftOut + design.notes
    var missing: [Note] = []
    let arms = try options.representations.flatMap { name -> [Arm] in
      guard let representation = Representation.named(name) else { return [] }
      let arms = try representation.arms(representation.kind, dataset, options).map { withEncoder($0, dataset) }
      if arms.isEmpty { missing.append(Note(.nothingToMake, name)) }
      missing += unmade(name, arms, options)
      return arms
    }
    let crossed = options.trainingRates.flatMap { rate in arms.map { $0.at(rate: rate) } }
    let plans = options.trainingRates.map { (rate: $0, plans: design.plan.plans(rate: $0)) }
    var runner = ArmRunner(
      labels: examples.labels, classes: examples.classes, positive: design.positive, options: options,
      progress: progress)
    runner.keepHeadline(of: crossed, design.finding)
    let running = runner
    let splits = crossed.reduce(0) { sum, arm in
      sum + (plans.first { $0.rate == arm.key.trainingRate }?.plans.reduce(0) { $0 + $1.splits.count } ?? 0)
    }
    progress?.expect(splits + (examples.splits == nil ? 0 : arms.count))
    let families = families(crossed)
    // Beside the arms, since both take their time.
    let alike = Mutex<NearDuplicateFinding?>(nil)
    let ran = try parallelMap(families.count + 1, threads: options.threads) { index -> [ArmRun] in
      if index == families.count {
        let found = NearDuplicates.find(
          examples, states: dataset.states.first, assignments: design.plan.assignments)
        alike.withLock { $0 = found }
        return []
      }
      let own = families[index].map { crossed[$0] }
      return try running.run(
        own.map { arm in (arm, plans.first { $0.rate == arm.key.trainingRate }?.plans ?? []) })
    }
    let runs = inOrder(families, ran)
    let duplicates = alike.withLock { $0 }
    notes += (duplicates?.notes(clusters: examples.clusters) ?? []) + missing
    notes += choiceNotes(runs, options)
    let calibrated = CalibrationOfArms(
      examples: examples, positive: design.positive, minimumCell: options.minimumCell,
      disclosure: options.disclosure)
    let calibratable = runs.indices.filter { place in
      let key = runs[place].arm.key
      // Shares of the classes have no slope, labels in random order no truth.
      return key.trainingRate == 1 && key.representation.role != .baseline && !key.representation.permutesLabels
        && !runs[place].outOfFold.isPartial(examples.labels)
    }
    if let partial = runs.first(where: { $0.outOfFold.isPartial(examples.labels) }) {
      let count = examples.labels.indices.count { examples.labels[$0] >= 0 && partial.outOfFold.decisions[$0] < 0 }
      notes.append(Note(.calibrationLeftOut, count))
    }
    let calibration = try parallelMap(calibratable.count, threads: options.threads) {
      calibrated.findings(runs[calibratable[$0]].outOfFold, at: calibratable[$0])
    }
    .flatMap { $0 }
    // Arms at the full rate come first.
    let split =
      try options.trainingRates[0] < 1
      ? nil
      : EvaluationOnSplit(
        plan: design.plan, runner: running, examples: examples, positive: design.positive
      ).evaluate(arms, threads: options.threads)
    let derived = DerivedArms.all(runs)
    let all = runs + derived
    notes += protocolNotes(design.finding, hasDerivedArms: !derived.isEmpty)
    let study = ProbeStudy(
      design: design.finding, metrics: Metric.kinds, arms: all.map(\.arm),
      rows: all.enumerated().flatMap { index, run in
        run.rows.map { row in
          var row = row
          row.arm = index
          return row
        }
      },
      comparisons: ArmComparisons.all(all, margin: options.nonInferiorityMargin),
      thresholds: thresholdRows(runs, dataset),
      stability: runs.enumerated().compactMap { stabilityRow($1, at: $0, dataset) }, notes: notes,
      libraries: runs.compactMap(\.library),
      explanations: runs.enumerated().flatMap { place, run in run.explanations.map { $0.at(place) } },
      calibration: calibration, split: split, nearDuplicates: duplicates)
    return Result(
      study: study, outOfFold: runs.map(\.outOfFold),
      timings: runs.map {
        ArmTiming(
          arm: $0.arm.name, fits: $0.fits, seconds: $0.seconds, inferenceSeconds: $0.inferenceSeconds,
          matrixBytes: $0.matrixBytes, cost: $0.arm.cost, checkpoint: $0.arm.key.checkpoint)
      },
      selections: runs.flatMap { run in
        zip(run.rows, run.selections).map {
          FoldSelection(arm: run.arm.name, repeatIndex: $0.repeatIndex, fold: $0.fold, features: $1)
        }
      }, linear: runs.compactMap(\.linear), predictions: runs.flatMap(\.predictions),
      warnings: duplicates?.warnings(clusters: examples.clusters) ?? [])
  }

  private static func withEncoder(_ arm: Arm, _ dataset: EncodedDataset) -> Arm {
    var result = arm
    let features = dataset.features.first { $0.checkpoint == arm.key.checkpoint }
    let states = dataset.states.first { $0.layer == features?.layer }
    if let features, let states { result.encoderBytes = 4 * states.dimension * features.matrix.columnCount }
    return result
  }

  /// Places of arms by family, families in the order of their first arms.
  private static func families(_ arms: [Arm]) -> [[Int]] {
    var places: [ArmKey: Int] = [:]
    var result: [[Int]] = []
    for (index, arm) in arms.enumerated() {
      if let place = places[arm.family] {
        result[place].append(index)
      } else {
        places[arm.family] = result.count
        result.append([index])
      }
    }
    return result
  }

  private static func inOrder(_ families: [[Int]], _ ran: [[ArmRun]]) -> [ArmRun] {
    zip(families, ran).flatMap { zip($0, $1) }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Numbers of features or components that were asked for and have no arm.
  private static func unmade(_ name: String, _ arms: [Arm], _ options: ProbeOptions) -> [Note] {
    let codes = ["top-n": NoteCode.fewerFeatures, "random-features": .fewerFeatures, "pca": .fewerComponents]
    guard let code = codes[name] else { return [] }
    var origins: [Note] = []
    for arm in arms where !origins.contains(arm.origin) { origins.append(arm.origin) }
    return origins.compactMap { origin in
      let made = arms.filter { $0.origin == origin }.compactMap(\.key.top)
      let lacking = options.top.filter { !made.contains($0) }.map { "\($0)" }
      return lacking.isEmpty ? nil : Note(code, name, origin, lacking)
    }
  }

  /// Where most folds chose an end of the values of C, the best one may lie beyond.
  private static func choiceNotes(_ runs: [ArmRun], _ options: ProbeOptions) -> [Note] {
    guard options.c.count > 1, let first = options.c.first, let last = options.c.last else { return [] }
    return [(first, NoteCode.smallestC), (last, .largestC)].compactMap { value, code in
      let names = runs.filter { run in
        let chosen = run.rows.compactMap(\.c)
        return run.arm.key.trainingRate == 1 && !chosen.isEmpty && 2 * chosen.count { $0 == value } > chosen.count
          && !run.arm.key.representation.permutesLabels
      }.map(\.arm.name)
      return names.isEmpty ? nil : Note(code, value, names)
    }
  }

  private static func protocolNotes(_ design: FoldDesign, hasDerivedArms: Bool) -> [Note] {
    let onlyC = design.candidatesC.count == 1 ? design.candidatesC.first : nil
    return (hasDerivedArms ? [Note(.bestArms)] : [])
      + [onlyC.map { Note(.onlyC, $0) } ?? Note(.chosenC), Note(.unscaled), Note(.intervals)]
  }
}

extension Arm {
  /// What its numbers come from.
  fileprivate var origin: Note {
    if key.checkpoint == nil, let layer = key.layer { return Note(.statesOfLayer, layer) }
    return Note(.named, key.checkpoint ?? key.representation.name)
  }
}
