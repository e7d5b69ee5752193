/// How transfer is measured.
public struct TransferOptions: Sendable {
  /// Values of C to choose from, inside the training dataset.
  public var c: [Double]
  public var folds: Int
  /// Thresholds of the binarised arms; 0 is always among them.
  public var thresholds: [Double]
  /// Whether there is a binarised arm whose features have thresholds of their own, which each dataset sets without labels.
  public var hasOwnThresholds: Bool
  public var falseDiscoveryRate: Double
  /// Fits on permuted training labels whose mean score is the floor.
  public var permutations: Int
  /// Bootstrap samples of the test examples.
  public var replicates: Int
  public var seed: UInt64
  public var threads: Int

  public init(
    c: [Double] = [0.01, 0.1, 1, 10], folds: Int = 5, thresholds: [Double] = [0], hasOwnThresholds: Bool = false,
    falseDiscoveryRate: Double = 0.05, permutations: Int = 5, replicates: Int = 1_000, seed: UInt64 = 0,
    threads: Int = 1
  ) {
    self.c = Array(Set(c)).sorted()
    self.folds = folds
    self.thresholds = Array(Set(thresholds + [0])).filter { $0 >= 0 && $0.isFinite }.sorted()
    self.hasOwnThresholds = hasOwnThresholds
    self.falseDiscoveryRate = falseDiscoveryRate
    self.permutations = permutations
    self.replicates = replicates
    self.seed = seed
    self.threads = threads
  }
}
