/// Whether what was found on the groups of an attribute in the training dataset of a pair is found in the test dataset.
public struct BiasAcross: Codable, Sendable {
  /// Of both datasets; an intersection joins names with `×`.
  public var attribute: String
  /// One per checkpoint in which features were compared by group in both.
  public var features: [BiasReplication] = []
  /// The transferred probe whose decisions are compared; nil where none decides.
  public var arm: ArmKey?
  /// How far groups of the test dataset are apart in its decisions, and in those of the dataset's own probe of this kind.
  public var gaps: [GapAcross] = []
  /// Whether decisions are left out, since they would give a small count away.
  public var areDecisionsWithheld = false

  public init(attribute: String) { self.attribute = attribute }
}

/// Features of one checkpoint that follow a group in the training dataset: what they do in the test dataset.
public struct BiasReplication: Codable, Sendable {
  public var checkpoint: String
  /// Features that follow the group in the training dataset.
  public var flagged = 0
  /// Those whose two groups can be compared in the test dataset.
  public var tested = 0
  /// Of these: the same group has the larger rate (one-sided, q within the false discovery rate), the other one has, or they
  /// differ by less than the margin.
  public var reappearing = 0
  public var opposite = 0
  public var withinMargin = 0
  /// reappearing / tested, with a 95 % interval over families of features; nil where nothing is tested.
  public var share: Interval?
  /// Features that do not follow the group but are active as often, and the share that passes the same p.
  public var controls = 0
  public var controlsPassing = 0
  public var controlShare: Interval?
  /// share − controlShare.
  public var excess: Interval?
  /// Largest p that counts as reappearing.
  public var cutoff: Double?

  public init(checkpoint: String) { self.checkpoint = checkpoint }
}

/// One feature of `transfer.TRAIN.TEST.bias.csv`.
public struct BiasReplicationRow: Sendable {
  public enum Verdict: String, Sendable, CaseIterable {
    case reappears, opposite
    case withinMargin = "within-margin"
    case open, insufficient
  }

  public var attribute: String
  public var checkpoint: String
  public var feature: Int
  /// Whether it is there to be set beside, and does not follow the group in the training dataset.
  public var isControl: Bool
  /// Groups of its largest and smallest rate in the training dataset.
  public var most: String
  public var least: String
  /// Of these rates, standardised to the same labels, in the training dataset and in the test dataset.
  public var differenceTrain: Double
  public var difference: Interval?
  /// One-sided, that `most` has no larger rate in the test dataset; NaN where not tested.
  public var p = Double.nan
  /// Benjamini–Hochberg q within the features that follow the group; NaN for controls.
  public var q = Double.nan
  public var verdict = Verdict.insufficient

  public init(
    attribute: String, checkpoint: String, feature: Int, isControl: Bool, most: String, least: String,
    differenceTrain: Double
  ) {
    (self.attribute, self.checkpoint, self.feature, self.isControl) = (attribute, checkpoint, feature, isControl)
    (self.most, self.least, self.differenceTrain) = (most, least, differenceTrain)
  }

  static let table = CSVTable<BiasReplicationRow> { table in
    table.text("attribute", "of the groups") { $0.attribute }
    table.text("checkpoint", "as both datasets name it") { $0.checkpoint }
    table.integer("feature", "index in the checkpoint, from 0") { $0.feature }
    table.text(
      "role", "“flagged”: follows the group in the training dataset; “control”: does not, but is active as often"
    ) {
      $0.isControl ? "control" : "flagged"
    }
    table.text("max_group", "group of its largest rate in the training dataset") { $0.most }
    table.text("min_group", "group of its smallest rate in the training dataset") { $0.least }
    table.real("difference_train", "of these rates, standardised to the same labels, in the training dataset") {
      $0.differenceTrain
    }
    table.real("difference_test", "of the rates of the same groups in the test dataset; empty if not compared") {
      $0.difference?.value
    }
    table.real("ci_low", "95 % interval of difference_test; empty where counts are rounded") { $0.difference?.low }
    table.real("ci_high", "95 % interval of difference_test") { $0.difference?.high }
    table.real("p", "one-sided: max_group has no larger rate in the test dataset; for everybody the next larger bound")
    {
      $0.p
    }
    table.real("q", "Benjamini–Hochberg q of p within the flagged features of attribute and checkpoint") { $0.q }
    table.text(
      "verdict",
      "“reappears”; “opposite”: min_group has the larger rate; “within-margin”: the rates differ by less than the margin; "
        + "“open”; “insufficient”: not compared in the test dataset"
    ) { $0.verdict.rawValue }
  }
}

