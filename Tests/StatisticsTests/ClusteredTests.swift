import Foundation
import TestSupport
import Testing

@testable import Statistics

/// Tests of classifiers on rows that come in clusters.
@Suite struct ClusteredTests {
  private struct Oracle: Decodable {
    struct Area: Decodable {
      var kind: String
      var codes: [Int32]
      var positives: [Bool]
      var one, other: [Double]
      var auroc, aurocVariance, difference, differenceVariance, t, p, effective: Double
      var aurocInterval, differenceInterval: [Double]
    }
    struct Counts: Decodable {
      var differences: [Int]
      var p: Double
    }
    var areas: [Area]
    var mcnemar: [Counts]

    static func load() throws -> Oracle {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(
        Oracle.self,
        from: Data(contentsOf: URL(fileURLWithPath: TestPaths.fixtures("Statistics") + "/clustered.json")))
    }
  }

  /// Scores of two classifiers on the same rows.
  private struct Rows {
    var codes: [Int32]
    var positives: [Bool]
    var one: [Double]
    var other: [Double]

    init(_ codes: [Int32], _ positives: [Bool], _ one: [Double], _ other: [Double]) {
      (self.codes, self.positives, self.one, self.other) = (codes, positives, one, other)
    }

    init(_ area: Oracle.Area) { self.init(area.codes, area.positives, area.one, area.other) }

    var curves: (DeLong, DeLong) { (DeLong(one, positives: positives), DeLong(other, positives: positives)) }

    func area() -> ClusteredDeLong {
      ClusteredDeLong(curves.0, positives: positives, clusters: RowClusters(codes: codes))
    }

    func difference() -> ClusteredDeLong {
      ClusteredDeLong(curves.0, minus: curves.1, positives: positives, clusters: RowClusters(codes: codes))
    }

    func taking(_ order: [Int]) -> Rows {
      Rows(order.map { codes[$0] }, order.map { positives[$0] }, order.map { one[$0] }, order.map { other[$0] })
    }
  }

  @Test func codesBecomeClusters() {
    let clusters = RowClusters(codes: [7, -1, 3, 7, -1, 3, 7])
    #expect(clusters.ofRow == [0, 1, 2, 0, 3, 2, 0])
    #expect(clusters.sizes == [3, 1, 2, 1] && clusters.count == 4 && clusters.hasRepeats)
    #expect(clusters.sums([1, 10, 100, 1, 20, 100, 1]) == [3, 10, 200, 20])
    #expect(!RowClusters(codes: [-1, 4, -1, 5]).hasRepeats && RowClusters(codes: []).count == 0)
  }

  /// Obuchowski's sums and the t-test written out pair by pair (`Fixtures/clustered.py`); the ends of its intervals are found
  /// by halving, to the last digits.
  @Test func againstTheDefinitions() throws {
    for item in try Oracle.load().areas {
      let (area, difference) = (Rows(item).area(), Rows(item).difference())
      #expect(isClose(area.estimate, item.auroc) && isClose(area.variance, item.aurocVariance), "\(item.kind)")
      #expect(abs(difference.estimate - item.difference) < 1e-12, "\(item.kind)")
      #expect(isClose(difference.variance, item.differenceVariance), "\(item.kind)")
      #expect(isClose(difference.effectiveCount, item.effective), "\(item.kind)")
      let test = difference.test()
      #expect(isClose(test.statistic, item.t) && isClose(test.p, item.p), "\(item.kind)")
      for (found, expected) in [(area, item.aurocInterval), (difference, item.differenceInterval)] {
        let interval = try #require(found.interval())
        #expect(abs(interval.low - expected[0]) < 1e-9 && abs(interval.high - expected[1]) < 1e-9, "\(item.kind)")
        for end in [interval.low, interval.high] where found.range.lowerBound < end && end < found.range.upperBound {
          #expect(abs(found.test(of: end).p - 0.05) < 1e-9, "\(item.kind)")
        }
      }
    }
  }

