import Diagnostics

/// The comparison of representations on one dataset: the same folds for all arms.
public struct ProbeStudy: Codable, Sendable {
  /// How examples were dealt to folds.
  public var design: FoldDesign
  /// What the folds were scored by, in the order of `ProbeRow.metrics`.
  public var metrics: [MetricKind]
  /// Fitted ones, then derived ones; all other findings of the study name an arm by its place here.
  public var arms: [ProbeArm]
  /// What pages lead with.
  public var headline: Headline
  /// `probes.csv`: one row per arm × repeat × fold.
  public var rows: [ProbeRow]
  /// `comparisons.csv`: one row per pair of arms × metric.
  public var comparisons: [ArmComparison]
  /// `thresholds.csv`: one row per checkpoint × pooling × threshold.
  public var thresholds: [ThresholdRow]
  /// `stability.csv`: one row per arm that selects features.
  public var stability: [StabilityRow]
  /// What was left out and why, and how it was measured.
  public var notes: [Note]
  /// `feature-library.json`: one per arm that selects and whose folds agree on something.
  public var libraries: [FeatureLibrary]
  /// `explanations.csv`: some examples of every arm that weighs features, decided by a fold that had not seen them.
  public var explanations: [Explanation]
  /// `calibration.csv`, `reliability.csv`: arms × groups.
  public var calibration: [CalibrationFinding]
  /// `split.csv`, `split-comparisons.csv`; nil where the data has no split into train and test.
  public var split: SplitEvaluation?
  /// `near-duplicates.csv`; nil where there is nothing to compare.
  public var nearDuplicates: NearDuplicateFinding?

  public init(
    design: FoldDesign, metrics: [MetricKind], arms: [ProbeArm], rows: [ProbeRow], comparisons: [ArmComparison],
    thresholds: [ThresholdRow] = [], stability: [StabilityRow] = [], notes: [Note] = [],
    libraries: [FeatureLibrary] = [], explanations: [Explanation] = [],
    calibration: [CalibrationFinding] = [], split: SplitEvaluation? = nil,
    nearDuplicates: NearDuplicateFinding? = nil
  ) {
    self.design = design
    self.metrics = metrics
    self.arms = arms
    headline = Headline(arms: arms.map(\.key), design: design)
    self.rows = rows
    self.comparisons = comparisons
    self.thresholds = thresholds
    self.stability = stability
    self.notes = notes
    self.libraries = libraries
    self.explanations = explanations
    self.calibration = calibration
    self.split = split
    self.nearDuplicates = nearDuplicates
  }
}

/// Folds, repeats, and what was tried inside the training rows.
public struct FoldDesign: Codable, Sendable {
  /// Folds of a repeat, at least 2.
  public var folds: Int
  /// How often all examples were dealt anew.
  public var repeats: Int
  /// Column whose values are never parted by a fold, if any.
  public var clusterColumn: String?
  /// Examples with a label: those that folds test.
  public var exampleCount: Int
  /// Values of C tried inside the training rows.
  public var candidatesC: [Double]
  /// Folds of the training rows on which C and thresholds are chosen.
  public var innerFolds: Int
  /// [repeat][example]: the fold in which the example is tested; −1 for unlabelled examples.
  public var assignments: [[Int32]]
  /// The class whose probability AUROC, average precision and Brier refer to, where there are two.
  public var positiveClass: String?
  /// Names of the folds where the data gives them.
  public var foldNames: [String]?
  /// Test sets, over all repeats.
  public var testSets = 0
  /// Those on which AUROC and average precision are defined: every class is among the test rows and among those that were
  /// trained on.
  public var definedTestSets = 0
  /// Labels that the figures are means over, where an example may have several; nil for a study of one.
  public var labelCount: Int?

  public init(
    folds: Int, repeats: Int, clusterColumn: String?, exampleCount: Int, candidatesC: [Double], innerFolds: Int,
    assignments: [[Int32]], positiveClass: String?
  ) {
    self.folds = folds
    self.repeats = repeats
    self.clusterColumn = clusterColumn
    self.exampleCount = exampleCount
    self.candidatesC = candidatesC
    self.innerFolds = innerFolds
    self.assignments = assignments
    self.positiveClass = positiveClass
  }
}

