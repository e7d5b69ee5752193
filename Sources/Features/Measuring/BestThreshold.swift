/// The single cut on a feature's pooled value that predicts the second class best: predict it when value > threshold.
struct BestThreshold: Sendable {
  /// F1 of the best cut, chosen and scored on the same examples: optimistic. Of equal F1 the lowest threshold.
  var f1: Double
  var threshold: Double
  /// F1 over all examples, each decided by the cut that is best on the other folds.
  var crossValidatedF1: Double

  private struct Entry {
    var value: Float
    var isPositive: Bool
    var fold: Int32
  }

  /// Thresholds tried: 0, and every stored positive value but the largest. Silent examples are never predicted.
  ///
  /// - Parameters:
  ///   - rows, values: stored entries of the column. labels: class 0 or 1 per row, −1 for rows left out.
  ///   - totals: labelled rows per class.
  /// - Returns: nil if the feature never exceeds 0 in a labelled example, or a class is empty.
  init?(
    rows: some RandomAccessCollection<Int32>, values: some RandomAccessCollection<Float>, labels: [Int32],
    totals: [Int], folds: ThresholdFolds
  ) {
    guard totals[0] > 0, totals[1] > 0 else { return nil }
    var entries: [Entry] = []
    for (row, value) in zip(rows, values) where value > 0 && labels[Int(row)] >= 0 {
      entries.append(Entry(value: value, isPositive: labels[Int(row)] == 1, fold: folds.fold[Int(row)]))
    }
    guard !entries.isEmpty else { return nil }
    entries.sort { $0.value > $1.value }
    guard let best = Self.best(entries, leavingOut: -1, positives: totals[1]) else { return nil }
    f1 = best.f1
    threshold = Double(best.threshold)
    var predicted = 0
    var hits = 0
    for fold in 0..<Int32(ThresholdFolds.count) {
      let positives = totals[1] - folds.positives[Int(fold)]
      guard let chosen = Self.best(entries, leavingOut: fold, positives: positives) else { continue }
      for entry in entries where entry.fold == fold && entry.value > chosen.threshold {
        predicted += 1
        hits += entry.isPositive ? 1 : 0
      }
    }
    crossValidatedF1 = 2 * Double(hits) / Double(predicted + totals[1])
  }

  /// The best cut on the entries, sorted in descending order, that are not in fold `fold`; nil if none are left.
  private static func best(
    _ entries: [Entry], leavingOut fold: Int32, positives: Int
  ) -> (f1: Double, threshold: Float)? {
    var best: (f1: Double, threshold: Float)?
    var seen = 0
    var hits = 0
    var last: Float = 0
    func close(_ next: Float) {
      let f1 = 2 * Double(hits) / Double(seen + positives)
      if f1 >= best?.f1 ?? -1 { best = (f1, next) }
    }
    for entry in entries where entry.fold != fold {
      if seen > 0, entry.value != last { close(entry.value) }
      seen += 1
      hits += entry.isPositive ? 1 : 0
      last = entry.value
    }
    if seen > 0 { close(0) }
    return best
  }
}
