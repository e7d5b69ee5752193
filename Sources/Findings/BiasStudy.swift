import Diagnostics

/// One attribute (or intersection) of one dataset: which features follow the group, and what the probe does per group.
/// Per-feature columns lie in one `GroupTable` per checkpoint.
public struct BiasStudy: Codable, Sendable {
  /// Column name; intersections join names with `×`.
  public var attribute: String
  /// Values compared, largest group first, with their counts; small ones may be left out of tests, never of this list.
  public var groups: [CategoryCount]
  /// Examples without a value of the attribute.
  public var unknown: Int
  /// Group that others are set beside: the one that was asked for, else the largest; empty where there is no group.
  public var reference: String
  /// Why that group, in words.
  public var referenceReason: Note
  /// Whether impact ratios are to `reference`, since the configuration asks for it; else to the highest selection rate.
  public var isReferenceSet: Bool
  /// Differences of firing rates below it do not matter, 0 to 1; fixed in advance.
  public var margin: Double
  /// Bound of the expected share of false flags; also the level of the equivalence tests, 0 to 1.
  public var falseDiscoveryRate: Double
  /// Groups with fewer examples are not tested, figures of fewer are not reliable.
  public var minimumCell: Int
  /// One per checkpoint, in the order of the dataset.
  public var checkpoints: [BiasCheckpointSummary]
  /// The arms whose decisions are shown by group.
  public var arms: [ArmKey] = []
  /// Place among `arms` of the one that speaks for them; nil without arms.
  public var lead: Int?
  /// `bias.ATTRIBUTE.probe.csv`.
  public var probeRows: [ProbeGroupRow]
  /// `bias.ATTRIBUTE.ablation.csv`; empty unless there are two classes and two groups.
  public var ablations: [AblationRow]
  /// Groups or rows left out, and why.
  public var exclusions: [Note]
  /// How examples of one cluster were dealt with; nil where examples are independent.
  public var clustering: GroupClustering?
  /// Counterfactual twins; nil without a column of pairs, and for intersections.
  public var pairs: PairStudy?
  /// What the gaps of the headline's linear probes are made of; nil where there is none.
  public var attributions: [GapAttribution]?
  /// How far groups are apart in what the leading arm decides; of all arms in `bias.ATTRIBUTE.gaps.csv`.
  public var gaps: [GapRow]?
  /// `bias.ATTRIBUTE.ll144.csv`.
  public var ll144: [LL144Row]?
  /// From when to when the data are, as the configuration tells; nil where it does not.
  public var dataDates: String?
  /// Features that the exported remedies do without, of all checkpoints; nil where none was made.
  public var dropped: Int?
  /// Who may read the figures.
  public var disclosure = Disclosure.internal
  /// Published counts of groups are multiples of it; nil where they are exact.
  public var roundingBase: Int?

