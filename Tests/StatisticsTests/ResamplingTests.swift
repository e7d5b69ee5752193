import Testing

@testable import Statistics

@Suite struct ResamplingTests {
  @Test func quantiles() throws {
    let item = try Oracle.load().quantile
    for row in item.q {
      #expect(isClose(quantile(sorted: item.values, row[0]), row[1]) || abs(row[1]) < 1e-12, "\(row)")
    }
    #expect(quantile(sorted: [], 0.5).isNaN && quantile(sorted: [3], 0.9) == 3)
  }

  @Test func clustersStayTogether() {
    let clusters: [Int32] = [0, 0, 1, 2, 2, 2, -1, -1]
    let bootstrap = Bootstrap(rows: [0, 1, 2, 3, 4, 5, 6, 7], clusters: clusters, seed: 4, purpose: 1)
    for replicate in 0..<50 {
      var counts = [Int](repeating: 0, count: 8)
      for row in bootstrap.sample(replicate) { counts[row] += 1 }
      #expect(counts[0] == counts[1] && counts[3] == counts[4] && counts[4] == counts[5])
    }
    #expect(bootstrap.sample(3) == bootstrap.sample(3))
    #expect(bootstrap.sample(3) != bootstrap.sample(4))
  }

  /// The percentile interval of a mean of 60 normals covers in about 95 % of runs (93–94 % in theory).
  @Test func percentileIntervalCovers() {
    var generator = SeededGenerator(seed: 8)
    var covered = 0
    for run in 0..<300 {
      let values = (0..<60).map { _ in generator.normal() }
      let bootstrap = Bootstrap(rows: Array(0..<60), seed: 8, purpose: UInt64(run))
      let means = (0..<200).map { bootstrap.sample($0).reduce(0) { $0 + values[$1] } / 60 }
      if let interval = Bootstrap.percentileInterval(means), interval.contains(0) { covered += 1 }
    }
    #expect(covered > 264 && covered < 299)
  }

  @Test func undefinedReplicates() {
    #expect(Bootstrap.percentileInterval([.nan, .nan, 1]) == nil)
    #expect(Bootstrap.percentileInterval([.nan, 1, 1]) == ConfidenceInterval(low: 1, high: 1))
  }
}
