/// What a reader must know beside a claim; a language has one sentence for each.
public enum Caveat: Sendable, Equatable {
  /// Rows come in so many clusters, which tests and intervals take as the units.
  case clusters(column: String, count: Int)
  /// Tests take rows as independent though they come in clusters.
  case clustersIgnored(column: String)
  /// Cells with fewer than the minimum number of examples.
  case smallCells(Int)
  /// The interval leaves out zero, but not after the correction for the comparisons of its family.
  case uncorrectedOnly(comparisons: Int)
  /// The figure was chosen as the best of many on the same data.
  case bestOfMany(Int)
  /// Some folds do not define the metric.
  case undefinedFolds(Int)

  public var code: String {
    switch self {
    case .clusters: "clusters"
    case .clustersIgnored: "clusters-ignored"
    case .smallCells: "small-cells"
    case .uncorrectedOnly: "uncorrected-only"
    case .bestOfMany: "best-of-many"
    case .undefinedFolds: "undefined-folds"
    }
  }

  /// One of each, to know the sentences that a language needs.
  public static let examples: [Caveat] = [
    .clusters(column: "", count: 0), .clustersIgnored(column: ""), .smallCells(0), .uncorrectedOnly(comparisons: 0),
    .bestOfMany(0), .undefinedFolds(0),
  ]

  /// Slots of its sentence.
  public var arguments: [(name: String, value: String)] {
    switch self {
    case .clusters(let column, let count): [("column", column), ("count", "\(count)")]
    case .clustersIgnored(let column): [("column", column)]
    case .smallCells(let count), .bestOfMany(let count), .undefinedFolds(let count): [("count", "\(count)")]
    case .uncorrectedOnly(let count): [("count", "\(count)")]
    }
  }
}
