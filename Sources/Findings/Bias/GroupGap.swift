/// A rate of decisions that groups are compared by.
public enum GroupMetric: String, Codable, Sendable, CaseIterable {
  /// Share decided positive: equal rates are demographic parity.
  case selectionRate = "selection_rate"
  /// Of those who are positive: equal rates are equal opportunity.
  case truePositiveRate = "tpr"
  /// Of those who are not.
  case falsePositiveRate = "fpr"
  /// Share who are positive of those decided so: equal rates are predictive parity.
  case positivePredictiveValue = "ppv"
  /// Share who are positive of those decided otherwise.
  case falseOmissionRate = "for"
  /// The larger of the differences of true and false positive rate: 0 is equalised odds.
  case equalizedOdds = "equalized_odds"
  /// Mean probability less the share who are positive.
  case calibration
}

/// `bias.ATTRIBUTE.gaps.csv`: how far apart two groups are by one metric of one arm.
public struct GroupGap: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable {
    /// A group less the reference.
    case reference
    /// The group of the largest rate less that of the smallest, with an interval that holds for all pairs at once.
    case range
  }

  /// Place among the arms of the study.
  public var arm: Int
  /// The class whose decisions count as selected.
  public var positive: String
  /// Whether there are more than two classes, each of which is the selected one in turn.
  public var isOneOfMany: Bool
  public var metric: GroupMetric
  public var kind: Kind
  public var group: String
  public var reference: String
  /// Of the rates, −1 to 1, with its 95 % interval; of equalised odds without its sign.
  public var difference: Interval
  /// Rate of the group divided by that of the reference; nil where not defined.
  public var ratio: Interval?

  public init(
    arm: Int, positive: String, isOneOfMany: Bool, metric: GroupMetric, kind: Kind, group: String, reference: String,
    difference: Interval, ratio: Interval? = nil
  ) {
    (self.arm, self.positive, self.isOneOfMany, self.metric, self.kind) = (arm, positive, isOneOfMany, metric, kind)
    (self.group, self.reference, self.difference, self.ratio) = (group, reference, difference, ratio)
  }

  static let table = CSVTable<(arm: String, gap: GroupGap)> { table in
    table.text("arm", "probe; with more than two classes “ARM: CLASS”") { $0.arm }
    table.text("metric", "“selection_rate”, “tpr”, “fpr”, “ppv”, “for”, “equalized_odds” or “calibration”") {
      $0.gap.metric.rawValue
    }
    table.text("group", "value of the attribute") { $0.gap.group }
    table.text("reference", "group that it is set beside") { $0.gap.reference }
    table.real("difference", "metric of group less that of reference; of equalized_odds without sign") {
      $0.gap.difference.value
    }
    table.real("ci_low", "95 % interval of the difference; clusters are respected") { $0.gap.difference.low }
    table.real("ci_high", "95 % interval of the difference; empty if there are too few clusters") {
      $0.gap.difference.high
    }
    table.real("ratio", "metric of group / that of reference; empty if not defined") { $0.gap.ratio?.value }
    table.real("ratio_low", "95 % interval of the ratio") { $0.gap.ratio?.low }
    table.real("ratio_high", "95 % interval of the ratio") { $0.gap.ratio?.high }
    table.text("kind", "“reference”, or “range”: largest less smallest of all groups, interval for all pairs") {
      $0.gap.kind.rawValue
    }
  }
}

extension BiasStudy {
  /// As in the column `arm`.
  public func name(of gap: GroupGap) -> String {
    gap.isOneOfMany ? "\(arms[gap.arm].name): \(gap.positive)" : arms[gap.arm].name
  }
}

extension ResultsWriter {
  /// `bias.ATTRIBUTE.gaps.csv`; no file where nothing is compared.
  public func write(_ gaps: [GroupGap], _ study: BiasStudy, dataset: String) throws {
    guard !gaps.isEmpty else { return }
    let rows = gaps.lazy.map { (arm: study.name(of: $0), gap: $0) }
    try write(DataFiles.biasGaps(dataset, study.attribute), GroupGap.table.bytes(rows))
  }
}
