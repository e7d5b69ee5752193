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
  /// `errors.csv`; nil unless there are two classes.
  public var errors: ErrorStudy?

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