/// A representation with a classifier, and how well it does.
public struct ProbeArm: Codable, Sendable {
  public var key: ArmKey
  /// Mean and 95 % interval (corrected resampled t) of every metric, in the order of the study's.
  public var metrics: [MetricEstimate]
  /// Mean number of features with a weight.
  public var featureCount: Double
  /// Weights of a fit on all examples, per class (one entry for two classes), largest |weight| first, at most 50.
  public var weights: [ClassWeights]
  /// Which solver ran, or what stands in for one.
  public var solver: NoteCode?
  /// What a decision takes; nil where nothing is fitted.
  public var cost: ArmCost?
  /// Of a derived arm, which fold by fold is another one: how often it was which, the most frequent first. Empty for the
  /// others.
  public var chosenFrom: [ArmChoice] = []
  /// How close to their optimum the fits came that were tested; nil where nothing is fitted.
  public var optimality: Optimality?

  public init(
    _ key: ArmKey, metrics: [MetricEstimate] = [], featureCount: Double = 0, weights: [ClassWeights] = [],
    solver: NoteCode? = nil
  ) {
    self.key = key
    self.metrics = metrics
    self.featureCount = featureCount
    self.weights = weights
    self.solver = solver
  }

  public var name: String { key.name }

  public func metric(_ name: String) -> MetricEstimate? { metrics.first { $0.name == name } }
}

/// An arm that a derived arm can be, and in how many splits it is.
public struct ArmChoice: Codable, Sendable, Equatable {
  /// Place among the arms of the study.
  public var arm: Int
  public var count: Int

  public init(arm: Int, count: Int) {
    self.arm = arm
    self.count = count
  }
}

public struct MetricEstimate: Codable, Sendable, Equatable {
  /// One of `ProbeMetric.allNames`.
  public var name: String
  /// Mean over the folds; nil where it is defined on none.
  public var mean: Double?
  /// Lower end of the 95 % interval of the mean (corrected resampled t); nil where there are fewer than two folds.
  public var low: Double?
  /// Upper end of the same interval.
  public var high: Double?
  /// Standard deviation between folds; nil where there are fewer than two.
  public var deviation: Double?

  public init(name: String, mean: Double?, low: Double?, high: Double?, deviation: Double?) {
    self.name = name
    self.mean = mean
    self.low = low
    self.high = high
    self.deviation = deviation
  }
}

/// The features that weigh most for a class.
public struct ClassWeights: Codable, Sendable {
  /// The class that a positive weight speaks for.
  public var className: String
  /// Indices in the checkpoint, largest |weight| first.
  public var features: [Int32]
  /// Of the fit on all examples.
  public var weights: [Double]
  /// The same features over the fits of the folds; empty where these were not kept.
  public var overFolds: [WeightOverFolds] = []

  public init(className: String, features: [Int32], weights: [Double]) {
    self.className = className
    self.features = features
    self.weights = weights
  }
}

/// The weight of one feature for one class in the fits of all folds; a fold that did not select the feature counts as 0.
public struct WeightOverFolds: Codable, Sendable, Equatable {
  /// Mean weight over the fits.
  public var mean: Double
  /// Quantile .025 over the fits.
  public var low: Double
  /// Quantile .975 over the fits.
  public var high: Double
  /// Share of the fits whose weight has the sign of the fit on all examples.
  public var signConsistency: Double
  /// Share of the fits that give it a weight.
  public var selected: Double
  /// One-vs-rest AUROC of the feature alone, as the arm sees it; nil where not defined.
  public var auroc: Double?

  public init(
    mean: Double, low: Double, high: Double, signConsistency: Double, selected: Double, auroc: Double?
  ) {
    self.mean = mean
    self.low = low
    self.high = high
    self.signConsistency = signConsistency
    self.selected = selected
    self.auroc = auroc
  }
}

