/// How far the probabilities of an arm can be taken at their word, over all examples or those of a group.
///
/// Probabilities are out of fold, the mean over the repeats. Two classes: those of the positive class. More: those of the
/// class decided for, the outcome being that the decision was right.
public struct CalibrationFinding: Codable, Sendable, Equatable {
  /// Examples whose probabilities lie next to each other.
  public struct Bin: Codable, Sendable, Equatable {
    /// Examples.
    public var count: Int
    /// Mean probability, 0 to 1.
    public var predicted: Double
    /// Share of the examples where it happened, 0 to 1.
    public var observed: Double
    /// Lower end of Wilson's 95 % interval of `observed`.
    public var low: Double
    /// Upper end of the same interval.
    public var high: Double

    public init(count: Int, predicted: Double, observed: Double, low: Double, high: Double) {
      self.count = count
      self.predicted = predicted
      self.observed = observed
      self.low = low
      self.high = high
    }
  }

  /// Place among the arms of the study.
  public var arm: Int
  /// Empty: all examples.
  public var attribute: String
  /// Value of the attribute; empty for all examples.
  public var group: String
  /// nil, as all below, where the group has no example, or everybody may read the figures.
  public var count: Int?
  /// Mean (p − outcome)².
  public var brier: Double?
  /// Mean −ln of the probability given to what happened.
  public var logLoss: Double?
  /// Calibration in the large (Cox 1958): log-odds that the probabilities are too low by, where the slope is held at 1;
  /// ideal 0, nil where all outcomes are the same.
  public var intercept: Double?
  /// Of a logistic regression of the outcome on the predicted log-odds (Cox 1958); ideal 1, below it probabilities are
  /// too extreme. nil where that has no finite optimum.
  public var slope: Double?
  /// Bins of equal mass, of at least the minimum size of a cell; none of a group where everybody may read the figures.
  public var bins: [Bin] = []
  /// Whether the group has fewer examples than the minimum.
  public var isUnreliable = false

  public init(arm: Int, attribute: String = "", group: String = "") {
    self.arm = arm
    self.attribute = attribute
    self.group = group
  }

  /// Whether the figures of the group are not to be shown.
  public var isWithheld: Bool { count == nil }
}

/// The arms on the examples that the data itself sets apart as a test: trained and tuned on the rows marked `train`, asked
/// once about those marked `test`.
public struct SplitEvaluation: Codable, Sendable {
  /// The figures of one arm on the test examples.
  public struct Arm: Codable, Sendable {
    /// Place among the arms of the study.
    public var arm: Int
    /// Inverse strength of the penalty, chosen on the training rows; nil where nothing is fitted.
    public var c: Double?
    /// Threshold of activation, where it was chosen on the training rows; else nil.
    public var threshold: Double?
    /// In the order of the study's metrics.
    public var metrics: [Double?]
    /// Lower end of DeLong's 95 % interval of the AUROC, Obuchowski's where `clusters` are known; two classes only.
    public var aurocLow: Double?
    /// Upper end of the same interval.
    public var aurocHigh: Double?

    public init(
      arm: Int, c: Double?, threshold: Double?, metrics: [Double?], aurocLow: Double?, aurocHigh: Double?
    ) {
      self.arm = arm
      self.c = c
      self.threshold = threshold
      self.metrics = metrics
      self.aurocLow = aurocLow
      self.aurocHigh = aurocHigh
    }
  }

  /// Two arms on the same test examples.
  public struct Pair: Codable, Sendable {
    /// Places among the arms of the study.
    public var a: Int
    /// Name of the second arm.
    public var b: Int
    /// Test examples that only the first, or only the second, decides right; McNemar's exact p of the two counts, over the
    /// signs of whole clusters where these are known.
    public var onlyFirst: Int
    /// Test examples that only the second decides right.
    public var onlySecond: Int
    /// McNemar's exact p of the two counts, over the signs of whole clusters where these are known.
    public var mcnemarP: Double
    /// AUROC of the first less that of the second, −1 to 1; two classes only.
    public var aurocDifference: Double?
    /// Lower end of the 95 % interval of the difference (DeLong; Obuchowski where clusters are known); nil where
    /// there is no test: no difference at all, or too few clusters.
    public var low: Double?
    /// Upper end of the same interval.
    public var high: Double?
    /// DeLong's z of the difference, Obuchowski's t where clusters are known; nil as `low` is.
    public var z: Double?
    /// Two-sided p of `z`, not corrected.
    public var delongP: Double?
    /// `better` or `worse` where DeLong's p (McNemar's for more classes) holds after Holm's correction over the pairs,
    /// `too few clusters` where there is none for that reason, else `no difference shown`.
    public var verdict: String

    public init(
      a: Int, b: Int, onlyFirst: Int, onlySecond: Int, mcnemarP: Double, aurocDifference: Double? = nil,
      low: Double? = nil, high: Double? = nil, z: Double? = nil, delongP: Double? = nil, verdict: String = ""
    ) {
      self.a = a
      self.b = b
      self.onlyFirst = onlyFirst
      self.onlySecond = onlySecond
      self.mcnemarP = mcnemarP
      self.aurocDifference = aurocDifference
      self.low = low
      self.high = high
      self.z = z
      self.delongP = delongP
      self.verdict = verdict
    }
  }

  /// Test examples that are not independent of those of the same value in a column.
  public struct Clusters: Codable, Sendable, Equatable {
    /// Name of the column.
    public var column: String
    /// An example without a value counts as a cluster.
    public var count: Int
    /// Examples of the largest.
    public var largest: Int

    public init(column: String, count: Int, largest: Int) {
      self.column = column
      self.count = count
      self.largest = largest
    }
  }

  /// Labelled examples marked `train`.
  public var trainCount: Int
  /// Labelled examples marked `test`.
  public var testCount: Int
  /// Test examples that share a cluster with a training example.
  public var sharedClusters: Int
  /// Where some test examples share a cluster: intervals and tests then take the clusters, not the examples, as independent.
  public var clusters: Clusters?
  /// Those taught all training rows, without the one of permuted labels.
  public var arms: [Arm]
  /// The pairs of `comparisons.csv`, without those against the majority class.
  public var pairs: [Pair]
  /// Labelled examples that the data marks otherwise, such as `dev`: they take no part.
  public var others: [CategoryCount]

  public init(
    trainCount: Int, testCount: Int, sharedClusters: Int, clusters: Clusters? = nil, arms: [Arm], pairs: [Pair],
    others: [CategoryCount] = []
  ) {
    self.trainCount = trainCount
    self.testCount = testCount
    self.sharedClusters = sharedClusters
    self.clusters = clusters
    self.arms = arms
    self.pairs = pairs
    self.others = others
  }
}
