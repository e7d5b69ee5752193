/// One attribute (or intersection) of one dataset: which features follow the group, and what the probe does per group.
/// Per-feature columns lie in one `GroupTable` per checkpoint.
public struct BiasStudy: Codable, Sendable {
  /// Column name; intersections join names with `×`.
  public var attribute: String
  /// Values compared, largest group first, with their counts; small ones may be left out of tests, never of this list.
  public var groups: [CategoryCount]
  public var unknown: Int
  public var reference: String
  public var referenceReason: String
  /// Whether impact ratios are to `reference`, since the configuration asks for it; else to the highest selection rate.
  public var isReferenceSet: Bool
  public var margin: Double
  public var falseDiscoveryRate: Double
  public var minimumCell: Int
  public var checkpoints: [BiasCheckpointSummary]
  /// `bias.ATTRIBUTE.probe.csv`.
  public var probeRows: [ProbeGroupRow]
  public var ablations: [AblationRow]
  /// Groups or rows left out, and why.
  public var exclusions: [String]
  /// nil where examples are independent.
  public var clustering: GroupClustering?

  public init(
    attribute: String, groups: [CategoryCount], unknown: Int, reference: String, referenceReason: String,
    isReferenceSet: Bool = false, margin: Double, falseDiscoveryRate: Double, minimumCell: Int,
    checkpoints: [BiasCheckpointSummary] = [],
    probeRows: [ProbeGroupRow] = [], ablations: [AblationRow] = [], exclusions: [String] = []
  ) {
    self.attribute = attribute
    self.groups = groups
    self.unknown = unknown
    self.reference = reference
    self.referenceReason = referenceReason
    self.isReferenceSet = isReferenceSet
    self.margin = margin
    self.falseDiscoveryRate = falseDiscoveryRate
    self.minimumCell = minimumCell
    self.checkpoints = checkpoints
    self.probeRows = probeRows
    self.ablations = ablations
    self.exclusions = exclusions
  }
}

/// How many features of a checkpoint fell into each verdict.
public struct BiasCheckpointSummary: Codable, Sendable {
  public var checkpoint: String
  public var tested: Int
  public var untested: Int
  /// In the order `proxy`, `composition`, `equivalent`, `insufficient`.
  public var verdicts: [CategoryCount]
  /// Features flagged when the group is permuted within the label (mean over permutations), where measured; within clusters,
  /// or in whole clusters, where there are any.
  public var nullFlags: Double?
  /// Of those with the verdict `proxy`, how many differ by more than the margin for certain: the interval lies above it.
  public var beyondMargin: Int?
  /// Families of near-copies among those with the verdict `proxy` (|φ| > .5), and how many independent patterns these are.
  public var families: Int?
  public var effectivePatterns: Double?

  public init(checkpoint: String, tested: Int, untested: Int, verdicts: [CategoryCount], nullFlags: Double? = nil) {
    self.checkpoint = checkpoint
    self.tested = tested
    self.untested = untested
    self.verdicts = verdicts
    self.nullFlags = nullFlags
  }
}

/// Per-feature columns of `bias.ATTRIBUTE.csv` and cells of `bias.ATTRIBUTE.groups.csv`; index = feature. NaN: not defined.
public struct GroupTable: Sendable {
  public var dataset: String
  public var checkpoint: String
  public var attribute: String
  public var groups: [String]
  /// Label classes; a single empty name where the data has no label.
  public var classes: [String]
  public var tested: [Bool] = []
  public var g2: [Double] = []
  public var degreesOfFreedom: [Int32] = []
  public var p: [Double] = []
  public var q: [Double] = []
  /// Conditional mutual information of firing and group given the label, in nats.
  public var cmi: [Double] = []
  /// Indices into `groups` of the largest and the smallest label-standardised firing rate, −1 where not defined.
  public var maxGroup: [Int32] = []
  public var minGroup: [Int32] = []
  public var riskDifference: [Double] = []
  public var riskLow: [Double] = []
  public var riskHigh: [Double] = []
  public var proxy: [Double] = []
  public var composition: [Double] = []
  /// `proxy`, `composition`, `equivalent`, `insufficient`, or empty where not tested.
  public var verdict: [String] = []
  /// Examples per group that would settle an insufficient verdict; 0 where not applicable.
  public var needed: [Int32] = []
  /// [group][class]: examples.
  public var cellCounts: [[Int32]] = []
  /// [(feature · groups + group) · classes + class]: active examples, and Wilson bounds of the rate.
  public var active: [Int32] = []
  public var rateLow: [Float] = []
  public var rateHigh: [Float] = []
  /// The same index: whether the cell is withheld everywhere.
  public var suppressed: [Bool] = []
  public var sensitivity = GroupSensitivity()

