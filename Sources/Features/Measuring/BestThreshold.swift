import Statistics

/// The single cut on a feature's pooled value that predicts the positive class best: predict it when value > threshold.
struct BestThreshold: Sendable {
  /// F1 of the best cut, chosen and scored on the same examples: optimistic. Of equal F1 the lowest threshold.
  var f1: Double
  var threshold: Double
  /// F1 over all examples, each decided by the cut that is best on the other folds.
  var crossValidatedF1: Double

  /// The cuts on the examples outside one fold, or on all, while the entries pass by from the largest to the smallest.
  private struct Search {
    /// Examples of the positive class.
    var positives: Int
    /// Entries so far, and those among them of the positive class.
    var seen = 0
    var hits = 0
    var last: Float = 0
    /// Of the best cut so far; F1 = 2·hits / (seen + positives). One hit less than none: anything is better.
    var bestSeen = 0
    var bestHits = -1
    var threshold: Float = 0

    /// Tries the cut above `next`.
    mutating func cut(above next: Float) {
      // Quotients are compared as products of whole numbers; F1 of equal cuts goes to the later, lower one.
      guard hits * (bestSeen + positives) >= bestHits * (seen + positives) else { return }
      bestHits = hits
      bestSeen = seen
      threshold = next
    }

    mutating func pass(_ value: Float, isPositive: Bool) {
      if seen > 0, value != last { cut(above: value) }
      seen += 1
      hits += isPositive ? 1 : 0
      last = value
    }
  }

  /// Thresholds tried: 0, and every stored positive value but the largest. Silent examples are never predicted.
  ///
  /// - Parameters:
  ///   - labels: class 0 or 1 per row, −1 for rows left out.
  ///   - totals: labelled rows per class.
  ///   - positive: the class to predict.
  /// - Returns: nil if the feature never exceeds 0 in a labelled example, or a class is empty.
  init?(_ column: DescendingColumn, labels: [Int32], totals: [Int], positive: Int, folds: ThresholdFolds) {
    guard totals[0] > 0, totals[1] > 0 else { return nil }
    // Fold f is left out at position f, none at the last.
    var searches = (folds.positives + [0]).map { Search(positives: totals[positive] - $0) }
    let whole = searches.count - 1
    var positiveEntries = 0
    for entry in 0..<column.count {
      let value = column.values[entry]
      guard value > 0 else { break }
      positiveEntries += 1
      let row = Int(column.rows[entry])
      guard labels[row] >= 0 else { continue }
      for index in searches.indices where index != Int(folds.fold[row]) {
        searches[index].pass(value, isPositive: Int(labels[row]) == positive)
      }
    }
    for index in searches.indices where searches[index].seen > 0 { searches[index].cut(above: 0) }
    guard searches[whole].seen > 0 else { return nil }
    f1 = 2 * Double(searches[whole].bestHits) / Double(searches[whole].bestSeen + totals[positive])
    threshold = Double(searches[whole].threshold)
    var predicted = 0
    var hits = 0
    for entry in 0..<positiveEntries {
      let row = Int(column.rows[entry])
      guard labels[row] >= 0 else { continue }
      let chosen = searches[Int(folds.fold[row])]
      if chosen.seen > 0, column.values[entry] > chosen.threshold {
        predicted += 1
        hits += Int(labels[row]) == positive ? 1 : 0
      }
    }
    crossValidatedF1 = 2 * Double(hits) / Double(predicted + totals[positive])
  }
}
