import Datasets
import Findings
import LinearAlgebra
import Statistics
import Testing

@testable import Probing

/// Tests on the data's own test part where its rows come in clusters.
@Suite struct SplitInferenceTests {
  private static let arms = [
    ArmKey.madeUp("continuous", "l1", "max"), ArmKey.madeUp("binarized", "l1", "max", threshold: .fixed(0)),
  ]

  /// Two arms on rows of which each cluster is decided alike.
  private func rows(_ clusters: Int, each: Int, classes: Int = 2, seed: UInt64 = 3) -> (
    truth: [Int32], codes: [Int32], probabilities: [[Double]]
  ) {
    var generator = SeededGenerator(seed: seed)
    let codes = (0..<clusters * each).map { Int32($0 / each) }
    let truth = codes.indices.map { Int32($0 % classes) }
    let probabilities = Self.arms.indices.map { arm -> [Double] in
      let own = (0..<clusters).map { _ in generator.normal() }
      return codes.indices.flatMap { row -> [Double] in
        var weights = (0..<classes).map { _ in 1 + generator.uniform() }
        weights[Int(truth[row])] += max(0, own[Int(codes[row])] + 0.4 * Double(arm))
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
      }
    }
    return (truth, codes, probabilities)
  }

  private func compare(
    _ rows: (truth: [Int32], codes: [Int32], probabilities: [[Double]]), classes: Int = 2, clusters: RowClusters?
  ) -> (intervals: [ConfidenceInterval?], pairs: [SplitEvaluation.Pair]) {
    let tests = SplitInference(truth: rows.truth, classCount: classes, positive: 1, clusters: clusters)
    let curves = rows.probabilities.map { own in
      classes == 2 ? DeLong(rows.truth.indices.map { own[2 * $0 + 1] }, positives: tests.positives) : nil
    }
    return (
      curves.map { $0.flatMap(tests.interval) },
      tests.compare(Array(Self.arms.enumerated()).map { ($0, $1) }, rows.probabilities, curves)
    )
  }

  /// A column that keeps no two test rows together changes nothing, to the last bit.
  @Test(arguments: [2, 3]) func clustersOfOneRowChangeNothing(_ classes: Int) throws {
    let rows = rows(30, each: 2, classes: classes)
    let plain = compare(rows, classes: classes, clusters: nil)
    #expect(plain.pairs.count == 1)
    for codes in [[Int32](repeating: -1, count: 60), (0..<60).map { $0 % 4 == 0 ? -1 : Int32(90 - $0) }] {
      let alone = compare(rows, classes: classes, clusters: RowClusters(codes: codes))
      #expect(alone.intervals == plain.intervals)
      #expect(alone.pairs[0].mcnemarP == plain.pairs[0].mcnemarP && alone.pairs[0].z == plain.pairs[0].z)
      #expect(alone.pairs[0].low == plain.pairs[0].low && alone.pairs[0].delongP == plain.pairs[0].delongP)
      #expect(alone.pairs[0].verdict == plain.pairs[0].verdict)
    }
    let tests = SplitInference(
      truth: rows.truth, classCount: classes, positive: 1,
      clusters: RowClusters(codes: [-1, -1] + rows.codes.dropFirst(2)))
    #expect(tests.finding(column: "source") == SplitEvaluation.Clusters(column: "source", count: 31, largest: 2))
  }

  @Test func clustersAreWhatCounts() throws {
    let rows = rows(12, each: 8)
    let clusters = RowClusters(codes: rows.codes)
    let (plain, clustered) = (compare(rows, clusters: nil), compare(rows, clusters: clusters))
    let positives = rows.truth.map { $0 == 1 }
    let curves = rows.probabilities.map { own in
      DeLong(rows.truth.indices.map { own[2 * $0 + 1] }, positives: positives)
    }
    let (before, pair) = (try #require(plain.pairs.first), try #require(clustered.pairs.first))
    #expect(pair.a == 1 && pair.b == 0)
    #expect(pair.onlyFirst == before.onlyFirst && pair.aurocDifference == before.aurocDifference)
    let expected = ClusteredDeLong(curves[1], minus: curves[0], positives: positives, clusters: clusters)
    #expect(pair.z == expected.test().statistic && pair.delongP == expected.test().p)
    #expect(pair.low == expected.interval()?.low && pair.high == expected.interval()?.high)
    #expect(try abs(#require(before.z)) > 1.3 * abs(#require(pair.z)) && pair.mcnemarP > before.mcnemarP)
    for (wide, narrow) in zip(clustered.intervals, plain.intervals) {
      #expect(try #require(wide).width > 1.3 * #require(narrow).width)
    }
    // Whole clusters change places: what only one arm has right, counted by cluster.
    let right = rows.probabilities.map { own in
      rows.truth.indices.map { own[2 * $0 + Int(rows.truth[$0])] > 0.5 ? 1 : 0 }
    }
    let differences = clusters.sums(zip(right[1], right[0]).map { $0 - $1 })
    #expect(pair.mcnemarP == ClusteredMcNemar.exact(differences: differences))
  }

  @Test(arguments: [2, 3]) func fewClustersGiveNoVerdict(_ classes: Int) throws {
    let rows = rows(4, each: 30, classes: classes)
    let found = compare(rows, classes: classes, clusters: RowClusters(codes: rows.codes))
    #expect(found.pairs[0].verdict == "too few clusters" && found.pairs[0].delongP == nil && found.pairs[0].low == nil)
    #expect(found.intervals.allSatisfy { $0 == nil } && found.pairs[0].mcnemarP >= 0.125)
    #expect(compare(rows, classes: classes, clusters: nil).pairs[0].verdict != "too few clusters")
    // Five clusters, but one of them has nearly all rows.
    if classes == 2 {
      let codes = rows.truth.indices.map { $0 < 100 ? Int32(0) : Int32($0 / 5) }
      #expect(compare(rows, clusters: RowClusters(codes: codes)).pairs[0].verdict == "too few clusters")
    }
  }

  /// From the examples' cluster column to the findings and their files.
  @Test func theStudySaysHowManyClusters() throws {
    var dataset = SmallDatasets.make(examples: 120, clusters: 20)
    dataset.examples.splits = (0..<120).map { $0 % 20 < 8 ? "test" : "train" }
    BLAS.useOneThreadPerCall()
    var options = ProbeOptions()
    options.seed = 17
    options.repeats = 1
    options.representations = ["continuous", "binarized"]
    options.thresholds = [.fixed(0)]
    let study = try ProbeLaboratory.study(dataset, options: options).study
    let split = try #require(study.split)
    #expect(split.clusters == SplitEvaluation.Clusters(column: "cluster", count: 8, largest: 6))
    #expect(split.testCount == 48 && split.sharedClusters == 0)
    #expect(split.pairs.allSatisfy { !$0.verdict.isEmpty })
    dataset.examples.clusters = nil
    #expect(try ProbeLaboratory.study(dataset, options: options).study.split?.clusters == nil)
  }
}
