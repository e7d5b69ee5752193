import Diagnostics

/// A probe trained on one dataset and tested on another that shares the checkpoint (or the hidden-state space).
public struct TransferFinding: Codable, Sendable {
  public var train: String
  public var test: String
  /// Classes both datasets have, in sorted order.
  public var classes: [String]
  /// Of two classes the one that AUROC of features refers to; nil for more.
  public var positiveClass: String?
  public var rows: [TransferRow]
  /// Place of the row that speaks for the pair: binarised features at AUROC where there are any; nil without rows.
  public var lead: Int?
  public var checkpoints: [TransferCheckpointSummary]
  public var notes: [Note]

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
  public var arm: ArmKey
  public var metric: String
  public var score: Double
  public var low: Double?
  public var high: Double?
  /// Cross-validated inside the test dataset.
  public var ceiling: Double?
  /// Training labels permuted, or the majority class.
  public var floor: Double?
  /// (score − floor) / (ceiling − floor); nil where ceiling and floor do not differ clearly. Bounds by bootstrap.
  public var ratio: Interval?

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
  public var checkpoint: String
  /// Spearman correlation over features of the two AUROCs.
  public var rankCorrelation: Double?
  public var shared: Int
  public var reversed: Int
  public var tested: Int

  public init(checkpoint: String, rankCorrelation: Double?, shared: Int, reversed: Int, tested: Int) {
    self.checkpoint = checkpoint
    self.rankCorrelation = rankCorrelation
    self.shared = shared
    self.reversed = reversed
    self.tested = tested
  }
}

/// `transfer.TRAIN.TEST.CHECKPOINT.features.csv`; index = feature, NaN: not defined. AUROC of the positive
/// class for two classes, else of the class where the training AUROC is farthest from ½.
public struct TransferTable: Sendable {
  public var train: String
  public var test: String
  public var checkpoint: String
  public var aurocTrain: [Double] = []
  public var qTrain: [Double] = []
  public var aurocTest: [Double] = []
  public var qTest: [Double] = []
  public var densityTrain: [Double] = []
  public var densityTest: [Double] = []
  /// Both q below the false discovery rate, and the same side of ½.
  public var shared: [Bool] = []

  public init(train: String, test: String, checkpoint: String) {
    self.train = train
    self.test = test
    self.checkpoint = checkpoint
  }
}
