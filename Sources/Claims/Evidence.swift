/// Where a figure can be looked up: a row of a published CSV file, or what is counted over several.
public struct Evidence: Sendable, Equatable {
  /// How the value follows from the rows that the key selects.
  public enum Reduction: String, Sendable, Codable {
    /// The one row's column.
    case cell
    /// The number of rows.
    case count
    case sum
    case mean
    /// The number of rows in which one of the columns that begin with the name holds at most the false discovery rate, .05.
    case shown
    /// The least number in the columns that begin with the name.
    case least
  }

  /// Relative to the site: `data/reviews/comparisons.csv`.
  public var file: String
  /// Columns and the texts that they hold in the rows meant.
  public var key: [(column: String, value: String)]
  /// Empty for counts.
  public var column: String
  public var lowColumn: String?
  public var highColumn: String?
  public var reduction: Reduction

  public init(
    _ file: String, _ key: [(column: String, value: String)], _ column: String = "", low: String? = nil,
    high: String? = nil, _ reduction: Reduction = .cell
  ) {
    self.file = file
    self.key = key
    self.column = column
    lowColumn = low
    highColumn = high
    self.reduction = reduction
  }

  /// The same rows, another column.
  public func at(_ column: String, low: String? = nil, high: String? = nil) -> Evidence {
    Evidence(file, key, column, low: low, high: high)
  }

  /// The number of rows of a file for which the columns hold these texts.
  public static func count(_ file: String, _ key: [(column: String, value: String)]) -> Evidence {
    Evidence(file, key, "", .count)
  }

  public static func == (a: Evidence, b: Evidence) -> Bool {
    a.file == b.file && a.column == b.column && a.lowColumn == b.lowColumn && a.highColumn == b.highColumn
      && a.reduction == b.reduction && a.key.elementsEqual(b.key, by: ==)
  }
}
