import Classifiers
import Datasets
import Evaluation
import Findings
import Foundation
import LinearAlgebra
import Statistics
import TestSupport
import Testing

@testable import BiasAudit

@Suite struct AttributionTests {
  /// Written by `Fixtures/attribution.py`.
  private struct Case: Decodable {
    struct Fit: Decodable {
      var `repeat`: Int
      var test: [Int]
      var weights: [Double]
    }

    var group: [Int]
    var label: [Int]
    var x: [[Double]]
    var fits: [Fit]
    /// Of either label, and of both.
    var gap: [Double]
    var shares: [[Double]]
  }

  private static let key = ArmKey(
    RepresentationKind("continuous", .features, needs: .allFeatures), checkpoint: "sae", pooling: "max")

  private static func arm(_ folds: [(test: [Int], weights: [Double])], _ x: [[Double]]) -> LinearArm {
    let matrix = ExampleMatrix.dense(
      x.flatMap { $0.map { Float($0) } }, rows: x.count, dimension: x.first?.count ?? 0)
    return LinearArm(
      arm: key,
      folds: folds.map { LinearFold(repeatIndex: 0, test: $0.test, matrix: matrix, features: nil, weights: $0.weights) }
    )
  }

  private static func tables(
    _ arm: LinearArm, group: [Int], label: [Int], clusters: [Int]? = nil, minimumCell: Int = 1
  ) throws -> [AttributionTable] {
    let labels = CategoryColumn(name: "label", cells: label.map { "\($0)" })
    let examples = ExampleTable(
      path: "", ids: group.indices.map { "\($0)" }, classes: labels.values, labels: labels.codes,
      groups: [CategoryColumn(name: "g", cells: group.map { "\($0)" })],
      clusters: clusters.map { codes in CategoryColumn(name: "c", cells: codes.map { "\($0)" }) })
    return try GapAttributionStudy.tables(
      [arm], attributes: ["g"], reference: "0", examples: examples, options: BiasOptions(minimumCell: minimumCell))
  }

