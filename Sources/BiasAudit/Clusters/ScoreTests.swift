import Parallel
import Statistics

/// Score statistics of the tested features with their p-values.
struct ScoreTests: Sendable {
  struct Score: Sendable {
    var statistic: Double
    var degreesOfFreedom: Int
    var p: Double

    init(statistic: Double, degreesOfFreedom: Int) {
      self.statistic = statistic
      self.degreesOfFreedom = degreesOfFreedom
      p =
        degreesOfFreedom == 0
        ? 1 : ChiSquared(degreesOfFreedom: Double(degreesOfFreedom)).survival(statistic)
    }

    /// Of all labels together; exact tails are computed only where the χ² law finds anything, below `worthwhile`.
    init(_ labels: inout [StratifiedScore]) {
      for y in labels.indices { labels[y].finish() }
      self.init(
        statistic: labels.reduce(0) { $0 + $1.statistic },
        degreesOfFreedom: labels.reduce(0) { $0 + $1.degreesOfFreedom })
      guard p < Self.worthwhile else { return }
      for y in labels.indices { labels[y].sharpen() }
      self.init(statistic: labels.reduce(0) { $0 + $1.statistic }, degreesOfFreedom: degreesOfFreedom)
    }

    /// A p above it is never flagged.
    static let worthwhile = 0.06
  }

  var statistic: [Double]
  var degreesOfFreedom: [Int32]
  var p: [Double]

  /// - Parameter body: records the features of a range; ranges are the same for every number of threads.
  init(
    isTested: [Bool], threads: Int,
    _ body: @Sendable (Range<Int>, (Int, Score) -> Void) throws -> Void
  ) throws {
    let features = isTested.count
    let chunks = try parallelMap((features + FiringCounts.chunk - 1) / FiringCounts.chunk, threads: threads) {
      chunk -> [(Double, Int32, Double)] in
      let range = chunk * FiringCounts.chunk..<min(features, (chunk + 1) * FiringCounts.chunk)
      var rows = [(Double, Int32, Double)](repeating: (.nan, 0, .nan), count: range.count)
      try body(range) { rows[$0 - range.lowerBound] = ($1.statistic, Int32($1.degreesOfFreedom), $1.p) }
      return rows
    }
    statistic = chunks.flatMap { $0.map(\.0) }
    degreesOfFreedom = chunks.flatMap { $0.map(\.1) }
    p = chunks.flatMap { $0.map(\.2) }
  }
}