/// An arm on one fold.
public struct ProbeRow: Codable, Sendable {
  /// Index into `arms`.
  public var arm: Int
  /// Repeat of the cross-validation, from 0.
  public var repeatIndex: Int
  /// Fold that is tested, from 0.
  public var fold: Int
  /// Training rows.
  public var trainCount: Int
  /// Test rows.
  public var testCount: Int
  /// Inverse strength of the penalty, chosen on the inner folds; nil where nothing is fitted.
  public var c: Double?
  /// Threshold of activation, where it was chosen on the inner folds; else nil.
  public var thresholdChosen: Double?
  /// In the order of the study's metrics; nil where not defined.
  public var metrics: [Double?]
  /// Features with a weight; of a mean over labels their mean, rounded down.
  public var featureCount: Int
  /// Log loss over the inner folds of the training rows at the C and threshold chosen; nil where nothing was chosen.
  public var innerLoss: Double?
  /// Of a derived arm: the arm that it is in this split.
  public var chosenArm: Int?
  /// ½‖w‖² + C·Σ log-loss that the fit reached, and the norm of its gradient there; nil where nothing is fitted.
  public var objective: Double?
  /// Norm of its gradient there; nil where nothing is fitted.
  public var gradientNorm: Double?
  /// What the objective exceeds its optimum by, at most; of fits with an L1 penalty, whose objective is ‖w‖₁ + C·Σ log-loss.
  public var dualityGap: Double?

  public init(
    arm: Int, repeatIndex: Int, fold: Int, trainCount: Int, testCount: Int, c: Double?, thresholdChosen: Double?,
    metrics: [Double?], featureCount: Int, innerLoss: Double? = nil, chosenArm: Int? = nil
  ) {
    self.arm = arm
    self.repeatIndex = repeatIndex
    self.fold = fold
    self.trainCount = trainCount
    self.testCount = testCount
    self.c = c
    self.thresholdChosen = thresholdChosen
    self.metrics = metrics
    self.featureCount = featureCount
    self.innerLoss = innerLoss
    self.chosenArm = chosenArm
  }
}

/// `comparisons.csv`: paired over the same folds.
///
/// Interval, t, degrees of freedom and p are all those that the verdict rests on: of the corrected resampled t-test with
/// all repeats counted as one. They differ from the verdict by the correction for the number of comparisons and no more.
public struct ArmComparison: Codable, Sendable {
  /// Places among the arms of the study.
  public var a: Int
  /// Name of the second arm.
  public var b: Int
  public var metric: String
  /// Mean of the first arm over the folds where both are defined.
  public var meanA: Double
  /// Mean of the second arm over the same folds.
  public var meanB: Double
  /// `meanA` − `meanB`.
  public var difference: Double
  /// Lower end of the 95 % interval of the difference.
  public var low: Double
  /// Upper end of the same interval.
  public var high: Double
  /// nil where all differences are the same.
  public var t: Double?
  /// Of t: test sets where both are defined, over all repeats, less 1.
  public var degreesOfFreedom: Int
  /// Two-sided, not corrected for the number of comparisons; nil as `t` is.
  public var p: Double?
  /// `better`, `worse`, `not worse`, `no difference shown`: a code that templates put into words.
  public var verdict: String
  /// p after Holm's step-down procedure over the pairs of the same family and metric.
  public var adjustedP: Double?
  /// The loss up to which `not worse` is said.
  public var margin: Double
  /// What p is corrected over, see `ComparisonFamily`.
  public var family: String
  /// The pair of the family that this one repeats: the same arms under other names, counted once; nil for the others.
  public var sameAs: ArmPair?

