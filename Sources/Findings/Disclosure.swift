/// Who may read the figures on groups.
public enum Disclosure: String, Codable, Sendable, CaseIterable {
  /// Everybody: counts of groups are rounded, small ones cannot be recovered.
  case everybody = "public"
  /// Those who may see the data: all counts are exact.
  case `internal`
}