  /// Scores 3 and 1 of positives, 2 and 0 of negatives: placements 1, ½ and ½, 1, AUROC ¾, so that a = ±⅛ and b = ∓⅛.
  @Test func varianceByHand() {
    let scores = [3.0, 1, 2, 0]
    let positives = [true, true, false, false]
    let curve = DeLong(scores, positives: positives)
    func variance(_ codes: [Int32]) -> Double {
      ClusteredDeLong(curve, positives: positives, clusters: RowClusters(codes: codes)).variance
    }
    // 2·2/64 + 2·2/64 − 2·2·2/64: one placement makes good for the other.
    #expect(variance([0, 1, 0, 1]) == 0)
    #expect(variance([0, 1, 1, 0]) == 0.25)
    #expect(variance([0, 1, 2, 3]) == 0.125 && curve.variance == 0.125)
    // All positives in one cluster say nothing of how far clusters differ.
    #expect(variance([0, 0, 1, 2]).isNaN)
  }

  @Test func rowsByThemselvesAreDeLongs() throws {
    for item in try Oracle.load().areas {
      for codes in [[Int32](repeating: -1, count: item.codes.count), item.codes.indices.map { Int32($0) }] {
        let rows = Rows(codes, item.positives, item.one, item.other)
        #expect(isClose(rows.area().variance, rows.curves.0.variance, 1e-12))
        let plain = rows.curves.0.test(against: rows.curves.1)
        let difference = rows.difference()
        #expect(isClose(difference.variance.squareRoot(), abs(difference.estimate / plain.statistic), 1e-12))
        // What is added for weights that differ (1/M, 1/N) is of the order of 1/rows.
        let test = difference.test()
        #expect(isClose(test.statistic, plain.statistic, 2 / Double(codes.count)))
        #expect(abs(test.p - plain.p) < 0.02)
      }
    }
  }

