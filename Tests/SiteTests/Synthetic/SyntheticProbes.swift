import Diagnostics
import Findings
import TestSupport

/// A made-up study of probes with everything that a page can show: training rates, thresholds and rules, agreement of folds,
/// calibration, the data's own split, explanations, libraries and costs.
enum SyntheticProbes {
  static let rates = [1.0, 0.5, 0.1]
  static let fixedThresholds = [0.0, 0.5, 2.0]

  /// - Parameters:
  ///   - fired: verdict and bounds of binarised against continuous features.
  ///   - state: verdict and bounds of binarised features against the hidden state.
  static func study(
    checkpoint: String = "l6-w24", classes: [String] = ["hold", "promote"],
    fired: (verdict: String, low: Double, high: Double) = ("not worse", -0.004, 0.012),
    state: (verdict: String, low: Double, high: Double) = ("better", 0.011, 0.053)
  ) -> ProbeStudy {
    let isPair = classes.count == 2
    let arms = arms(checkpoint, classes)
    func place(_ name: String) -> Int { arms.firstIndex { $0.name == name } ?? -1 }
    let binarized = place("binarized \(checkpoint) max >0")
    let shown = arms.indices.filter {
      arms[$0].key.trainingRate == 1 && arms[$0].key.representation.role != .baseline
    }
    func comparison(
      _ b: String, _ metric: String, _ found: (verdict: String, low: Double, high: Double)
    ) -> ArmComparison {
      let difference = (found.low + found.high) / 2
      return ArmComparison(
        a: binarized, b: place(b), metric: metric, meanA: 0.9, meanB: 0.9 - difference, difference: difference,
        low: found.low, high: found.high, t: 1.2, degreesOfFreedom: 4, p: 0.02, verdict: found.verdict,
        adjustedP: ["better", "worse"].contains(found.verdict) ? 0.04 : 0.3, margin: 0.01,
        family: b == "majority" ? ComparisonFamily.majority : ComparisonFamily.headline)
    }
    let metrics = isPair ? ["auroc", "macro_f1"] : ["macro_f1"]
    var design = FoldDesign(
      folds: 5, repeats: 3, clusterColumn: nil, exampleCount: 238, candidatesC: [0.01, 1], innerFolds: 3,
      assignments: [], positiveClass: isPair ? classes[1] : nil)
    design.labelCount = nil
    return ProbeStudy(
      design: design, metrics: MetricKind.samples, arms: arms,
      rows: arms.indices.map { index in
        ProbeRow(
          arm: index, repeatIndex: 0, fold: 0, trainCount: Int(1900 * arms[index].key.trainingRate), testCount: 48,
          c: 1,
          thresholdChosen: nil, metrics: [], featureCount: 12)
      },
      comparisons: metrics.flatMap { metric in
        [
          comparison("continuous \(checkpoint) max", metric, fired), comparison("hidden layer 6 max", metric, state),
          comparison("majority", metric, ("better", 0.3, 0.5)),
        ]
      }, thresholds: thresholds(checkpoint),
      stability: [
        StabilityRow(arm: place("top-n 5 \(checkpoint) max"), phi: 0.81, low: 0.7, high: 0.92, selectedMean: 5),
        StabilityRow(arm: place("top-n 10 \(checkpoint) max"), phi: 0.7, low: 0.6, high: 0.8, selectedMean: 10),
      ], notes: [Note(.unlabelledLeftOut, 2)],
      libraries: [
        FeatureLibrary(
          dataset: "reviews", arm: "top-n 5 \(checkpoint) max", checkpoint: checkpoint, layer: 6, pooling: "max",
          threshold: nil, width: 24, classes: classes, intercepts: [0], c: 1, features: [], exampleCount: 238)
      ], explanations: explanations(binarized, classes), calibration: calibration(shown),
      split: split(shown, isPair: isPair),
      nearDuplicates: NearDuplicateFinding(
        exampleCount: 238, splitTestCount: 60,
        near: NearDuplicateFinding.Count(similarity: 0.8, parted: [0, 3, 2], acrossSplit: 0),
        similar: NearDuplicateFinding.Count(similarity: 0.6, parted: [11, 14, 12], acrossSplit: 5), isComplete: true))
  }

  private static func metrics(_ mean: Double, rate: Double) -> [MetricEstimate] {
    MetricKind.samples.map(\.name).map {
      let value = mean - 0.05 * (1 - rate)
      return MetricEstimate(
        name: $0, mean: value, low: value - 0.1 + 0.05 * rate, high: min(1, value + 0.05), deviation: 0.04)
    }
  }

