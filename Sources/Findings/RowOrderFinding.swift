/// Whether it is known that the examples of a table are those of the states, row by row.
public struct RowOrderFinding: Codable, Sendable, Equatable {
  /// What the knowledge rests on.
  public enum Evidence: String, Codable, Sendable {
    /// Table and states are one file, or were written together.
    case sameSource = "same-source"
    /// Ids beside the states: rows were joined by them.
    case ids
    /// The tokens of the examples spell their texts.
    case tokens
    /// Not known: neither ids nor tokens are there.
    case none
    /// Not known: there are tokens, but no texts to compare them with.
    case noTexts = "no-texts"
    /// Not known: the tokens are not those of the texts.
    case unlikeTexts = "unlike-texts"
  }

  /// What it rests on here.
  public var evidence: Evidence
  /// Examples whose tokens and texts were compared; 0 without both.
  public var compared: Int
  /// Those of them that agree.
  public var agreeing: Int
  /// Examples that stood in another place of the states.
  public var moved: Int

  public init(_ evidence: Evidence, compared: Int = 0, agreeing: Int = 0, moved: Int = 0) {
    self.evidence = evidence
    self.compared = compared
    self.agreeing = agreeing
    self.moved = moved
  }
}
