import Testing

@testable import Statistics

@Suite struct ClusteredShareTests {
  @Test func independentRowsHaveWilsonsIntervalWithStudentsQuantile() throws {
    let sizes = [Int](repeating: 1, count: 50)
    let share = ClusteredShare(successes: (0..<50).map { $0 < 7 ? 1 : 0 }, sizes: sizes)
    #expect(share.correlation == 0 && share.effectiveClusters == 50)
    let t = StudentT(degreesOfFreedom: 49).inverseSurvival(0.025)
    let wilson = ConfidenceInterval.wilson(successes: 7, trials: 50, z: t)
    let interval = try #require(share.interval())
    #expect(abs(interval.low - wilson.low) < 1e-12 && abs(interval.high - wilson.high) < 1e-12)
  }

  /// Where all rows of a cluster agree, or none succeeds, the clusters count and not the rows.
  @Test func clustersThatAgreeCountOnce() throws {
    let whole = ClusteredShare(successes: [4, 4, 0, 0, 0, 0, 0, 0, 0, 0], sizes: [Int](repeating: 4, count: 10))
    #expect(whole.correlation == 1)
    let single = ClusteredShare(successes: [1, 1, 0, 0, 0, 0, 0, 0, 0, 0], sizes: [Int](repeating: 1, count: 10))
    let (a, b) = (try #require(whole.interval()), try #require(single.interval()))
    #expect(abs(a.low - b.low) < 1e-12 && abs(a.high - b.high) < 1e-12)
    let none = ClusteredShare(successes: [Int](repeating: 0, count: 10), sizes: [Int](repeating: 4, count: 10))
    #expect(none.correlation == 1 && none.interval()?.low == 0 && (none.interval()?.high ?? 0) > 0.25)
    #expect(ClusteredShare(successes: [1], sizes: [3]).interval() == nil)
  }

  /// Successes of a cluster share a rate drawn from a beta distribution, as sums of exponentials.
  @Test(arguments: [0.05, 0.3], [0.0, 0.5])
  func coverage(rate: Double, correlation: Double) throws {
    var generator = SeededGenerator(seed: 3, stream: UInt64(rate * 100), UInt64(correlation * 100))
    var (held, heldMean) = (0, 0)
    let runs = 1_000
    for _ in 0..<runs {
      var successes: [Int] = []
      var sizes: [Int] = []
      for _ in 0..<30 {
        // With chance ρ the whole cluster agrees: the correlation of two of its rows is ρ.
        let common = generator.uniform() < rate ? 1 : 0
        let size = 1 + generator.integer(below: 8)
        var count = 0
        let agrees = generator.uniform() < correlation
        for _ in 0..<size { count += agrees ? common : generator.uniform() < rate ? 1 : 0 }
        successes.append(count)
        sizes.append(size)
      }
      let share = ClusteredShare(successes: successes, sizes: sizes)
      let interval = try #require(share.interval())
      held += interval.contains(rate) ? 1 : 0
      let mean = ClusteredMean(sums: successes.map(Double.init), sizes: sizes)
      #expect(abs(mean.mean - share.share) < 1e-12)
      heldMean += try #require(mean.interval()).contains(rate) ? 1 : 0
    }
    print(
      "share \(rate), correlation \(correlation): coverage \(Double(held) / 1_000), of the mean \(Double(heldMean) / 1_000)"
    )
    #expect(Double(held) / Double(runs) >= 0.93)
    // A t-interval of a rare yes or no is too short; of a score it is not (below).
    if rate > 0.2 { #expect(Double(heldMean) / Double(runs) >= 0.93) }
  }

  /// Rows say +1, −1 or 0; with chance ρ a whole cluster says the same.
  @Test(arguments: [(0.01, 0.01), (0.1, 0.03), (0.4, 0.3)], [0.0, 0.5])
  func coverageOfADifference(rates: (Double, Double), correlation: Double) throws {
    var generator = SeededGenerator(seed: 4, stream: UInt64(rates.0 * 100), UInt64(correlation * 100))
    func draw() -> Int {
      let u = generator.uniform()
      return u < rates.0 ? 1 : u < rates.0 + rates.1 ? -1 : 0
    }
    var held = 0
    for _ in 0..<500 {
      let sizes = (0..<30).map { _ in 1 + generator.integer(below: 8) }
      let rows = sizes.map { size -> [Int] in
        let common = draw()
        return generator.uniform() < correlation
          ? Array(repeating: common, count: size) : (0..<size).map { _ in draw() }
      }
      func only(_ sign: Int) -> ClusteredShare {
        ClusteredShare(successes: rows.map { $0.count { $0 == sign } }, sizes: sizes)
      }
      held += try #require(ClusteredShare.difference(only(1), only(-1))).contains(rates.0 - rates.1) ? 1 : 0
    }
    print("difference \(rates), correlation \(correlation): coverage \(Double(held) / 500)")
    #expect(Double(held) / 500 >= 0.93)
  }

  @Test func coverageOfAMean() throws {
    var generator = SeededGenerator(seed: 5)
    var held = 0
    for _ in 0..<1_000 {
      var (sums, sizes): ([Double], [Int]) = ([], [])
      for _ in 0..<20 {
        let shift = generator.normal()
        let size = 1 + generator.integer(below: 8)
        sums.append((0..<size).reduce(0) { sum, _ in sum + shift + generator.normal() })
        sizes.append(size)
      }
      held += try #require(ClusteredMean(sums: sums, sizes: sizes).interval()).contains(0) ? 1 : 0
    }
    print("mean: coverage \(Double(held) / 1_000)")
    #expect(held >= 930)
  }

  @Test func equalClustersHaveTheIntervalOfTheirMeans() throws {
    let sums = [3.0, 5, 4, 9, 1]
    let mean = ClusteredMean(sums: sums, sizes: [2, 2, 2, 2, 2])
    let means = sums.map { $0 / 2 }
    let centre = means.reduce(0, +) / 5
    let variance = means.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / 4 / 5
    #expect(abs(mean.mean - centre) < 1e-12 && abs(mean.variance - variance) < 1e-12)
    #expect(ClusteredMean(sums: [1], sizes: [2]).interval() == nil)
  }
}
