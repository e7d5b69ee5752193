import Diagnostics

/// A probe trained on one dataset and tested on another that shares the checkpoint (or the hidden-state space).
public struct TransferFinding: Codable, Sendable {
  /// Id of the dataset that was trained on.
  public var train: String
  /// Id of the dataset that was tested on.
  public var test: String
  /// Classes both datasets have, in sorted order.
  public var classes: [String]
  /// The column of the test dataset that was predicted; nil: its labels.
  public var label: String?
  /// The column of the training dataset that was taught; nil: its labels.
  public var trainLabel: String?
  /// Of two classes the one that AUROC of features refers to; nil for more.
  public var positiveClass: String?
  /// Arms × metrics; empty where fewer than two classes are common.
  public var rows: [TransferRow]
  /// Place of the row that speaks for the pair: binarised features at AUROC where there are any; nil without rows.
  public var lead: Int?
  /// One per checkpoint that both have.
  public var checkpoints: [TransferCheckpointSummary]
  /// What may be why a probe does not carry over, checkpoint by checkpoint.
  public var reasons: [TransferReason] = []
  /// Few-shot curves of the headline arms, arm by arm, few examples first.
  public var curve: [TransferCurvePoint] = []
  /// Joint training of the headline arms.
  public var joint: [TransferJointRow] = []
  /// What every labelled example is used for; not in the findings, but in a table of its own.
  public var uses: [TransferUse] = []
  /// Probes on the features that separate the classes in both, by checkpoint; not in the findings, but in files of their own.
  public var libraries: [(checkpoint: String, libraries: FeatureLibraries)] = []
  /// What the leading probe decides of the test dataset; not in the findings.
  public var decisions: TransferDecisions?
  /// Whether what was found on groups in the training dataset is found in the test dataset: one per attribute of both.
  public var bias: [BiasAcross] = []
  /// Feature by feature; not in the findings, but in a table of its own.
  public var biasRows: [BiasReplicationRow] = []
  /// What was left out and why, in words.
  public var notes: [Note]

  /// All but what lies in files of its own.
  private enum CodingKeys: String, CodingKey {
    case train, test, classes, label, trainLabel, positiveClass, rows, lead, checkpoints, reasons, curve, joint, bias,
      notes
  }

  /// Whether both sides are one dataset, with two labels.
  public var isWithinOne: Bool { train == test }
  /// What is read as the name of the training dataset: where both sides are one dataset, with the label.
  public var trainName: String { Self.name(train, isWithinOne ? trainLabel : nil) }
  /// The same of the test dataset.
  public var testName: String { Self.name(test, isWithinOne ? label : nil) }

  private static func name(_ dataset: String, _ label: String?) -> String {
    label.map { "\(dataset) · \($0)" } ?? dataset
  }

  /// Classes that single features are set against the rest of: of two the positive one.
  public var featureClasses: [String] { positiveClass.map { [$0] } ?? classes }

  public init(
    train: String, test: String, classes: [String], rows: [TransferRow] = [],
    checkpoints: [TransferCheckpointSummary] = [], notes: [Note] = []
  ) {
    self.train = train
    self.test = test
    self.classes = classes
    self.rows = rows
    self.checkpoints = checkpoints
    self.notes = notes
  }
}

