/// What a reader must know beside a claim; a language has one sentence for each.
public enum Caveat: Sendable, Equatable {
  /// Tests take rows as independent though they come in clusters.
  case clustersIgnored(column: String)
  /// The interval leaves out zero, but not after the correction for the comparisons of its family.
  case uncorrectedOnly(comparisons: Int)

  public var code: String {
    switch self {
    case .clustersIgnored: "clusters-ignored"
    case .uncorrectedOnly: "uncorrected-only"
    }
  }

  /// One of each, to know the sentences that a language needs.
  public static let examples: [Caveat] = [.clustersIgnored(column: ""), .uncorrectedOnly(comparisons: 0)]

  /// Slots of its sentence.
  public var arguments: [(name: String, value: String)] {
    switch self {
    case .clustersIgnored(let column): [("column", column)]
    case .uncorrectedOnly(let count): [("count", "\(count)")]
    }
  }
}