  public init(dataset: String, checkpoint: String, attribute: String, groups: [String], classes: [String]) {
    self.dataset = dataset
    self.checkpoint = checkpoint
    self.attribute = attribute
    self.groups = groups
    self.classes = classes
  }

  public var featureCount: Int { tested.count }
}

/// A rate or score with its 95 % interval; nil where not defined.
public struct Interval: Codable, Sendable, Equatable {
  public var value: Double
  public var low: Double?
  public var high: Double?

  public init(value: Double, low: Double?, high: Double?) {
    self.value = value
    self.low = low
    self.high = high
  }
}

/// `bias.ATTRIBUTE.probe.csv`: out-of-fold decisions of an arm in one group.
public struct ProbeGroupRow: Codable, Sendable {
  public var arm: String
  public var group: String
  public var n: Int
  public var selectionRate: Interval?
  public var truePositiveRate: Interval?
  public var falsePositiveRate: Interval?
  public var positivePredictiveValue: Interval?
  /// Selection rate divided by that of `reference`.
  public var impactRatio: Interval?
  public var brier: Double?
  public var auroc: Interval?
  public var suppressed: Bool
  /// The class whose decisions count as selected.
  public var positive: String
  /// Group that `impactRatio` is to: the one of the highest selection rate, or the one that the configuration asks for; nil
  /// where no group is large enough.
  public var reference: String?

  public init(
    arm: String, group: String, n: Int, selectionRate: Interval? = nil, truePositiveRate: Interval? = nil,
    falsePositiveRate: Interval? = nil, positivePredictiveValue: Interval? = nil, impactRatio: Interval? = nil,
    brier: Double? = nil, auroc: Interval? = nil, suppressed: Bool = false, positive: String = "",
    reference: String? = nil
  ) {
    self.arm = arm
    self.group = group
    self.n = n
    self.selectionRate = selectionRate
    self.truePositiveRate = truePositiveRate
    self.falsePositiveRate = falsePositiveRate
    self.positivePredictiveValue = positivePredictiveValue
    self.impactRatio = impactRatio
    self.brier = brier
    self.auroc = auroc
    self.suppressed = suppressed
    self.positive = positive
    self.reference = reference
  }
}

/// `bias.ATTRIBUTE.ablation.csv`.
public struct AblationRow: Codable, Sendable {
  public var set: String
  public var features: Int
  public var auroc: Double?
  public var aurocChange: Double?
  public var tprGap: Double?
  public var fprGap: Double?
  public var gapClosed: Double?
  public var leakageAUROC: Double?

  public init(
    set: String, features: Int, auroc: Double? = nil, aurocChange: Double? = nil, tprGap: Double? = nil,
    fprGap: Double? = nil, gapClosed: Double? = nil, leakageAUROC: Double? = nil
  ) {
    self.set = set
    self.features = features
    self.auroc = auroc
    self.aurocChange = aurocChange
    self.tprGap = tprGap
    self.fprGap = fprGap
    self.gapClosed = gapClosed
    self.leakageAUROC = leakageAUROC
  }
}
