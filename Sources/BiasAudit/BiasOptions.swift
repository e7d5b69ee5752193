import Findings

/// How groups are compared.
public struct BiasOptions: Sendable {
  /// What groups are compared with: `largest`, or a value of the attribute. nil: the largest group is named as such, and
  /// impact ratios are to the highest selection rate.
  public var reference: String?
  /// Differences of firing rates below it do not matter; fixed before looking at the data.
  public var margin: Double
  /// Bound of the expected share of false flags; also the level α of the equivalence tests.
  public var falseDiscoveryRate: Double
  /// Groups with fewer examples are not tested, cells with fewer are not shown.
  public var minimumCell: Int
  /// Permutations of the group within the label for the null calibration; 0 for none.
  public var permutations: Int
  public var seed: UInt64
  public var threads: Int
  /// Who may read the figures on groups.
  public var disclosure: Disclosure
  /// Examples of each feature that pages list one by one.
  public var listedExamples: Int

  /// From when to when the data are, as it was told.
  public var dataDates: String?

  /// Features with fewer active examples are not compared by group where everybody may read the figures.
  var fewestActive: Int { disclosure == .everybody ? max(50, 2 * listedExamples) : 0 }

  public init(
    reference: String? = nil, margin: Double = 0.02, falseDiscoveryRate: Double = 0.05, minimumCell: Int = 30,
    permutations: Int = 20, seed: UInt64 = 0, threads: Int = 1, disclosure: Disclosure = .internal,
    listedExamples: Int = 20
  ) {
    self.reference = reference
    self.margin = margin
    self.falseDiscoveryRate = falseDiscoveryRate
    self.minimumCell = minimumCell
    self.permutations = permutations
    self.seed = seed
    self.threads = threads
    self.disclosure = disclosure
    self.listedExamples = listedExamples
  }
}
