/// What a reader must know beside a claim; a language has one sentence for each.
public enum Caveat: Sendable, Equatable {
  /// Tests take rows as independent though they come in clusters.
  case clustersIgnored(column: String)
  /// Not every pair could be looked at, so that counts may be too small.
  case lowerBound

  public var code: String {
    switch self {
    case .clustersIgnored: "clusters-ignored"
    case .lowerBound: "lower-bound"
    }
  }

  /// One of each, to know the sentences that a language needs.
  public static let examples: [Caveat] = [.clustersIgnored(column: ""), .lowerBound]

  /// Slots of its sentence.
  public var arguments: [(name: String, value: String)] {
    switch self {
    case .clustersIgnored(let column): [("column", column)]
    case .lowerBound: []
    }
  }
}
