/// What the first page answers.
public enum DecisionTopic: String, Sendable, Codable, CaseIterable {
  /// What the leading probe decides for whom.
  case groups
  /// Whether the label is predicted as well from features that fired.
  case representations
  /// Whether a probe works on another dataset.
  case transfer
}
