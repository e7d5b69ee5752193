/// `errors.csv`: how often the leading arm errs at several thresholds of its probability, out of fold, and how many examples
/// a trial needs to know that better. Two classes only.
public struct ErrorStudy: Codable, Sendable, Equatable {
  /// The decisions at one threshold.
  public struct Row: Codable, Sendable, Equatable {
    /// Probability above which an example is decided for the positive class, 0 to 1.
    public var threshold: Double
    /// Decided examples that are not positive, and those of them that are decided positive.
    public var negatives: Int
    /// See `negatives`.
    public var falseAlarms: Int
    /// Decided examples that are positive, and those of them that are not decided so.
    public var positives: Int
    /// See `positives`.
    public var misses: Int
    /// Share of the negatives, 0 to 1; its 95 % interval takes clusters as the units drawn at random, nil with too few.
    public var falseAlarmRate: Interval
    /// Share of the positives, likewise.
    public var missRate: Interval
    /// Of 1,000 examples mixed as these, in the unit of the prices; an error without a price costs nothing. nil without
    /// prices.
    public var cost: Interval?

    public init(
      threshold: Double, negatives: Int, falseAlarms: Int, positives: Int, misses: Int, falseAlarmRate: Interval,
      missRate: Interval, cost: Interval? = nil
    ) {
      self.threshold = threshold
      (self.negatives, self.falseAlarms, self.positives, self.misses) = (negatives, falseAlarms, positives, misses)
      (self.falseAlarmRate, self.missRate, self.cost) = (falseAlarmRate, missRate, cost)
    }
  }

  /// Place among the arms of the study.
  public var arm: Int
  /// In the order of their thresholds; the one of .5, which is the arm's own decision, is among them.
  public var rows: [Row]
  /// Half the width of an interval that a trial is to reach for both rates, 0 to 1.
  public var precision: Double
  /// Examples, mixed and clustered as these, that a trial needs for that: intervals narrow with the root of their number.
  /// A multiple of 10; nil where an interval is missing.
  public var needed: Int?
  /// Labelled examples in all at which the interval of fired or not would be narrower than twice the margin; a multiple of
  /// 10, nil where there is no such comparison.
  public var settling: Int?

  public init(arm: Int, rows: [Row], precision: Double, needed: Int? = nil, settling: Int? = nil) {
    self.arm = arm
    self.rows = rows
    self.precision = precision
    self.needed = needed
    self.settling = settling
  }

  /// The threshold of the arm's own decisions.
  public static let usual = 0.5

  /// At the arm's own threshold.
  public var own: Row? { rows.first { $0.threshold == ErrorStudy.usual } }
}

extension ErrorStudy {
  /// `errors.csv`: one row per threshold.
  static let table = CSVTable<(arm: String, study: ErrorStudy, row: Row)> { table in
    table.text("arm", "probe that leads the pages") { $0.arm }
    table.real("threshold", "probability above which an example is decided positive; 0.5 is the probe's own decision") {
      $0.row.threshold
    }
    table.integer("negatives", "decided examples that are not positive") { $0.row.negatives }
    table.integer("false_alarms", "of these, decided positive") { $0.row.falseAlarms }
    table.integer("positives", "decided examples that are positive") { $0.row.positives }
    table.integer("misses", "of these, not decided positive") { $0.row.misses }
    table.real("false_alarm_rate", "share of the negatives decided positive, 0 to 1") { $0.row.falseAlarmRate.value }
    table.real("false_alarm_low", "95 % interval, over clusters where there are any") { $0.row.falseAlarmRate.low }
    table.real("false_alarm_high", "95 % interval, over clusters where there are any") { $0.row.falseAlarmRate.high }
    table.real("miss_rate", "share of the positives not decided so, 0 to 1") { $0.row.missRate.value }
    table.real("miss_low", "95 % interval, over clusters where there are any") { $0.row.missRate.low }
    table.real("miss_high", "95 % interval, over clusters where there are any") { $0.row.missRate.high }
    table.real("cost", "of 1,000 examples mixed as these, at the prices of the configuration; empty without") {
      $0.row.cost?.value
    }
    table.real("cost_low", "95 % interval, over clusters where there are any") { $0.row.cost?.low }
    table.real("cost_high", "95 % interval, over clusters where there are any") { $0.row.cost?.high }
    table.integer("needed", "examples that a trial needs to know both rates to within the precision asked for") {
      $0.study.needed
    }
  }
}

extension ProbeStudy {
  func errorsCSV(_ errors: ErrorStudy) -> [UInt8] {
    ErrorStudy.table.bytes(errors.rows.map { (arms[errors.arm].name, errors, $0) })
  }
}

extension DataFiles {
  /// One row per threshold.
  public static func errors(_ dataset: String) -> String { "data/\(FileName.part(dataset))/errors.csv" }
}
