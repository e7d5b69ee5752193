import Findings
import Glibc

/// Counts of a feature's positive values in bins of equal width on a logarithmic scale, from its smallest to its largest.
struct LogHistogram: Sendable {
  var low: Float = 0
  var high: Float = 0
  var counts = [UInt32](repeating: 0, count: FeatureTable.histogramBins)

  init(_ values: some RandomAccessCollection<Float>) {
    var low = Float.infinity
    var high: Float = 0
    for value in values where value > 0 {
      low = min(low, value)
      high = max(high, value)
    }
    guard high > 0 else { return }
    self.low = low
    self.high = high
    for value in values where value > 0 { counts[bin(of: value)] += 1 }
  }

  /// Of a value above 0, where any was counted.
  func bin(of value: Float) -> Int {
    let bins = FeatureTable.histogramBins
    let start = log2(Double(low))
    let width = log2(Double(high)) - start
    let position = width > 0 ? (log2(Double(value)) - start) / width * Double(bins) : 0
    return min(bins - 1, max(0, Int(position)))
  }
}