  private static func arms(_ checkpoint: String, _ classes: [String]) -> [ProbeArm] {
    func arm(
      _ representation: String, _ mean: Double, hasCheckpoint: Bool = true, threshold: ThresholdChoice? = nil,
      top: Int? = nil
    ) -> ProbeArm {
      var arm = ProbeArm(
        ArmKey(
          .sample(representation), checkpoint: hasCheckpoint ? checkpoint : nil, layer: 6, pooling: "max",
          threshold: threshold, top: top), metrics: metrics(mean, rate: 1), featureCount: 1234,
        solver: top == nil ? .sampleSpaceSolver : .primalSolver)
      if hasCheckpoint {
        arm.weights = (classes.count == 2 ? [classes[1]] : classes).map { name in
          var weights = ClassWeights(className: name, features: [1, 2, 6, 7], weights: [2.1, -1.7, 0.9, 0.2])
          weights.overFolds = weights.weights.map {
            WeightOverFolds(mean: $0, low: $0 - 0.3, high: $0 + 0.1, signConsistency: 1, selected: 1, auroc: 0.41)
          }
          return weights
        }
      }
      arm.cost = ArmCost(
        numbers: 1536, exampleBytes: 6144, modelBytes: 3064, encoderBytes: hasCheckpoint ? 36_960 : nil)
      arm.optimality = Optimality()
      arm.optimality?.add(gradientNorm: 1.5e-5, relativeGap: nil, isConverged: top == nil)
      return arm
    }
    var whole = [
      ProbeArm(
        ArmKey(.sample("majority")),
        metrics: MetricKind.samples.map(\.name).map {
          MetricEstimate(name: $0, mean: $0 == "auroc" ? 0.5 : nil, low: nil, high: nil, deviation: nil)
        }, solver: .classShares),
      arm("hidden", 0.87, hasCheckpoint: false),
      arm("continuous", 0.9),
    ]
    for threshold in fixedThresholds.map(ThresholdChoice.fixed) + [.automatic, .otsu] {
      whole.append(arm("binarized", threshold == .fixed(0) ? 0.91 : 0.88, threshold: threshold))
    }
    whole += [5, 10].map { (top: Int) in arm("top-n", 0.9, top: top) }
    whole.append(arm("random-dictionary", 0.8))
    return rates.flatMap { rate in
      whole.map { arm in
        guard rate < 1 else { return arm }
        var copy = arm
        copy.key.trainingRate = rate
        copy.metrics =
          arm.key.representation.role == .baseline ? arm.metrics : metrics(arm.metrics[0].mean ?? 0, rate: rate)
        return copy
      }
    }
  }

  private static func thresholds(_ checkpoint: String) -> [ThresholdRow] {
    func row(_ threshold: Double?, _ choice: ThresholdChoice, _ mean: Double) -> ThresholdRow {
      ThresholdRow(
        checkpoint: checkpoint, pooling: "max", threshold: threshold, choice: choice, macroF1Mean: mean,
        macroF1Low: mean - 0.05, macroF1High: mean + 0.05, meanActiveFeatures: 156.1 - 60 * (threshold ?? 1),
        stability: 0.5, stabilityLow: 0.45, stabilityHigh: 0.55)
    }
    return [row(0.83, .automatic, 0.89), row(nil, .otsu, 0.88)]
      + fixedThresholds.reversed().map { row($0, .fixed($0), 0.9 - $0 / 20) }
  }

  private static func explanations(_ arm: Int, _ classes: [String]) -> [Explanation] {
    ["confident and right", "confident and wrong", "undecided"].enumerated().map { index, kind in
      Explanation(
        arm: arm, example: index, kind: kind, label: classes[0], decision: classes[index % 2], probability: 0.9,
        reasons: [
          Explanation.Reason(feature: 1, value: 1, weight: 2.1, share: 0.3),
          Explanation.Reason(feature: 6, value: 1, weight: -0.9, share: index == 2 ? 0.7 : 0.125),
        ])
    }
  }

  private static func calibration(_ arms: [Int]) -> [CalibrationFinding] {
    arms.flatMap { arm -> [CalibrationFinding] in
      var all = CalibrationFinding(arm: arm)
      (all.count, all.brier, all.logLoss, all.intercept, all.slope) = (238, 0.12, 0.4, 0.1, 0.9)
      all.bins = [0.1, 0.5, 0.9].map {
        CalibrationFinding.Bin(count: 79, predicted: $0, observed: $0 + 0.02, low: $0 - 0.05, high: $0 + 0.08)
      }
      var group = all
      (group.attribute, group.group) = ("gender", "woman")
      return [all, group, CalibrationFinding(arm: arm, attribute: "gender", group: "other & <b>")]
    }
  }

  private static func split(_ arms: [Int], isPair: Bool) -> SplitEvaluation {
    SplitEvaluation(
      trainCount: 180, testCount: 60, sharedClusters: 3,
      arms: arms.map {
        SplitEvaluation.Arm(
          arm: $0, c: 1, threshold: nil, metrics: MetricKind.samples.map { _ in 0.87 },
          aurocLow: isPair ? 0.8 : nil, aurocHigh: isPair ? 0.94 : nil)
      },
      pairs: arms.dropFirst().map {
        SplitEvaluation.Pair(
          a: $0, b: arms[0], onlyFirst: 5, onlySecond: 7, mcnemarP: 0.7, aurocDifference: isPair ? 0.01 : nil,
          low: isPair ? -0.03 : nil, high: isPair ? 0.05 : nil, z: isPair ? 0.5 : nil, delongP: isPair ? 0.6 : nil,
          verdict: "no difference shown")
      }, others: [CategoryCount(name: "dev", count: 12)])
  }
}
