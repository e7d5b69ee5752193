import Testing

@testable import Statistics

/// Intervals of the two parts of a difference of rates hold, also where rows come in clusters.
@Suite struct ClusteredSplitTests {
  private typealias Counts = ClusteredSplit.Counts

  @Test func partsAreThoseOfTheSplit() {
    let (a, b) = (Counts(fired: [40, 60], total: [800, 200]), Counts(fired: [80, 360], total: [400, 600]))
    let whole = KitagawaSplit(firedA: a.fired, totalA: a.total, firedB: b.fired, totalB: b.total)
    #expect(ClusteredSplit(a: a, b: b).split == whole)
    #expect(abs(whole.proxy + 0.21) < 1e-12 && abs(whole.composition + 0.13) < 1e-12)
  }

  /// Rows that are told apart by label and outcome alone give what clusters of one row each give, in any order.
  @Test func rowsAreClustersOfOne() throws {
    let (a, b) = (Counts(fired: [3, 7], total: [11, 9]), Counts(fired: [2, 12], total: [8, 15]))
    func rows(_ counts: Counts) -> [Counts] {
      (0..<2).flatMap { label in
        (0..<counts.total[label]).map { row in
          Counts(
            fired: (0..<2).map { $0 == label && row < counts.fired[label] ? 1 : 0 },
            total: (0..<2).map { $0 == label ? 1 : 0 })
        }
      }
    }
    let none = Counts(fired: [0, 0], total: [0, 0])
    let (own, other) = (rows(a), rows(b))
    let units = own.map { ($0, none) } + other.map { (none, $0) }
    for order in [units, units.reversed()] {
      let clustered = ClusteredSplit(a: order.map(\.0), b: order.map(\.1))
      let plain = ClusteredSplit(a: a, b: b)
      for quantity in ClusteredSplit.Quantity.allCases {
        let (one, two) = (try #require(clustered.interval(quantity)), try #require(plain.interval(quantity)))
        #expect(abs(one.low - two.low) < 1e-12 && abs(one.high - two.high) < 1e-12)
      }
    }
  }

  /// With two groups of one label each the parts are the difference of two means: the jackknife has a closed form.
  @Test func oneLabelGivesTheDifferenceOfTwoMeans() throws {
    let split = ClusteredSplit(a: Counts(fired: [30], total: [80]), b: Counts(fired: [21], total: [70]))
    func variance(_ n: Double, _ p: Double) -> Double { p * (1 - p) * n / ((n - 1) * (n - 1)) }
    // Leaving out a row changes one of the two means only; the mean over both groups takes the rest.
    let expected = (variance(80, 30.0 / 80) + variance(70, 21.0 / 70)) * 149 / 150
    let half = StudentT(degreesOfFreedom: 69).inverseSurvival(0.025) * expected.squareRoot()
    let found = try #require(split.interval(.proxy))
    #expect(abs((found.high - found.low) / 2 - half) < 1e-12)
    #expect(split.split.composition == 0)
  }

  @Test func oneClusterOfAGroupSaysNothing() {
    let some = Counts(fired: [3, 7], total: [11, 9])
    let none = Counts(fired: [0, 0], total: [0, 0])
    #expect(ClusteredSplit(a: [some, none, none], b: [none, some, some]).interval(.proxy) == nil)
  }

  /// Intervals of 95 % hold the truth about as often, for rows and for clusters that hold both groups or one; and where both parts
  /// are equal, one of them is called larger in at most about 5 % of the draws.
  @Test(arguments: [0, 1, 2]) func intervalsHold(design: Int) {
    var generator = SeededGenerator(seed: 20 + UInt64(design))
    func uniform() -> Double { generator.uniform() }
    // Label 1 by group, and rates by group and label: both parts are 0.1.
    let share = [0.6, 0.4]
    let rates = [[0.3, 0.8], [0.2, 0.7]]
    let truth: [ClusteredSplit.Quantity: Double] = [.proxy: 0.1, .composition: 0.1, .excess: 0]
    let draws = 1200
    var hits: [ClusteredSplit.Quantity: Int] = [:]
    for _ in 0..<draws {
      let clusters = 40
      var cells = [[Counts]](
        repeating: [Counts](repeating: Counts(fired: [0, 0], total: [0, 0]), count: clusters), count: 2)
      for cluster in 0..<clusters {
        // What a cluster shares: whether its rows take the outcome and the label of the cluster, or their own.
        let (shared, sharedLabel) = (uniform(), uniform())
        let alike = design == 0 ? 0.0 : 0.5
        for row in 0..<12 {
          let group = design == 2 ? cluster % 2 : row % 2
          let label = (uniform() < alike ? sharedLabel : uniform()) < share[group] ? 1 : 0
          let value = uniform() < alike ? shared : uniform()
          cells[group][cluster].total[label] += 1
          if value < rates[group][label] { cells[group][cluster].fired[label] += 1 }
        }
      }
      let split =
        design == 0
        ? ClusteredSplit(a: Self.sum(cells[0]), b: Self.sum(cells[1])) : ClusteredSplit(a: cells[0], b: cells[1])
      for (quantity, value) in truth {
        guard let interval = split.interval(quantity) else { continue }
        if interval.low <= value && value <= interval.high { hits[quantity, default: 0] += 1 }
      }
    }
    for (quantity, count) in hits {
      let share = Double(count) / Double(draws)
      print("design \(design), \(quantity): \(share)")
      #expect((0.93...0.985).contains(share), "design \(design), \(quantity): \(share)")
    }
    #expect(hits.count == 3)
  }

  private static func sum(_ counts: [Counts]) -> Counts {
    Counts(
      fired: (0..<2).map { label in counts.reduce(0) { $0 + $1.fired[label] } },
      total: (0..<2).map { label in counts.reduce(0) { $0 + $1.total[label] } })
  }
}