  /// The gaps come from scikit-learn's decision values with their intercepts, the shares from NumPy.
  @Test func sharesEqualTheOracleAndAddUpToTheGap() throws {
    let data = try #require(
      FileManager.default.contents(atPath: TestPaths.fixtures("BiasAudit") + "/attribution.json"))
    let oracle = try JSONDecoder().decode(Case.self, from: data)
    let arm = Self.arm(oracle.fits.map { ($0.test, $0.weights) }, oracle.x)
    let found = try Self.tables(arm, group: oracle.group, label: oracle.label)
    // Both labels come first.
    #expect(found.map(\.gap.label) == [nil, "0", "1"])
    for (table, place) in zip(found, [2, 0, 1]) {
      #expect(abs(table.gap.gap.value - oracle.gap[place]) < 1e-12)
      #expect(abs(table.shares.reduce(0, +) - oracle.gap[place]) < 1e-12)
      for (feature, share) in zip(table.features, table.shares) {
        #expect(abs(share - oracle.shares[place][Int(feature)]) < 1e-12)
      }
      #expect(zip(table.shares, table.shares.dropFirst()).allSatisfy { abs($0) >= abs($1) })
      #expect(abs((table.gap.top.last?.cumulative ?? 0) - table.gap.gap.value) < 1e-12)
      #expect(table.gap.gap.low != nil && table.gap.top.allSatisfy { $0.share.low != nil })
    }
  }

  private struct Sample {
    var group: [Int] = []
    var label: [Int] = []
    var clusters: [Int] = []
    var x: [[Double]] = []
  }

  /// Clusters of 1 to 6 rows that share half of what they are; feature 0 is `gap` higher in group 1, the other follows the
  /// label.
  private static func sample(_ generator: inout SeededGenerator, clusters: Int, gap: Double) -> Sample {
    var sample = Sample()
    for cluster in 0..<clusters {
      let shift = [generator.normal(), generator.normal()]
      for _ in 0..<1 + generator.integer(below: 6) {
        let (group, label) = (generator.integer(below: 2), generator.integer(below: 2))
        sample.group.append(group)
        sample.label.append(label)
        sample.clusters.append(cluster)
        sample.x.append([
          shift[0] + generator.normal() + gap * Double(group), shift[1] + generator.normal() + Double(label),
        ])
      }
    }
    return sample
  }

  private static func folds(_ sample: Sample, weights: [Double]) -> [(test: [Int], weights: [Double])] {
    (0..<5).map { fold in
      (
        sample.clusters.indices.filter { sample.clusters[$0] % 5 == fold },
        weights.map { $0 * (1 + 0.01 * Double(fold)) }
      )
    }
  }

  /// With the fits fixed and the same in all folds but for a factor near 1, the gap is known.
  @Test func intervalsHoldTheGap() throws {
    var generator = SeededGenerator(seed: 11)
    var held = [0, 0]
    for _ in 0..<400 {
      let sample = Self.sample(&generator, clusters: 40, gap: 0.5)
      let arm = Self.arm(Self.folds(sample, weights: [1, 0.5]), sample.x)
      let table = try #require(
        try Self.tables(arm, group: sample.group, label: sample.label, clusters: sample.clusters).first)
      let first = try #require(table.gap.top.first { $0.feature == 0 })
      for (place, interval) in [table.gap.gap, first.share].enumerated() {
        if let low = interval.low, let high = interval.high, low <= 0.51, 0.51 <= high { held[place] += 1 }
      }
    }
    print("gap: coverage \(Double(held[0]) / 400), of a share \(Double(held[1]) / 400)")
    #expect(held.allSatisfy { $0 >= 372 })
  }

  @Test func theOrderOfExamplesAndTheOtherSideDoNotMatter() throws {
    var generator = SeededGenerator(seed: 12)
    let sample = Self.sample(&generator, clusters: 30, gap: 1)
    let folds = Self.folds(sample, weights: [1, -0.5])
    let found = try Self.tables(
      Self.arm(folds, sample.x), group: sample.group, label: sample.label, clusters: sample.clusters)
    let order = generator.permutation(sample.group.count)
    var place = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { place[old] = new }
    let other = try Self.tables(
      Self.arm(folds.map { ($0.test.map { place[$0] }, $0.weights) }, order.map { sample.x[$0] }),
      group: order.map { sample.group[$0] }, label: order.map { sample.label[$0] },
      clusters: order.map { sample.clusters[$0] })
    let turned = try Self.tables(
      Self.arm(folds, sample.x), group: sample.group.map { 1 - $0 }, label: sample.label, clusters: sample.clusters)
    for (a, (b, c)) in zip(found, zip(other, turned)) {
      #expect(a.features == b.features && a.features == c.features)
      #expect(zip(a.shares, b.shares).allSatisfy { abs($0 - $1) < 1e-12 })
      #expect(zip(a.shares, c.shares).allSatisfy { abs($0 + $1) < 1e-12 })
      #expect(abs((a.gap.gap.low ?? 0) - (b.gap.gap.low ?? 1)) < 1e-9)
      #expect(abs((a.gap.gap.low ?? 0) + (c.gap.gap.high ?? 1)) < 1e-9)
    }
  }

  @Test func withoutBothGroupsThereIsNoGap() throws {
    let x = [[1.0], [2], [3], [4]]
    let arm = Self.arm([([0, 1], [1.0]), ([2, 3], [1.0])], x)
    // Each fold has one group.
    #expect(try Self.tables(arm, group: [0, 0, 1, 1], label: [0, 1, 0, 1]).isEmpty)
    // One label has both groups, and too few examples for an interval.
    let single = try Self.tables(arm, group: [0, 1, 0, 1], label: [0, 0, 0, 1])
    #expect(single.map(\.gap.label) == ["0"])
    #expect(single.first?.gap.gap == Interval(value: 1, low: nil, high: nil))
    #expect(try Self.tables(arm, group: [0, 1, 0, 1], label: [0, 0, 0, 1], minimumCell: 3).isEmpty)
  }
}
