/// One category of an attribute in the columns of New York's Local Law 144 (6 RCNY §5-301).
public struct LL144Row: Codable, Sendable, Equatable {
  /// Why a category has no impact ratio.
  public enum Reason: String, Codable, Sendable {
    /// Below 2 % of all that were decided.
    case share = "below 2% of all"
    /// Too few for everybody to see.
    case withheld
    /// Examples without a value of the attribute.
    case unknown
    /// No category is selected at all.
    case noSelection = "none is selected"
  }

  /// Value of the attribute, or `unknown`.
  public var category: String
  /// Decided examples; nil where withheld.
  public var number: Int?
  public var selected: Int?
  /// selected / number, 0 to 1.
  public var selectionRate: Double?
  /// Share whose score lies above the median of all, 0 to 1; nil for everybody.
  public var scoringRate: Double?
  /// Selection rate over the highest of any category that is not left out.
  public var impactRatio: Double?
  /// number / decided examples of all categories and none, 0 to 1.
  public var shareOfAll: Double?
  /// nil where there is an impact ratio.
  public var reason: Reason?
  /// The arm, as files name it.
  public var arm: String
  /// Class whose decisions count as selected.
  public var positive: String
  /// From when to when the data are; nil where it was not told.
  public var dates: String?

  public init(category: String, arm: String, positive: String) {
    (self.category, self.arm, self.positive) = (category, arm, positive)
  }

  /// `bias.ATTRIBUTE.ll144.csv`: one row per category.
  static let table = CSVTable<LL144Row> { table in
    table.text("category", "value of the attribute, of an intersection values joined by ×; or “unknown”") {
      $0.category
    }
    table.integer("number", "decided examples; rounded where everybody may read the figures") { $0.number }
    table.integer("selected", "of them decided “positive”; rounded where everybody may read it") { $0.selected }
    table.real("selection_rate", "selected / number, 0 to 1") { $0.selectionRate }
    table.real("scoring_rate", "share whose score lies above the median of all; empty where everybody may read it") {
      $0.scoringRate
    }
    table.real("impact_ratio", "selection_rate over the highest of any category that is not left out") {
      $0.impactRatio
    }
    table.real("share_of_all", "number over that of all categories and of none, 0 to 1") { $0.shareOfAll }
    table.text("reason", "why there is no impact_ratio") { $0.reason?.rawValue }
    table.text("arm", "leading probe; with more than two classes “ARM: CLASS”") { $0.arm }
    table.text("positive", "class whose decisions count as selected") { $0.positive }
    table.text("data_dates", "from when to when the data are; empty if it was not told") { $0.dates }
  }
}

extension ResultsWriter {
  /// `bias.ATTRIBUTE.ll144.csv`; no file where no arm leads.
  public func write(_ rows: [LL144Row], dataset: String, attribute: String) throws {
    if !rows.isEmpty { try write(DataFiles.biasLL144(dataset, attribute), LL144Row.table.bytes(rows)) }
  }
}
