/// What a reader must know beside a claim; a language has one sentence for each.
public enum Caveat: Sendable, Equatable {
  /// Rows come in clusters, of which there are too few to compare groups.
  case tooFewClusters(column: String)
  /// Not every pair could be looked at, so that counts may be too small.
  case lowerBound

  public var code: String {
    switch self {
    case .tooFewClusters: "too-few-clusters"
    case .lowerBound: "lower-bound"
    }
  }

  /// One of each, to know the sentences that a language needs.
  public static let examples: [Caveat] = [.tooFewClusters(column: ""), .lowerBound]

  /// Slots of its sentence.
  public var arguments: [(name: String, value: String)] {
    switch self {
    case .tooFewClusters(let column): [("column", column)]
    case .lowerBound: []
    }
  }
}
