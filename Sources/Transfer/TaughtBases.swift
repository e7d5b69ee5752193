import Classifiers

/// Fits of one arm to parts of one side, so that lessons with the same parts share them.
///
/// Only for representations that do not depend on which rows are trained on.
final class TaughtBases {
  struct Key: Hashable {
    var rows: [Int]
    /// Rows whose scores the fits have.
    var scored: [Int]
    var c: Double
    var hasReplicates: Bool
  }

  private var known: [Key: (fit: LogisticFit, replicates: [LogisticFit?])] = [:]

  /// A fit to the rows, with scores and weights, and those of its replicates.
  subscript(key: Key) -> (fit: LogisticFit, replicates: [LogisticFit?])? {
    get { known[key] }
    set { known[key] = newValue }
  }
}
