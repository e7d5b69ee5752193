import Findings

/// How transfer is measured.
public struct TransferOptions: Sendable {
  /// Values of C to choose from, inside the training dataset.
  public var c: [Double]
  public var folds: Int
  /// Names of representations beyond hidden states, values and bits that are transferred where the datasets have them.
  public var representations: [String]
  /// Numbers of features or components, where a representation asks for some.
  public var top: [Int]
  /// Thresholds of the binarised arms; 0 is always among them.
  public var thresholds: [Double]
  /// Whether there are binarised arms whose features have thresholds of their own, set without labels: on the dataset
  /// trained on, and on each dataset by itself.
  public var hasOwnThresholds: Bool
  public var falseDiscoveryRate: Double
  /// Fits on permuted training labels whose mean score is the floor of metrics without an exact one.
  public var permutations: Int
  /// A score this much smaller than another counts as no worse.
  public var margin = 0.01
  /// Whether few-shot curves, joint training and left-out datasets are measured too.
  public var hasCurves = true
  public var seed: UInt64
  public var threads: Int
  /// Fraction of variance that checkpoints leave unexplained, where it is known: by dataset and checkpoint.
  public var unexplained: [String: [String: Double]] = [:]

  public init(
    c: [Double] = [0.01, 0.1, 1, 10], folds: Int = 5, representations: [String] = [], top: [Int] = [],
    thresholds: [Double] = [0], hasOwnThresholds: Bool = false, falseDiscoveryRate: Double = 0.05,
    permutations: Int = 50, seed: UInt64 = 0, threads: Int = 1
  ) {
    self.c = Array(Set(c)).sorted()
    self.folds = folds
    self.representations = representations
    self.top = top
    self.thresholds = Array(Set(thresholds + [0])).filter { $0 >= 0 && $0.isFinite }.sorted()
    self.hasOwnThresholds = hasOwnThresholds
    self.falseDiscoveryRate = falseDiscoveryRate
    self.permutations = permutations
    self.seed = seed
    self.threads = threads
  }

  func uses(_ kind: RepresentationKind) -> Bool { representations.contains(kind.name) }
}
