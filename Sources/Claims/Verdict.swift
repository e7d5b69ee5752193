/// What the interval and the corrected p allow; which of these a kind can have, `ClaimKind.verdicts` says.
public enum Verdict: String, Sendable, Codable, CaseIterable {
  /// A count or a description, with nothing to decide.
  case stated
  case some, none

  case better, worse, equivalent
  case notWorse = "not-worse"
  case openAfterCorrection = "open-after-correction"
  case open
  case more, fewer, either

  case above, below
  case notShown = "not-shown"
  case notDefined = "not-defined"

  /// Differs by more than the margin; differs, by how much is not settled; depends on the group, in which direction is not
  /// shown.
  case beyondMargin = "beyond-margin"
  case differs
  case depends
  case composition, insufficient, withheld
  /// Counts are rounded, so that no single example is in them.
  case rounded

  /// There is nothing to close.
  case noGap = "no-gap"

  case kept, partly, lost
  case sound, poor
  case fewTokens = "few-tokens"
  case drawn, given

  /// How it is known that labels and states belong together, or why it is not.
  case sameSource = "same-source"
  case byID = "by-id"
  case byIDMoved = "by-id-moved"
  case byTokens = "by-tokens"
  case notChecked = "not-checked"
  case noTexts = "no-texts"
  case unlikeTexts = "unlike-texts"

  /// What groups are shuffled within, or what is shuffled.
  case withinLabel = "within-label"
  case withinClusters = "within-clusters"
  case wholeClusters = "whole-clusters"

  /// Who may read figures on groups.
  case everybody = "public"
  case internalOnly = "internal"

  /// Of a rule that finds thresholds.
  case auto, otsu
  /// Probabilities of one class, or of the class decided for.
  case positive
  case topLabel = "top-label"

  /// Of the next step: the data support it, or speak against it.
  case go, stop
  /// Which of the two errors.
  case falseAlarms = "false-alarms"
  case misses
}

extension Verdict {
  /// Of a paired difference with its interval, the margin fixed beforehand and p after correction: the table in the methods.
  public static func ofDifference(low: Double, high: Double, adjustedP: Double?, margin: Double) -> Verdict {
    let holds = (adjustedP ?? 1) <= 0.05
    if low > 0 { return holds ? .better : .openAfterCorrection }
    if high < 0, holds { return .worse }
    if low > -margin { return high < margin ? .equivalent : .notWorse }
    return high < 0 ? .openAfterCorrection : .open
  }

  /// Of a difference between groups given the label, in the size that matters.
  ///
  /// - Parameters:
  ///   - isFound: whether the corrected test finds a difference.
  ///   - low: lower bound of the difference, larger group rate first.
  public static func ofGroups(isFound: Bool, low: Double, margin: Double) -> Verdict {
    guard isFound else { return .insufficient }
    return low > margin ? .beyondMargin : low > 0 ? .differs : .depends
  }
}
