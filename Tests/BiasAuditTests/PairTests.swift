import Datasets
import Diagnostics
import Features
import Files
import Findings
import LinearAlgebra
import Statistics
import Testing

@testable import BiasAudit

@Suite struct PairTests {
  /// One row per twin: pair, group, label, further attribute, cluster, and features that fire.
  private struct Row {
    var pair: String
    var group: String
    var label = "yes"
    var age = "old"
    var cluster: String
    var fires: [Int32] = []
  }

  private static func dataset(_ rows: [Row], features: Int, isClustered: Bool = true) -> EncodedDataset {
    let labels = CategoryColumn(name: "label", cells: rows.map(\.label))
    var matrix = SparseMatrix(columnCount: features)
    for row in rows {
      matrix.indices += row.fires
      matrix.values += row.fires.map { _ in 1.5 }
      matrix.offsets.append(matrix.indices.count)
    }
    let examples = ExampleTable(
      path: "pairs.csv", ids: rows.indices.map { "e\($0)" }, classes: labels.values, labels: labels.codes,
      groups: [
        CategoryColumn(name: "target", cells: rows.map(\.group)), CategoryColumn(name: "age", cells: rows.map(\.age)),
      ],
      clusters: isClustered ? CategoryColumn(name: "family", cells: rows.map(\.cluster)) : nil,
      pairs: CategoryColumn(name: "pair", cells: rows.map(\.pair)))
    return EncodedDataset(
      id: "pairs", examples: examples,
      features: [PooledFeatures(checkpoint: "sae", layer: 3, pooling: .max, matrix: matrix)])
  }

  private static func design(_ dataset: EncodedDataset, assignments: [[Int32]] = []) throws -> (PairDesign, GroupColumn)
  {
    let groups = try GroupColumn(["target"], of: dataset.examples)
    let pairs = try #require(dataset.examples.pairs)
    return (
      PairDesign(
        pairs, groups: groups, reference: groups.values[0], examples: dataset.examples, assignments: assignments),
      groups
    )
  }

