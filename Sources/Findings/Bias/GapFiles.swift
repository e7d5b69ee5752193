/// How far two groups are apart in what an arm decides.
public struct GapRow: Codable, Sendable {
  public enum Kind: String, Codable, Sendable {
    /// A group beside the reference.
    case reference
    /// The highest group beside the lowest, with an interval for the largest difference of any two.
    case range
    /// The group with the lowest ratio of several to a reference that the configuration names, with intervals for all of them at
    /// once.
    case lowest
  }

  /// Place among the arms of the study.
  public var arm: Int
  /// The class whose decisions count as selected.
  public var positive: String
  /// Whether there are more than two classes, each of which is the selected one in turn.
  public var isOneOfMany = false
  public var metric: DecisionMetric
  /// Of a range the highest group.
  public var group: String
  /// Of a range the lowest group.
  public var reference: String
  public var kind: Kind
  /// `group` less `reference`; of `equalized_odds` at least 0. nil where too few examples are known of one of them.
  public var difference: Interval?
  /// `group` over `reference`, of a range the lowest over the highest; nil where not defined.
  public var ratio: Interval?
  /// Of differences of `selection_rate`: the part within labels, and the part that the groups' shares of the labels make
  /// (Kitagawa); they add up to the difference. nil of other measures. For everybody, and for fewer than 8 clusters, they have
  /// no interval.
  public var ratePart: Interval?
  public var labelPart: Interval?
  /// `ratePart` less `labelPart`: which of the two is larger.
  public var partsDifference: Interval?

  public init(
    arm: Int, positive: String, metric: DecisionMetric, group: String, reference: String, kind: Kind,
    difference: Interval? = nil, ratio: Interval? = nil
  ) {
    self.arm = arm
    self.positive = positive
    self.metric = metric
    self.group = group
    self.reference = reference
    self.kind = kind
    self.difference = difference
    self.ratio = ratio
  }

  /// `bias.ATTRIBUTE.gaps.csv`: one row per arm × measure × group.
  static let table = CSVTable<(arm: String, row: GapRow)> { table in
    table.text("arm", "probe; with more than two classes “ARM: CLASS”") { $0.arm }
    table.text(
      "metric",
      "“selection_rate”, “tpr”, “fpr”, “ppv”, “for”, “equalized_odds” (the larger difference of tpr and fpr) or "
        + "“calibration” (mean score less observed rate)"
    ) { $0.row.metric.rawValue }
    table.text("group", "value of the attribute; of a range the highest") { $0.row.group }
    table.text("reference", "group that it is set beside; of a range the lowest") { $0.row.reference }
    table.real("difference", "group less reference; empty if too few examples are known of one") {
      $0.row.difference?.value
    }
    table.real("ci_low", "95 % interval of difference; empty for fewer than 8 clusters") { $0.row.difference?.low }
    table.real("ci_high", "95 % interval of difference") { $0.row.difference?.high }
    table.real("ratio", "group / reference; of a range lowest / highest") { $0.row.ratio?.value }
    table.real("ratio_low", "95 % interval of ratio") { $0.row.ratio?.low }
    table.real("ratio_high", "95 % interval of ratio") { $0.row.ratio?.high }
    table.text(
      "kind",
      "“reference”; “range”: its interval is that of the largest difference of any two groups; “lowest”: of several groups the "
        + "lowest beside a reference that was named, with intervals for all of them at once"
    ) {
      $0.row.kind.rawValue
    }
    table.text("positive", "class whose decisions count as selected") { $0.row.positive }
    table.real("rate_part", "part of a difference of selection_rate within labels; empty for others") {
      $0.row.ratePart?.value
    }
    table.real("label_part", "part of a difference of selection_rate that the labels of the groups make") {
      $0.row.labelPart?.value
    }
    table.real("rate_low", "95 % interval of rate_part; of a range for all pairs of groups at once") {
      $0.row.ratePart?.low
    }
    table.real("rate_high", "95 % interval of rate_part") { $0.row.ratePart?.high }
    table.real("label_low", "95 % interval of label_part") { $0.row.labelPart?.low }
    table.real("label_high", "95 % interval of label_part") { $0.row.labelPart?.high }
    table.real("parts_difference", "rate_part less label_part") { $0.row.partsDifference?.value }
    table.real("parts_low", "95 % interval of parts_difference") { $0.row.partsDifference?.low }
    table.real("parts_high", "95 % interval of parts_difference") { $0.row.partsDifference?.high }
  }
}

extension BiasStudy {
  /// As in the column `arm` of `bias.ATTRIBUTE.gaps.csv`.
  public func name(of row: GapRow) -> String {
    row.isOneOfMany ? "\(arms[row.arm].name): \(row.positive)" : arms[row.arm].name
  }
}

extension ResultsWriter {
  /// `bias.ATTRIBUTE.gaps.csv`; no file where no arm decides.
  public func write(_ gaps: [GapRow], of study: BiasStudy, dataset: String) throws {
    if gaps.isEmpty { return }
    try write(
      DataFiles.biasGaps(dataset, study.attribute), GapRow.table.bytes(gaps.lazy.map { (study.name(of: $0), $0) }))
  }
}
