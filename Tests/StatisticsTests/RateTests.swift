import Testing

@testable import Statistics

@Suite struct RateTests {
  @Test func intervalsAgainstStatsmodels() throws {
    for item in try Oracle.load().rates {
      let c = item.counts
      expect(.wilson(successes: c[0], trials: c[1]), item.wilson)
      let z90 = NormalDistribution.halfWidth(confidence: 0.9)
      expect(.wilson(successes: c[0], trials: c[1], z: z90), item.wilson90)
      // With one label the interval of a standardised difference is Newcombe's.
      let rates = [0, 2].map { first in
        var rate = StandardisedRate(z: NormalDistribution.z95)
        rate.add(successes: c[first], trials: c[first + 1], weight: 1)
        return rate
      }
      expect(rates[0].difference(to: rates[1]), item.newcombe)
      expect(.rateRatio(successes1: c[0], trials1: c[1], successes2: c[2], trials2: c[3]), item.ratio)
    }
  }

  private func expect(_ interval: ConfidenceInterval, _ oracle: [Double]) {
    // statsmodels leaves rounding errors of 1e-17 where a bound is exactly 0 or 1.
    #expect(isClose(interval.low, oracle[0]) || abs(interval.low - oracle[0]) < 1e-15, "\(interval) \(oracle)")
    #expect(isClose(interval.high, oracle[1]) || abs(interval.high - oracle[1]) < 1e-15, "\(interval) \(oracle)")
  }

  @Test func noTrials() {
    #expect(ConfidenceInterval.wilson(successes: 0, trials: 0) == ConfidenceInterval(low: 0, high: 1))
  }

  /// Examples per group to detect a ratio of 0.8, the figures of the method notes.
  @Test func sampleSizes() {
    #expect(SampleSize.toDetect(0.5, 0.4) == 388)
    #expect(SampleSize.toDetect(0.1, 0.08) == 3_205)
    #expect(SampleSize.toDetect(0.01, 0.008) == 34_895)
    // 351,789.8, which the notes round down.
    #expect(SampleSize.toDetect(0.001, 0.0008) == 351_790)
    #expect(SampleSize.toDetect(0.3, 0.3) == nil)
    // (1.6449 + 1.2816)²·2·.25/.01 = 428.2
    #expect(SampleSize.toShowEquivalence(rate: 0.5, margin: 0.1) == 429)
  }

  /// The interval of a label-standardised difference covers the truth in about 95 % of runs.
  @Test func standardisedDifferenceCovers() {
    var generator = SeededGenerator(seed: 23)
    let totals = [60, 40]
    let weights = [0.6, 0.4]
    let truth = 0.6 * (0.1 - 0.15) + 0.4 * (0.5 - 0.3)
    func draw(_ rates: [Double]) -> StandardisedRate {
      var result = StandardisedRate(z: NormalDistribution.z95)
      for y in totals.indices {
        let successes = (0..<totals[y]).reduce(0) { sum, _ in sum + (generator.uniform() < rates[y] ? 1 : 0) }
        result.add(successes: successes, trials: totals[y], weight: weights[y])
      }
      return result
    }
    var covered = 0
    for _ in 0..<2_000 {
      let a = draw([0.1, 0.5])
      let b = draw([0.15, 0.3])
      if a.difference(to: b).contains(truth) { covered += 1 }
    }
    // .95 ± four standard errors of √(.95·.05/2000) = .0049
    #expect(abs(Double(covered) / 2_000 - 0.95) < 0.02)
  }
}