  @Test func brokenPairsAreCountedAndLeftOut() throws {
    let rows = [
      Row(pair: "ok", group: "a", cluster: "1"), Row(pair: "ok", group: "b", cluster: "1"),
      Row(pair: "alone", group: "a", cluster: "1"),
      Row(pair: "three", group: "a", cluster: "2"), Row(pair: "three", group: "a", cluster: "2"),
      Row(pair: "three", group: "b", cluster: "2"),
      Row(pair: "labels", group: "a", cluster: "2"), Row(pair: "labels", group: "b", label: "no", cluster: "2"),
      Row(pair: "both", group: "a", cluster: "2"), Row(pair: "both", group: "b", age: "young", cluster: "2"),
      Row(pair: "age", group: "a", cluster: "2"), Row(pair: "age", group: "a", age: "young", cluster: "2"),
      Row(pair: "unknown", group: "a", cluster: "2"), Row(pair: "unknown", group: "", cluster: "2"),
      Row(pair: "", group: "a", cluster: "2"),
    ]
    var fold = [Int32](repeating: 0, count: rows.count)
    fold[1] = 1
    let (design, groups) = try Self.design(Self.dataset(rows, features: 1), assignments: [fold])
    #expect(groups.values == ["a", "b"])
    let comparison = try #require(design.comparisons.first)
    #expect(design.comparisons.count == 1 && comparison.groups == (1, 0))
    // The reference, here the larger group, is the second twin.
    #expect(comparison.first == [1] && comparison.second == [0])
    #expect(
      Set(design.notes.map(\.code)) == [
        .pairsAlone, .pairsCrowded, .pairsOfOtherLabels, .pairsOfOtherAttributes, .pairsWithoutGroup, .pairsParted,
        .pairsOfFewClusters,
      ])
    #expect(!comparison.isJudged)
  }

  @Test func setsOfThreeGroupsAreAPairOfEveryTwo() throws {
    let rows = (0..<9).flatMap { set in
      ["a", "b", "c"].map { Row(pair: "p\(set)", group: $0, cluster: "k\(set)") }
    }
    let (design, _) = try Self.design(Self.dataset(rows, features: 1))
    #expect(design.comparisons.map(\.first.count) == [9, 9, 9])
    #expect(design.comparisons.allSatisfy { $0.isJudged } && design.notes.isEmpty)
  }

  @Test func clustersThatAPairJoinsAreOne() throws {
    let rows = [
      Row(pair: "p", group: "a", cluster: "1"), Row(pair: "p", group: "b", cluster: "2"),
      Row(pair: "q", group: "a", cluster: "2"), Row(pair: "q", group: "b", cluster: "3"),
      Row(pair: "r", group: "a", cluster: "4"), Row(pair: "r", group: "b", cluster: "4"),
    ]
    let (design, _) = try Self.design(Self.dataset(rows, features: 1))
    #expect(design.comparisons[0].clusters.sizes == [2, 1])
  }

  /// By hand: 16 pairs in 8 clusters of two; the decision flips in two pairs of one cluster, the score is .1 higher for b.
  @Test func armsAndFeaturesByHand() throws {
    let rows =
      (0..<16).flatMap { pair in
        [
          Row(pair: "p\(pair)", group: "a", cluster: "k\(pair / 2)"),
          Row(pair: "p\(pair)", group: "b", label: "yes", cluster: "k\(pair / 2)", fires: pair < 14 ? [0] : [0, 1]),
        ]
      } + [Row(pair: "", group: "a", label: "no", cluster: "k9")]
    let data = Self.dataset(rows, features: 3)
    let key = ArmKey(RepresentationKind("binarized", .features, needs: .allFeatures))
    let predictions = ProbePredictions(
      arm: key, predicted: rows.indices.map { $0 < 4 ? Int32($0 % 2) : 1 },
      probabilities: rows.indices.flatMap { $0 % 2 == 0 ? [0.5, 0.5] : [0.4, 0.6] })
    var study = BiasStudy(
      attribute: "target", groups: [], unknown: 0, reference: "a", referenceReason: Note(.referenceSet), margin: 0.02,
      falseDiscoveryRate: 0.05, minimumCell: 1)
    study.arms = [key]
    var table = GroupTable(dataset: "pairs", checkpoint: "sae", attribute: "target", groups: ["a", "b"], classes: [])
    table.tested = [true, true, false]
    let found = try #require(
      try PairAudit.study(
        data, study: study, tables: [table], predictions: [predictions], headline: [0], assignments: [],
        options: BiasOptions()))
    let arm = try #require(found.study.arms.first)
    #expect(arm.pairs == 16 && arm.flipped == 2 && arm.groupA == "b" && arm.groupB == "a")
    #expect(abs((arm.change?.value ?? 0) - 0.1) < 1e-12)
    #expect(arm.share?.value == 0.125 && (arm.share?.low ?? 1) < 0.05)
    let features = found.rows.filter { $0.checkpoint == "sae" }
    #expect(features.map(\.subject) == [.feature(0), .feature(1)])
    // All eight clusters on one side: 2 / 2⁸. One cluster: p is 1, and could not be small.
    #expect(features[0].flipped == 16 && features[0].p == 2.0 / 256 && features[0].q == 2.0 / 256)
    #expect(features[1].flipped == 2 && features[1].p == 1 && features[1].q == nil)
    #expect(found.study.checkpoints[0].flagged == 1 && found.study.checkpoints[0].top.count == 1)
    #expect(found.study.notes.isEmpty)
  }

  /// Pairs in families that share what their features do; of each feature it is known whether it follows the group.
  private static func simulated(seed: UInt64, families: Int, features: Int, planted: Int, tilt: Double) -> [Row] {
    var generator = SeededGenerator(seed: seed, stream: 0x9a)
    var rows: [Row] = []
    for family in 0..<families {
      // What a family's texts do to each feature, and which side it happens to favour there.
      let rates = (0..<features).map { _ in 0.2 + 0.3 * generator.uniform() }
      let tilts = (0..<features).map { _ in generator.uniform() < 0.5 ? tilt : -tilt }
      for pair in 0..<1 + generator.integer(below: 10) {
        for side in 0..<2 {
          let fires = (0..<features).filter { feature in
            var rate = rates[feature] + (side == 0 ? tilts[feature] : 0)
            if feature < planted && side == 1 { rate += 0.4 }
            return generator.uniform() < rate
          }.map { Int32($0) }
          rows.append(
            Row(pair: "p\(family).\(pair)", group: side == 0 ? "a" : "b", cluster: "k\(family)", fires: fires))
        }
      }
    }
    return rows
  }

  /// Twins of one family are alike, and a family may favour a side by chance: what a test that takes pairs for independent
  /// finds is printed beside it.
  @Test func fewFalseDiscoveriesInClusters() throws {
    var (proportion, power, flagged, naive) = (0.0, 0.0, 0, 0.0)
    let runs = 40
    for run in 0..<runs {
      let data = Self.dataset(
        Self.simulated(seed: UInt64(run), families: 30, features: 150, planted: 15, tilt: 0.2), features: 150)
      let (design, groups) = try Self.design(data)
      func flags(_ design: PairDesign) throws -> [PairRow] {
        try PairedFeatures(
          features: data.features[0], design: design, names: groups.values,
          isTested: [Bool](repeating: true, count: 150), falseDiscoveryRate: 0.05, threads: 2
        ).rows().filter { ($0.q ?? 1) <= 0.05 }
      }
      func wrong(_ rows: [PairRow]) -> Double {
        let count = rows.count { if case .feature(let feature) = $0.subject { feature >= 15 } else { false } }
        return Double(count) / Double(max(1, rows.count))
      }
      let found = try flags(design)
      flagged += found.count
      proportion += wrong(found) / Double(runs)
      power += (1 - wrong(found)) * Double(found.count) / 15 / Double(runs)
      var apart = design
      let count = design.comparisons[0].first.count
      apart.comparisons[0].clusters = RowClusters(codes: [Int32](repeating: -1, count: count))
      naive += wrong(try flags(apart)) / Double(runs)
    }
    print("twins: FDP \(proportion), power \(power), as if independent \(naive), flagged \(flagged)")
    #expect(proportion <= 0.05)
    #expect(power > 0.5)
  }

  @Test func threadsDoNotMatter() throws {
    let data = Self.dataset(
      Self.simulated(seed: 1, families: 20, features: 600, planted: 5, tilt: 0.1), features: 600)
    let (design, groups) = try Self.design(data)
    func q(_ threads: Int) throws -> [Double?] {
      try PairedFeatures(
        features: data.features[0], design: design, names: groups.values,
        isTested: [Bool](repeating: true, count: 600), falseDiscoveryRate: 0.05, threads: threads
      ).rows().map(\.q)
    }
    #expect(try q(1) == q(5))
  }
}