  public init(
    a: Int, b: Int, metric: String, meanA: Double, meanB: Double, difference: Double, low: Double, high: Double,
    t: Double?, degreesOfFreedom: Int, p: Double?, verdict: String, adjustedP: Double? = nil, margin: Double = 0,
    family: String = ComparisonFamily.further, sameAs: ArmPair? = nil
  ) {
    self.a = a
    self.b = b
    self.metric = metric
    self.meanA = meanA
    self.meanB = meanB
    self.difference = difference
    self.low = low
    self.high = high
    self.t = t
    self.degreesOfFreedom = degreesOfFreedom
    self.p = p
    self.verdict = verdict
    self.adjustedP = adjustedP
    self.margin = margin
    self.family = family
    self.sameAs = sameAs
  }
}

/// Two arms of a study, by their places.
public struct ArmPair: Codable, Hashable, Sendable {
  public var a: Int
  public var b: Int

  public init(_ a: Int, _ b: Int) {
    self.a = a
    self.b = b
  }
}

/// Names of the families of comparisons, within each of which p is corrected for their number, metric by metric.
public enum ComparisonFamily {
  /// The question of the study, named before anything was measured: the first binarized arm against values, the hidden
  /// state and plain words, and the best arm of features against the best of hidden states and the first of these.
  public static let headline = "headline"
  /// Every other pair of representations.
  public static let further = "further"
  /// Everything against the majority class.
  public static let majority = "majority"

  /// Pairs of arms taught a part of the training rows, every part apart.
  public static func rate(_ rate: Double, isAgainstMajority: Bool) -> String {
    isAgainstMajority ? "majority at rate \(rate)" : "rate \(rate)"
  }
}

/// What a threshold costs and keeps.
public struct ThresholdRow: Codable, Sendable {
  public var checkpoint: String
  /// How token values become one value of the example.
  public var pooling: String
  /// The one given; of one chosen on the inner folds the mean over the folds; nil where every feature has its own.
  public var threshold: Double?
  /// How it was come by.
  public var choice: ThresholdChoice
  /// Mean and 95 % interval of the binarized arm, nil where not defined.
  public var macroF1Mean: Double?
  /// Lower end of its 95 % interval.
  public var macroF1Low: Double?
  /// Upper end of the same interval.
  public var macroF1High: Double?
  /// Features above the threshold, mean over the labelled examples.
  public var meanActiveFeatures: Double
  /// Φ of the features that weigh most in each fold, at most 1, where measured.
  public var stability: Double?
  /// Lower end of its 95 % interval, which takes the fits as independent; fits that share training rows are not, so that it
  /// is a lower bound of the doubt.
  public var stabilityLow: Double?
  /// Upper end of the same interval.
  public var stabilityHigh: Double?

  public init(
    checkpoint: String, pooling: String, threshold: Double?, choice: ThresholdChoice, macroF1Mean: Double? = nil,
    macroF1Low: Double? = nil, macroF1High: Double? = nil, meanActiveFeatures: Double = 0, stability: Double? = nil,
    stabilityLow: Double? = nil, stabilityHigh: Double? = nil
  ) {
    self.checkpoint = checkpoint
    self.pooling = pooling
    self.threshold = threshold
    self.choice = choice
    self.macroF1Mean = macroF1Mean
    self.macroF1Low = macroF1Low
    self.macroF1High = macroF1High
    self.meanActiveFeatures = meanActiveFeatures
    self.stability = stability
    self.stabilityLow = stabilityLow
    self.stabilityHigh = stabilityHigh
  }
}

/// How far the folds of an arm agree on the features they choose (Φ of Nogueira, Sechidis & Brown 2018). Its interval takes
/// the fits as independent, which fits that share training rows are not: it is a lower bound of the doubt.
public struct StabilityRow: Codable, Sendable {
  /// Place among the arms of the study.
  public var arm: Int
  /// nil where not defined: fewer than two folds, or all features chosen.
  public var phi: Double?
  /// Lower end of its 95 % interval; nil where not defined.
  public var low: Double?
  /// Upper end of the same interval.
  public var high: Double?
  /// Mean number of features chosen.
  public var selectedMean: Double

  public init(arm: Int, phi: Double?, low: Double?, high: Double?, selectedMean: Double) {
    self.arm = arm
    self.phi = phi
    self.low = low
    self.high = high
    self.selectedMean = selectedMean
  }
}
