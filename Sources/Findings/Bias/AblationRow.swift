/// `bias.ATTRIBUTE.ablation.csv`: a probe without some of its features.
public struct AblationRow: Codable, Sendable {
  /// Checkpoint, what the probe sees, which features were taken away, and how, in words.
  public var set: String
  /// Features in the set, mean over the folds.
  public var features: Int
  /// Of the probe on the test rows of all folds, 0 to 1; nil where not defined.
  public var auroc: Double?
  /// `auroc` less that with all features.
  public var aurocChange: Double?
  /// Largest difference between groups of the true positive rate, 0 to 1; nil where fewer than two are large enough.
  public var tprGap: Double?
  /// The same of the false positive rate.
  public var fprGap: Double?
  /// Share of the gaps that is gone: 1 less the covariance between groups of the rates with and without the features over their
  /// variance with all features, true and false positive rates together, what chance adds taken off both. 0 where nothing
  /// changed, above 1 where the gaps turn round; nil where gaps beyond chance are not shown with all features.
  public var gapClosed: Double?
  /// AUROC of telling each group from the others within the label, mean over groups weighted by examples; nil for sets that
  /// were not dropped, or drawn at random.
  public var leakageAUROC: Double?
  /// Id of the checkpoint.
  public var checkpoint = ""
  /// What the probe sees of its features.
  public var input = AblationInput.binarized
  /// How features were taken away.
  public var method = AblationMethod.none
  /// At most this many of the flagged features were taken away, the largest effects first, or as many random ones like them;
  /// nil: all of them.
  public var dose: Int?
  /// Which features were taken away; nil where none were.
  public var kind: AblationKind?
  /// Random sets that a row of controls is the mean of; nil for others.
  public var controls: Int?
  /// 95 % interval of `aurocChange`; of controls it is that of one set drawn among them.
  public var aurocChangeRange: ValueRange?
  /// 95 % interval of `gapClosed`; of controls it is that of one set drawn among them.
  public var gapClosedRange: ValueRange?
  /// `gapClosed` less its mean over the controls of the same input, method and dose; its interval is that of the difference
  /// from one control set drawn at random. nil of controls.
  public var versusControls: Interval?
  /// The same of `aurocChange`.
  public var aurocVersusControls: Interval?
  /// 95 % interval of `leakageAUROC`.
  public var leakageRange: ValueRange?
  /// `leakageAUROC` where groups are permuted within the label (and within clusters, or in whole clusters) before the fit,
  /// mean of the permutations.
  public var leakageNull: Double?
  /// `leakageAUROC` of continuous values less that of the same set binarised.
  public var leakageVersusBinarized: Interval?
  /// `gapClosed` per AUROC point (.01) that is lost; nil where AUROC does not fall.
  public var gapClosedPerPoint: Double?
  /// Share of permutations of the groups, given the decisions, in which the gaps together are at least as large; nil for random
  /// sets.
  public var gapP: Double?
  /// Mean of both gaps together over these permutations: what chance alone makes.
  public var gapNull: Double?

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

extension AblationRow {
  /// Both gaps together; nil where one is not known.
  public var gap: Double? { tprGap.flatMap { tpr in fprGap.map { tpr + $0 } } }
}

/// What a probe sees of a feature.
public enum AblationInput: String, Codable, Sendable, CaseIterable {
  /// Whether it fires: its pooled value is above 0.
  case binarized
  /// Its pooled value.
  case continuous
}

/// How features are taken away.
public enum AblationMethod: String, Codable, Sendable, CaseIterable {
  case none
  /// Their weights are set to 0, and nothing else is changed.
  case zero
  /// Each is replaced by its mean over the training rows, the same for all groups and labels: only the intercept moves.
  case mean
  /// They are left out of the data and the probe is fitted again.
  case drop
}

/// Which features are taken away.
public enum AblationKind: String, Codable, Sendable, CaseIterable {
  /// Those that follow the group on the training rows.
  case flagged
  /// As many others of like firing density and |weight|.
  case control
}

/// Two ends of an interval.
public struct ValueRange: Codable, Sendable, Equatable {
  public var low: Double
  public var high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }
}