  public init(
    attribute: String, groups: [CategoryCount], unknown: Int, reference: String, referenceReason: Note,
    isReferenceSet: Bool = false, margin: Double, falseDiscoveryRate: Double, minimumCell: Int,
    checkpoints: [BiasCheckpointSummary] = [],
    probeRows: [ProbeGroupRow] = [], ablations: [AblationRow] = [], exclusions: [Note] = []
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

  /// As in the column `arm`: that of the arm, with the class where each is the selected one in turn.
  public func name(of row: ProbeGroupRow) -> String {
    row.isOneOfMany ? "\(arms[row.arm].name): \(row.positive)" : arms[row.arm].name
  }
}

/// How many features of a checkpoint fell into each verdict.
public struct BiasCheckpointSummary: Codable, Sendable {
  /// Id of the checkpoint.
  public var checkpoint: String
  /// Features that are active often enough to be tested.
  public var tested: Int
  /// The other features.
  public var untested: Int
  /// In the order `proxy`, `composition`, `equivalent`, `insufficient`.
  public var verdicts: [CategoryCount]
  /// Features flagged when the group is permuted within the label (mean over permutations), where measured; within clusters,
  /// or in whole clusters, where there are any.
  public var nullFlags: Double?
  /// Of those with the verdict `proxy`, how many differ by more than the margin for certain: the interval lies above it.
  public var beyondMargin: Int?
  /// Families of near-copies among those with the verdict `proxy`: |φ| of their firing is above .5.
  public var families: Int?
  /// Independent patterns that these features amount to, from 0 to their number.
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
  /// Id of the dataset.
  public var dataset: String
  /// Id of the checkpoint.
  public var checkpoint: String
  /// As in `BiasStudy.attribute`.
  public var attribute: String
  /// Values of the attribute, largest group first.
  public var groups: [String]
  /// Label classes; a single empty name where the data has no label.
  public var classes: [String]
  /// Whether the feature is active often enough for p to become small at all.
  public var tested: [Bool] = []
  /// G² of firing and group given the label, at least 0; NaN, as all below, where not tested.
  public var g2: [Double] = []
  /// Of G²; 0 where not tested.
  public var degreesOfFreedom: [Int32] = []
  /// p of G².
  public var p: [Double] = []
  /// Benjamini–Hochberg q over the tested features.
  public var q: [Double] = []
  /// Conditional mutual information of firing and group given the label, in nats.
  public var cmi: [Double] = []
  /// Index into `groups` of the largest label-standardised firing rate, −1 where not defined.
  public var maxGroup: [Int32] = []
  /// Index into `groups` of the smallest one, −1 where not defined.
  public var minGroup: [Int32] = []
  /// Difference of these two rates, 0 to 1.
  public var riskDifference: [Double] = []
  /// Lower end of its interval, which holds for all pairs of groups at once (Bonferroni; false coverage rate of Benjamini &
  /// Yekutieli 2005 for flagged features).
  public var riskLow: [Double] = []
  /// Upper end of the same interval.
  public var riskHigh: [Double] = []
  /// Part of the crude difference of the two groups that is found within labels (Kitagawa 1955).
  public var proxy: [Double] = []
  /// Part of it that follows from the labels of the two groups (Kitagawa 1955).
  public var composition: [Double] = []
  /// `proxy`, `composition`, `equivalent`, `insufficient`, or empty where not tested.
  public var verdict: [String] = []
  /// Examples per group that would settle an insufficient verdict; 0 where not applicable.
  public var needed: [Int32] = []
  /// [group][class]: examples, −1 where withheld.
  public var cellCounts: [[Int32]] = []
  /// [`cellIndex`]: active examples, −1 where withheld.
  public var active: [Int32] = []
  /// [`cellIndex`]: lower end of Wilson's 95 % interval of the rate, NaN where withheld.
  public var rateLow: [Float] = []
  /// [`cellIndex`]: upper end of the same interval.
  public var rateHigh: [Float] = []
  /// [`cellIndex`]: whether the cell is withheld everywhere.
  public var suppressed: [Bool] = []
  /// [`cellIndex`]: whether the rate is of too few examples, or its interval too wide, to be relied upon (`RateReliability`).
  public var unreliable: [Bool] = []
  /// Other ways to look at the same differences.
  public var sensitivity = GroupSensitivity()

  public init(dataset: String, checkpoint: String, attribute: String, groups: [String], classes: [String]) {
    self.dataset = dataset
    self.checkpoint = checkpoint
    self.attribute = attribute
    self.groups = groups
    self.classes = classes
  }

  /// Features of the table.
  public var featureCount: Int { tested.count }
}

/// A rate or score with its 95 % interval; nil where not defined.
public struct Interval: Codable, Sendable, Equatable {
  /// The rate, score or ratio itself.
  public var value: Double
  /// Lower end.
  public var low: Double?
  /// Upper end.
  public var high: Double?

  public init(value: Double, low: Double?, high: Double?) {
    self.value = value
    self.low = low
    self.high = high
  }
}

/// `bias.ATTRIBUTE.probe.csv`: out-of-fold decisions of an arm in one group.
public struct ProbeGroupRow: Codable, Sendable {
  /// Place among the arms of the study.
  public var arm: Int
  /// Value of the attribute, or `unknown`.
  public var group: String
  /// Decided examples.
  public var n: Int
  /// Share decided positive; nil, as all rates, where there is no example, or too few for everybody to see.
  public var selectionRate: Interval?
  /// Share decided positive of those who are.
  public var truePositiveRate: Interval?
  /// Share decided positive of those who are not.
  public var falsePositiveRate: Interval?
  /// Share who are positive of those decided so.
  public var positivePredictiveValue: Interval?
  /// Share who are positive of those decided otherwise.
  public var falseOmissionRate: Interval?
  /// Mean probability less the share who are positive, −1 to 1; nil where some example has no probability, and where
  /// everybody may read the figures.
  public var calibration: Interval?
  /// Selection rate divided by that of `reference`.
  public var impactRatio: Interval?
  /// Mean (p − outcome)² within the group, 0 to 1; nil where some example has no probability.
  public var brier: Double?
  /// AUROC within the group; nil where there are no positives or no negatives, or too few for everybody to see.
  public var auroc: Interval?
  /// Whether everybody may read the figures, and the group is too small for that.
  public var suppressed: Bool
  /// The class whose decisions count as selected.
  public var positive: String
  /// Whether there are more than two classes, each of which is the selected one in turn.
  public var isOneOfMany = false
  /// Figures that rest on fewer examples than `BiasStudy.minimumCell`, as columns of the file are called.
  public var unreliable: [String] = []
  /// Group that `impactRatio` is to: the one of the highest selection rate, or the one that the configuration asks for; nil
  /// where no group is large enough.
  public var reference: String?

  public init(
    arm: Int, group: String, n: Int, selectionRate: Interval? = nil, truePositiveRate: Interval? = nil,
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