/// How far two groups of the test dataset are apart in the decisions of the transferred probe and in those of its own.
public struct GapAcross: Codable, Sendable {
  public var metric: DecisionMetric
  /// Of a range the highest group of the transferred probe.
  public var group: String
  public var reference: String
  public var kind: GapRow.Kind
  /// Class whose decisions count as selected.
  public var positive: String
  /// Of the transferred probe.
  public var difference: Interval?
  /// Of the own probe; of a range between its own highest and lowest group.
  public var own: Interval?
  /// difference − own, of the same groups; nil for a range, for measures of those decided one way, and where counts are rounded.
  public var change: Interval?

  public init(
    metric: DecisionMetric, group: String, reference: String, kind: GapRow.Kind, positive: String,
    difference: Interval?
  ) {
    (self.metric, self.group, self.reference, self.kind) = (metric, group, reference, kind)
    (self.positive, self.difference) = (positive, difference)
  }

  static let table = CSVTable<(attribute: String, arm: String, row: GapAcross)> { table in
    table.text("attribute", "of the groups") { $0.attribute }
    table.text("arm", "the probe, trained in the training dataset and decided in the test dataset") { $0.arm }
    table.text("metric", "as in the table of gaps of one dataset") { $0.row.metric.rawValue }
    table.text("group", "value of the attribute; of a range the highest of the transferred probe") { $0.row.group }
    table.text("reference", "group that it is set beside; of a range the lowest") { $0.row.reference }
    table.text("kind", "“reference” or “range”") { $0.row.kind.rawValue }
    table.text("positive", "class whose decisions count as selected") { $0.row.positive }
    table.real("difference", "group less reference, of the transferred probe") { $0.row.difference?.value }
    table.real("ci_low", "95 % interval of difference") { $0.row.difference?.low }
    table.real("ci_high", "95 % interval of difference") { $0.row.difference?.high }
    table.real("own", "the same of the probe cross-validated in the test dataset") { $0.row.own?.value }
    table.real("own_low", "95 % interval of own") { $0.row.own?.low }
    table.real("own_high", "95 % interval of own") { $0.row.own?.high }
    table.real("change", "difference less own, on the same examples; empty for a range and where counts are rounded") {
      $0.row.change?.value
    }
    table.real("change_low", "95 % interval of change") { $0.row.change?.low }
    table.real("change_high", "95 % interval of change") { $0.row.change?.high }
  }
}

extension BiasAcross {
  /// `transfer.TRAIN.TEST.bias-summary.csv`: one row per attribute × checkpoint.
  static let table = CSVTable<(attribute: String, row: BiasReplication)> { table in
    table.text("attribute", "of the groups") { $0.attribute }
    table.text("checkpoint", "as both datasets name it") { $0.row.checkpoint }
    table.integer("flagged", "features that follow the group in the training dataset") { $0.row.flagged }
    table.integer("tested", "of these compared in the test dataset") { $0.row.tested }
    table.integer("reappearing", "of these with the same direction, q at most the false discovery rate") {
      $0.row.reappearing
    }
    table.integer("opposite", "with the other direction") { $0.row.opposite }
    table.integer("within_margin", "whose rates differ by less than the margin") { $0.row.withinMargin }
    table.real("share", "reappearing / tested") { $0.row.share?.value }
    table.real("ci_low", "95 % interval of share, over families of features that fire together") { $0.row.share?.low }
    table.real("ci_high", "95 % interval of share") { $0.row.share?.high }
    table.integer("controls", "features that do not follow the group, active as often") { $0.row.controls }
    table.real("control_share", "of these with p at most the cutoff") { $0.row.controlShare?.value }
    table.real("control_low", "95 % interval of control_share") { $0.row.controlShare?.low }
    table.real("control_high", "95 % interval of control_share") { $0.row.controlShare?.high }
    table.real("excess", "share − control_share") { $0.row.excess?.value }
    table.real("excess_low", "95 % interval of excess") { $0.row.excess?.low }
    table.real("excess_high", "95 % interval of excess") { $0.row.excess?.high }
    table.real("cutoff", "largest p that counts as reappearing; for everybody empty") { $0.row.cutoff }
  }
}
