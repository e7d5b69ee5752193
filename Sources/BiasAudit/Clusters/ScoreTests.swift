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

    /// Of all labels together; exact tails are computed only where something may be found.
    init(_ labels: inout [StratifiedScore], groups: Int) {
      for y in labels.indices { labels[y].finish() }
      self.init(
        statistic: labels.reduce(0) { $0 + $1.statistic },
        degreesOfFreedom: labels.reduce(0) { $0 + $1.degreesOfFreedom })
      let directions = labels.count * groups
      guard isWorthwhile(deviate: labels.reduce(0) { max($0, $1.deviate) }, directions: directions) else { return }
      for y in labels.indices { labels[y].sharpen() }
      self.init(statistic: labels.reduce(0) { $0 + $1.statistic }, degreesOfFreedom: degreesOfFreedom)
      p = Self.combined(p, tail: labels.reduce(1) { min($0, $1.tail) }, groups: groups, directions: directions)
    }

    /// Whether p, or that of one group's deviate alone, may be small enough to be flagged.
    func isWorthwhile(deviate: Double, directions: Int) -> Bool {
      p < 0.06 || 2 * NormalDistribution.survival(deviate) * Double(directions) < 0.01
    }

    /// A test with many degrees of freedom finds a single group that stands out less well than a look at each group in each
    /// label. With more than two groups both are made, and share the level four to one.
    static func combined(_ p: Double, tail: Double, groups: Int, directions: Int) -> Double {
      groups <= 2 ? p : min(1, p / 0.8, tail * Double(directions) / 0.2)
    }
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
