import Testing

@testable import Statistics

/// Rates of groups side by side, where rows are independent or come in clusters.
@Suite struct RateContrastTests {
  /// statsmodels 0.15: `confint_proportions_2indep(40, 100, 52, 100, method="newcomb")`.
  @Test func independentRowsHaveNewcombesInterval() throws {
    func rate(_ successes: Int) -> SampledRate { SampledRate(successes: [successes], sizes: [100], isClustered: false) }
    let interval = try #require(RateContrast(rate(40), rate(52)).difference())
    #expect(abs(interval.low - -0.25153176125020316) < 1e-12 && abs(interval.high - 0.017769225929954585) < 1e-12, "\(interval)")
    let ratio = try #require(RateContrast(rate(40), rate(52)).ratio())
    #expect(ratio.low < 40.0 / 52 && ratio.high > 40.0 / 52)
    // The ratio leaves out 1 just where the difference leaves out 0.
    for successes in 30...60 {
      let contrast = RateContrast(rate(40), rate(successes))
      let (difference, ratio) = (try #require(contrast.difference()), try #require(contrast.ratio()))
      #expect(difference.contains(0) == ratio.contains(1), "\(successes)")
    }
  }

  /// Groups that cross clusters or are tied to them, with rows that are alike in a cluster.
  private func draw(
    _ generator: inout SeededGenerator, groups: Int, clusters: Int, rate: [Double], tied: Bool, alike: Double
  ) -> [SampledRate] {
    var successes = [[Int]](repeating: [Int](repeating: 0, count: clusters), count: groups)
    var sizes = successes
    for cluster in 0..<clusters {
      let size = 8 + generator.integer(below: 24)
      // A share `alike` of the rows does what the cluster does.
      let common = generator.uniform()
      for row in 0..<size {
        let group = (tied ? cluster : row) % groups
        let own = generator.uniform() < alike ? common : generator.uniform()
        sizes[group][cluster] += 1
        if own < rate[group] { successes[group][cluster] += 1 }
      }
    }
    return (0..<groups).map { SampledRate(successes: successes[$0], sizes: sizes[$0], isClustered: true) }
  }

  private struct Case: CustomTestStringConvertible {
    var groups: Int
    var rates: [Double]
    var tied: Bool
    var alike: Double
    var testDescription: String { "\(groups) groups \(rates) \(tied ? "tied" : "crossing") \(alike)" }
  }

  /// Intervals of differences and of the range hold the truth in at least 93 % of 500 runs of 40 clusters, at no gap and at
  /// a real one.
  @Test(
    arguments: [
      Case(groups: 2, rates: [0.3, 0.3], tied: false, alike: 0.3),
      Case(groups: 2, rates: [0.3, 0.3], tied: true, alike: 0.3),
      Case(groups: 2, rates: [0.05, 0.05], tied: false, alike: 0.1),
      Case(groups: 2, rates: [0.5, 0.3], tied: true, alike: 0.3),
      Case(groups: 5, rates: [0.3, 0.3, 0.3, 0.3, 0.3], tied: false, alike: 0.3),
      Case(groups: 5, rates: [0.3, 0.3, 0.5, 0.3, 0.3], tied: true, alike: 0.3),
      Case(groups: 8, rates: [Double](repeating: 0.4, count: 8), tied: true, alike: 0.3),
    ]) private func coverage(_ this: Case) throws
  {
    var generator = SeededGenerator(seed: 19, stream: UInt64(this.groups))
    let truth = this.rates.max()! - this.rates.min()!
    var (pair, range, ratio) = (0, 0, 0)
    let runs = 500
    for _ in 0..<runs {
      let rates = draw(
        &generator, groups: this.groups, clusters: 40, rate: this.rates, tied: this.tied, alike: this.alike)
      let contrast = RateContrast(rates[0], rates[1])
      if try #require(contrast.difference()).contains(this.rates[0] - this.rates[1]) { pair += 1 }
      if contrast.ratio().map({ $0.contains(this.rates[0] / this.rates[1]) }) ?? true { ratio += 1 }
      if try #require(RateRange.interval(rates)).contains(truth) { range += 1 }
    }
    print("\(this.testDescription): difference \(pair), ratio \(ratio), range \(range) of \(runs)")
    #expect(pair >= runs * 93 / 100 && ratio >= runs * 93 / 100 && range >= runs * 93 / 100)
  }
}