  /// Each row beside a copy of itself says no more than the row.
  @Test func copiesAddNothing() throws {
    for item in try Oracle.load().areas {
      let count = item.codes.count
      let alone = Rows(item.codes.indices.map { Int32($0) }, item.positives, item.one, item.other)
      let twice = alone.taking((0..<count).flatMap { [$0, $0] })
      #expect(isClose(twice.area().variance, alone.curves.0.variance, 1e-12))
      #expect(isClose(twice.difference().variance, alone.difference().variance, 1e-12))
      #expect(isClose(twice.difference().test().statistic, alone.difference().test().statistic, 1e-12))
      #expect(isClose(twice.difference().test().p, alone.difference().test().p, 1e-12))
      // Rows taken as independent: √2 as large, but for M/(M − 1).
      let (one, other) = twice.curves
      let naive = one.test(against: other).statistic / alone.curves.0.test(against: alone.curves.1).statistic
      #expect(isClose(naive, 2.0.squareRoot(), 0.05))
    }
    #expect(
      isClose(
        ClusteredMcNemar.exact(differences: [2, 2, -2, 2, 2, 0, 2, 2, 2]),
        McNemar.exact(onlyFirstRight: 7, onlySecondRight: 1), 1e-12))
  }

  @Test func orderAndNamesDoNotMatter() throws {
    var generator = SeededGenerator(seed: 5)
    for item in try Oracle.load().areas {
      let rows = Rows(item)
      var order = Array(rows.codes.indices)
      for place in order.indices.dropFirst() { order.swapAt(place, generator.integer(below: place + 1)) }
      var other = rows.taking(order)
      other.codes = other.codes.map { $0 < 0 ? -1 : 100 - $0 }
      for (first, second) in [(rows.area(), other.area()), (rows.difference(), other.difference())] {
        #expect(isClose(first.variance, second.variance, 1e-12))
        #expect(isClose(first.test(of: 0.4).p, second.test(of: 0.4).p, 1e-10))
        #expect(isClose(try #require(first.interval()).low, try #require(second.interval()).low, 1e-10))
      }
      // The classifiers in the other order.
      let back = Rows(rows.codes, rows.positives, rows.other, rows.one).difference()
      #expect(isClose(back.test().statistic, -rows.difference().test().statistic, 1e-10))
    }
  }

  @Test func tooFewClusters() throws {
    let item = try Oracle.load().areas[0]
    func rows(_ code: (Int) -> Int) -> ClusteredDeLong {
      Rows(item.codes.indices.map { Int32(code($0)) }, item.positives, item.one, item.other).difference()
    }
    let four = rows { $0 % 4 }
    #expect(!four.isJudged && four.test().p.isNaN && four.interval() == nil && four.variance > 0)
    #expect(rows { $0 % 5 }.isJudged)
    // Two thirds of the rows in one of fifteen clusters.
    let large = rows { $0 < 30 ? 0 : $0 }
    #expect(large.clusterCount == 15 && large.effectiveCount < 4 && !large.isJudged)
    // No difference at all.
    let same = Rows(item.codes, item.positives, item.one, item.one).difference()
    #expect(same.estimate == 0 && same.test().p.isNaN && same.interval() == nil)
  }

  /// Every choice of signs counted (`Fixtures/clustered.py`).
  @Test func signsOfClusters() throws {
    for item in try Oracle.load().mcnemar {
      #expect(isClose(ClusteredMcNemar.exact(differences: item.differences), item.p, 1e-12), "\(item.differences)")
      #expect(ClusteredMcNemar.exact(differences: item.differences.reversed().map { -$0 }) == item.p)
    }
    for (b, c) in [(0, 0), (3, 3), (1, 8), (15, 4), (200, 260), (0, 1100)] {
      let rows = [Int](repeating: 1, count: b) + [Int](repeating: -1, count: c) + [0, 0]
      let expected = McNemar.exact(onlyFirstRight: b, onlySecondRight: c)
      #expect(isClose(ClusteredMcNemar.exact(differences: rows), expected), "\(b) \(c)")
    }
    #expect(ClusteredMcNemar.exact(differences: []) == 1)
    // By hand: 8 of 2^4 sums of ±4 ±1 ±1 ±1 are as far out as 5 or more: ±(4 + 3), ±(4 + 1) three ways.
    #expect(ClusteredMcNemar.exact(differences: [4, 1, 1, -1]) == 0.5)
  }

  /// The normal distribution takes over where the exact one is too much work, and says the same there.
  @Test func manyClusters() {
    let differences = (0..<3000).map { $0 % 19 == 0 ? -2 : $0 % 7 < 4 ? 1 : -1 }
    let normal = ClusteredMcNemar.normal(differences.map(abs), abs(differences.reduce(0, +)))
    #expect(isClose(ClusteredMcNemar.exact(differences: differences), normal, 1e-3))
    let many = [Int](repeating: 1, count: 30_300) + [Int](repeating: -1, count: 29_700)
    let exact = McNemar.exact(onlyFirstRight: 30_300, onlySecondRight: 29_700)
    #expect(isClose(ClusteredMcNemar.exact(differences: many), exact, 1e-3))
  }

  /// Two classifiers equally good, each told apart better or worse cluster by cluster, in 20 clusters of 1 to 50 rows: rows
  /// taken as independent are called different most of the time, clusters in no more than 5 % and three standard errors of
  /// 300 runs.
  @Test func equalClassifiersAreSeldomCalledDifferent() {
    var generator = SeededGenerator(seed: 41)
    let runs = 300
    var (rowsDiffer, clustersDiffer, rightDiffers) = (0, 0, 0)
    for _ in 0..<runs {
      var rows = Rows([], [], [], [])
      for cluster in 0..<20 {
        let (shift, first, second) = (0.5 * generator.normal(), 1.5 * generator.normal(), 1.5 * generator.normal())
        let size = max(1, min(50, Int(5 * exp(1.2 * generator.normal()))))
        for _ in 0..<size {
          let side = generator.uniform() < 0.5 ? 0.5 : -0.5
          rows.codes.append(Int32(cluster))
          rows.positives.append(side > 0)
          rows.one.append(side * (1 + first) + shift + generator.normal())
          rows.other.append(side * (1 + second) + shift + generator.normal())
        }
      }
      let (one, other) = rows.curves
      rowsDiffer += one.test(against: other).p < 0.05 ? 1 : 0
      clustersDiffer += rows.difference().test().p < 0.05 ? 1 : 0
      let differences = rows.positives.indices.map { row in
        ((rows.one[row] > 0) == rows.positives[row] ? 1 : 0) - ((rows.other[row] > 0) == rows.positives[row] ? 1 : 0)
      }
      let sums = RowClusters(codes: rows.codes).sums(differences)
      rightDiffers += ClusteredMcNemar.exact(differences: sums) < 0.05 ? 1 : 0
    }
    #expect(rowsDiffer > runs / 3, "\(rowsDiffer)")
    #expect(clustersDiffer <= runs * 88 / 1000 && clustersDiffer > 0, "\(clustersDiffer)")
    #expect(rightDiffers <= runs * 88 / 1000 && rightDiffers > 0, "\(rightDiffers)")
  }
}
