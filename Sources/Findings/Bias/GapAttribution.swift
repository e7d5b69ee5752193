/// The gap between the scores that a linear probe gives two groups of the same label, and which features it is made of.
///
/// Within a fold the logit is an intercept and Σ_j w_j z_j, so the difference of its means in two groups is the sum over
/// features of w_j times the difference of their means. Folds, repeats and labels are weighed alike for all features, so the
/// shares add up to the gap.
public struct GapAttribution: Codable, Sendable {
  /// The probe.
  public var arm: ArmKey
  /// The group that is set beside the reference.
  public var group: String
  /// What it is set beside.
  public var reference: String
  /// Class that both groups have; nil: mean over the classes, weighed by their shares of all examples.
  public var label: String?
  /// Mean logit of the positive class in `group` less that in `reference`. The bounds hold the fits fixed; nil where there are
  /// too few clusters or examples.
  public var gap: Interval
  /// Features with a share that is not 0.
  public var features: Int
  /// The largest |share| first, at most ten.
  public var top: [AttributedFeature]

  public init(
    arm: ArmKey, group: String, reference: String, label: String?, gap: Interval, features: Int,
    top: [AttributedFeature]
  ) {
    (self.arm, self.group, self.reference, self.label) = (arm, group, reference, label)
    (self.gap, self.features, self.top) = (gap, features, top)
  }

  /// Whether the interval excludes 0.
  public var isShown: Bool { (gap.low ?? -1) > 0 || (gap.high ?? 1) < 0 }
}

/// A feature's part in a gap.
public struct AttributedFeature: Codable, Sendable {
  /// Index in the checkpoint.
  public var feature: Int32
  /// In logits, with an interval that holds the fits fixed.
  public var share: Interval
  /// The shares up to and with this one, in logits.
  public var cumulative: Double

  public init(feature: Int32, share: Interval, cumulative: Double) {
    (self.feature, self.share, self.cumulative) = (feature, share, cumulative)
  }
}

/// All shares of a gap, for `bias.ATTRIBUTE.attribution.csv`.
public struct AttributionTable: Sendable {
  public var gap: GapAttribution
  /// With a share that is not 0, the largest |share| first; of equal ones the first feature.
  public var features: [Int32]
  /// In logits; their sum is the gap.
  public var shares: [Double]

  public init(gap: GapAttribution, features: [Int32], shares: [Double]) {
    (self.gap, self.features, self.shares) = (gap, features, shares)
  }
}
