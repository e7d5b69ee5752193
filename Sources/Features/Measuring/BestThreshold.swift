/// The single cut on a feature's pooled value that predicts the second class best: predict it when value > threshold.
///
/// Chosen and scored on the same examples, so it is optimistic; of equal F1 the lowest threshold.
struct BestThreshold: Sendable {
  var f1: Double
  var threshold: Double

  /// Thresholds tried: 0, and every stored positive value but the largest. Silent examples are never predicted.
  ///
  /// - Parameters:
  ///   - rows, values: stored entries of the column. labels: class 0 or 1 per row, −1 for rows left out.
  ///   - totals: labelled rows per class.
  /// - Returns: nil if the feature never exceeds 0 in a labelled example, or a class is empty.
  init?(
    rows: some RandomAccessCollection<Int32>, values: some RandomAccessCollection<Float>, labels: [Int32],
    totals: [Int]
  ) {
    guard totals[0] > 0, totals[1] > 0 else { return nil }
    var entries: [(value: Float, positive: Bool)] = []
    for (row, value) in zip(rows, values) where value > 0 && labels[Int(row)] >= 0 {
      entries.append((value, labels[Int(row)] == 1))
    }
    guard !entries.isEmpty else { return nil }
    entries.sort { $0.value > $1.value }
    var best = (f1: -1.0, threshold: Float(0))
    var hits = 0
    for (index, entry) in entries.enumerated() {
      hits += entry.positive ? 1 : 0
      let next = index + 1 < entries.count ? entries[index + 1].value : 0
      if next == entry.value { continue }
      let f1 = 2 * Double(hits) / Double(index + 1 + totals[1])
      if f1 >= best.f1 { best = (f1, next) }
    }
    f1 = best.f1
    threshold = Double(best.threshold)
  }
}
