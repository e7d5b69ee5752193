/// Features that a reader should know by name before trusting a list of them.
public enum FeatureKind: String, Sendable {
  /// Active in no example.
  case dead
  /// Active in more than half of the examples.
  case dense
}

extension FeatureTable {
  /// A feature is dense when it is active in more than this share of the examples.
  public static let denseAbove = 0.5
  /// A feature is a duplicate of an earlier one when the cosine of their decoder rows and φ of *fired* both reach this.
  public static let duplicateFrom = 0.9

  /// nil for the usual feature, which fires now and then.
  public func kind(of feature: Int) -> FeatureKind? {
    if activeExamples[feature] == 0 { return .dead }
    return density[feature] > FeatureTable.denseAbove ? .dense : nil
  }

  /// The first feature that `feature` duplicates; nil where it duplicates none, or none were looked for.
  public func duplicated(by feature: Int) -> Int? {
    guard duplicateOf.indices.contains(feature), duplicateOf[feature] >= 0 else { return nil }
    return Int(duplicateOf[feature])
  }
}
