/// How far the evidence of a claim goes: said in a sentence of its own, never in that of the verdict.
public struct Strength: Sendable, Equatable {
  public enum Level: String, Sendable, Codable, CaseIterable {
    case strong, moderate, weak
    case notAssessable = "not-assessable"
  }

  /// What would make it stronger.
  public enum Missing: String, Sendable, Codable, CaseIterable {
    /// No test part set apart by the data, and no folds that keep clusters together.
    case independentTest = "independent-test"
    /// The interval is wider than the margin that matters.
    case precision
    /// No second data set says the same.
    case replication
    /// A cell that matters has fewer examples than the minimum.
    case smallCell = "small-cell"
    /// The rates of error are not known to within what is asked of a trial.
    case narrowRates = "narrow-rates"
  }

  public var level: Level
  public var missing: [Missing]

  /// Strong with nothing missing, moderate with one thing, weak with more or with a small cell.
  public init(missing: [Missing]) {
    self.missing = missing
    level =
      missing.isEmpty ? .strong : missing.count == 1 && !missing.contains(.smallCell) ? .moderate : .weak
  }

  private init(_ level: Level) {
    self.level = level
    missing = []
  }

  public static let notAssessable = Strength(.notAssessable)
}