/// `transfer.csv`.
public struct TransferRow: Codable, Sendable {
  /// Name of the arm.
  public var arm: ArmKey
  /// `macro_f1`, `accuracy` or `auroc`.
  public var metric: String
  /// On all examples of the test dataset at once, 0 to 1; where the datasets share something, so that every fold has a probe
  /// of its own, the mean over the folds.
  public var score: Double
  /// Lower end of its 95 % interval over training and test examples, or whole clusters; nil where not defined.
  public var low: Double?
  /// Upper end of the same interval.
  public var high: Double?
  /// The same arm cross-validated once inside the test dataset, taught `ceilingCount` rows, mean over the folds as on the
  /// page of the probes, 0 to 1; nil where that is not possible.
  public var ceiling: Double?
  /// Chance: ½ for AUROC, else the mean over fits on permuted training labels.
  public var floor: Double?
  /// (matched score − floor) / (ceiling − floor), corrected for the bias of ratios, with its 95 % interval, whose lower end is 0
  /// where it would be less; nil where it is not defined. Shown only where there is no `why`.
  public var ratio: Interval?
  /// Matched score − ceiling with its 95 % interval; nil without a ceiling.
  public var difference: Interval?
  /// Why there is no ratio, or why words stand for it: a code of `TransferRow.Reason`.
  public var why: Reason?
  /// The ratio where it may be shown as a number.
  public var shownRatio: Interval? { why == nil ? ratio : nil }
  /// The class that an AUROC of one class against the rest is about; nil for rows of all classes.
  public var classLabel: String?
  /// Chosen inside the training dataset.
  public var c: Double?
  /// Chosen inside the training rows of each fold of the test dataset.
  public var ceilingC: [Double] = []
  /// Of the test dataset.
  public var folds: Int?
  /// Fits on permuted training labels behind the floor; 0 where it is exact.
  public var permutations: Int?
  /// Rows of the training dataset behind the score, mean over the folds.
  public var trainCount: Double?
  /// The score of probes taught as many rows as the ceiling's, mean over the folds as the ceiling is.
  public var matchedScore: Double?
  /// Rows behind it, and behind the ceiling, mean over the folds.
  public var matchedCount: Double?
  /// Rows of the test dataset behind the ceiling, mean over the folds.
  public var ceilingCount: Double?

  /// What a ratio lacks.
  public enum Reason: String, Codable, Sendable {
    /// No cross-validation is possible within the test dataset.
    case noCeiling = "no-ceiling"
    /// The lower end of ceiling − floor is not above 0.
    case noRoom = "ceiling-not-above-floor"
    /// Too few independent examples or clusters for an interval.
    case fewUnits = "too-few-units"
    /// Nothing of the training dataset is left that shares nothing with the test rows.
    case nothingLeft = "nothing-left-to-train-on"
    /// The score is not above the floor: what is kept of nothing has no share.
    case atFloor = "score-not-above-floor"
    /// The interval is so wide that it says nothing.
    case tooWide = "interval-too-wide"
    /// The score is so far above the ceiling that a share says nothing.
    case aboveCeiling = "score-above-ceiling"
  }

  public init(
    arm: ArmKey, metric: String, score: Double, low: Double?, high: Double?, ceiling: Double?, floor: Double?,
    ratio: Interval?
  ) {
    self.arm = arm
    self.metric = metric
    self.score = score
    self.low = low
    self.high = high
    self.ceiling = ceiling
    self.floor = floor
    self.ratio = ratio
  }
}

/// Per-feature transfer of one checkpoint; the columns lie in a `TransferTable`.
public struct TransferCheckpointSummary: Codable, Sendable {
  /// Id of the checkpoint.
  public var checkpoint: String
  /// Spearman correlation over features and classes of the two AUROCs, −1 to 1; nil where not defined.
  public var rankCorrelation: Double?
  /// Features × classes that separate the class in both datasets, on the same side of ½.
  public var shared: Int
  /// Features that separate them in both, on different sides.
  public var reversed: Int
  /// Features × classes that fire often enough in both datasets to be tested.
  public var tested: Int
  /// Those tested in the training dataset, and in the test dataset.
  public var testedTrain = 0
  public var testedTest = 0
  /// Features × classes that separate the class in the training dataset, and less than half as well in the test dataset.
  public var sourceOnly = 0
  /// The other way round.
  public var targetOnly = 0
  /// 95 % interval of the rank correlation, for other examples of as many; nil where not defined.
  public var rankLow: Double?
  public var rankHigh: Double?
  /// The rank correlation given the densities of both datasets, with its interval.
  public var partialCorrelation: Interval?
  /// Classes that rows are about: of two the positive one.
  public var classes: [String] = []
  /// Whether there are examples, or clusters, enough on both sides to test anything.
  public var isJudged = true
  /// Whether there is a library of the features that separate the classes in both.
  public var hasLibrary = false

  public init(checkpoint: String, rankCorrelation: Double?, shared: Int, reversed: Int, tested: Int) {
    self.checkpoint = checkpoint
    self.rankCorrelation = rankCorrelation
    self.shared = shared
    self.reversed = reversed
    self.tested = tested
  }
}
