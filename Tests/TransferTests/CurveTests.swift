import Classifiers
import Datasets
import Features
import Findings
import LinearAlgebra
import Statistics
import Testing

@testable import Transfer

/// Few-shot curves, joint training, and training on all datasets but one.
@Suite struct CurveTests {
  private let strength = [0.5, 0.5, -0.5, 0.4, -0.4]

  private var options: TransferOptions {
    TransferOptions(c: [0.1, 1], folds: 4, permutations: 2, seed: 3, threads: 2)
  }

  private func side(_ id: String, _ count: Int, seed: UInt64, sign: Double = 1, copies: Int = 1) -> EncodedDataset {
    PlantedPair.side(id, count: count, strength: strength.map { $0 * sign }, seed: seed, copies: copies)
  }

  private func curve(_ finding: TransferFinding, _ arm: String = "continuous sae max") -> [TransferCurvePoint] {
    finding.curve.filter { $0.arm.name == arm }
  }

  @Test func anAlikeDatasetHelpsUntilThereAreExamplesEnough() throws {
    let finding = try TransferStudy.run(train: side("a", 400, seed: 1), test: side("b", 400, seed: 2), options: options)
      .0
    // One arm of each kind, each with all numbers.
    #expect(Set(finding.curve.map(\.arm.name)).count == 3 && Set(finding.joint.map(\.arm.name)).count == 3)
    let points = curve(finding)
    #expect(points.map(\.labels) == [0, 8, 16, 32, 64, 128, 256, 300])
    #expect(points.map(\.isAll) == [false, false, false, false, false, false, false, true])
    #expect(points[0].alone == nil && points[0].draws == 1 && points[1].draws == 4 && points[7].draws == 1)
    #expect(points.allSatisfy { $0.trainCount == 400 && Double($0.labels) == $0.targetCount })
    let first = points[1]
    #expect(try #require(first.gain?.low) > 0 && #require(first.alone).value < first.score.value - 0.1)
    // Alone, more examples do better, and in the end as well as can be.
    let alone = points.compactMap { $0.alone?.value }
    #expect(alone[0] < alone[3] && alone[3] < alone[6] && alone[6] == points[7].ceiling)
    let ceiling = try #require(
      finding.rows.first { $0.arm == first.arm && $0.metric == "auroc" }?.ceiling)
    #expect(ceiling == points[7].ceiling)
    #expect(abs(try #require(points[7].gain).value) < 0.03)
    // Trained on both: at least as good as alone, on either.
    #expect(finding.joint.map(\.testedOn) == ["a", "b", "a", "b", "a", "b"])
    for row in finding.joint {
      #expect(row.score.value > row.ceiling - 0.02 && row.trainCount == 300 && row.testCount == 300)
    }
  }

  @Test func aReversedDatasetDoesHarm() throws {
    let finding = try TransferStudy.run(
      train: side("a", 400, seed: 3), test: side("b", 200, seed: 4, sign: -1), options: options
    ).0
    let points = curve(finding)
    #expect(points[0].score.value < 0.3 && points.last?.gain?.high ?? 1 < 0)
    #expect(finding.joint.contains { $0.testedOn == "b" && $0.difference?.high ?? 1 < 0 })
  }

  /// Draws are nested, hold every class in its share, and leave the fold that is tested alone; clusters are whole.
  @Test(arguments: [1, 4]) func draws(_ copies: Int) {
    let dataset = PlantedPair.side(
      "a", count: 240, classes: ["x", "y", "z"], strength: strength, seed: 5, copies: copies)
    let side = TransferSide(dataset, place: 0, common: ["x", "y", "z"], options: options)
    let draws = FewShotDraws(side, FewShotPlan(cap: 1000, draws: 3), seed: 7)
    #expect(draws.sizes == [8, 16, 32, 64, 128] && draws.pool == side.rows)
    for (fold, own) in draws.rows.enumerated() {
      #expect(own[0][1] != own[1][1])
      for nested in own {
        for (size, rows) in zip(draws.sizes, nested) {
          #expect(abs(rows.count - size) <= copies * 2 && side.hasAllClasses(rows))
          #expect(Set(rows).isDisjoint(with: side.folds[fold]) && rows == rows.sorted())
          if copies > 1 { #expect(Dictionary(grouping: rows) { $0 / copies }.values.allSatisfy { $0.count == copies }) }
          if copies == 1, size >= 32 {
            for label in 0..<Int32(3) {
              let share = Double(rows.count { side.labels[$0] == label }) / Double(rows.count)
              let whole = Double(draws.all[fold].count { side.labels[$0] == label }) / Double(draws.all[fold].count)
              #expect(abs(share - whole) < 0.05)
            }
          }
        }
        #expect(zip(nested, nested.dropFirst()).allSatisfy { Set($0).isSubset(of: $1) })
      }
    }
  }

  /// With clusters of 16, one of each class is 48 examples: nobody is told that 8 were enough.
  @Test func numbersThatDrawTheSameAreOne() {
    let dataset = PlantedPair.side(
      "a", count: 240, classes: ["x", "y", "z"], strength: strength, seed: 5, copies: 16)
    let side = TransferSide(dataset, place: 0, common: ["x", "y", "z"], options: options)
    let draws = FewShotDraws(side, FewShotPlan(cap: 1000, draws: 3), seed: 7)
    #expect(draws.sizes == [32, 64, 128])
    #expect(draws.rows.joined().allSatisfy { $0.map(\.count) == [48, 64, 128] })
  }

  /// Many pairs of large datasets get less, and never nothing.
  @Test func workIsBounded() {
    let small = FewShotPlan.chosen([(400, 400)], folds: 5)
    #expect(small.cap >= 400 && small.draws == 4)
    let large = FewShotPlan.chosen([(train: Int, test: Int)](repeating: (2000, 2000), count: 90), folds: 5)
    #expect(large.cap < 2000 && large.draws >= 2)
  }

  @Test func threadsDoNotMatter() throws {
    let (train, test) = (side("a", 120, seed: 8), side("b", 100, seed: 9))
    var one = options
    one.threads = 1
    let (a, b) = (
      try TransferStudy.run(train: train, test: test, options: one).0,
      try TransferStudy.run(train: train, test: test, options: options).0
    )
    #expect(a.curve.map(\.score) == b.curve.map(\.score) && a.curve.map(\.gain) == b.curve.map(\.gain))
    #expect(a.joint.map(\.difference) == b.joint.map(\.difference) && !a.curve.isEmpty)
  }

  /// Each dataset is left out once; what is trained on is that of its pairs together.
  @Test func allButOne() throws {
    let datasets = [side("a", 120, seed: 11), side("b", 160, seed: 12), side("c", 200, seed: 13)]
    let pairs = ["a", "b", "c"].flatMap { train in
      ["a", "b", "c"].filter { $0 != train }.map { TransferPair(train: train, test: $0) }
    }
    let found = try TransferStudy.all(datasets, pairs: pairs, options: options).leftOut
    #expect(found.map(\.train) == ["b + c", "a + c", "a + b"] && found.map(\.test) == ["a", "b", "c"])
    for (finding, count) in zip(found, [360.0, 320, 280]) {
      let lead = try #require(finding.lead.map { finding.rows[$0] })
      #expect(lead.trainCount == count && lead.metric == "auroc" && lead.floor == 0.5 && lead.score > 0.75)
      #expect(lead.low ?? 1 < lead.score && lead.score < lead.high ?? 0 && lead.ratio != nil)
      #expect(lead.matchedCount == lead.ceilingCount && finding.rows.count == 3)
    }
    // One pair alone leaves nothing out.
    #expect(try TransferStudy.all(datasets, pairs: Array(pairs.prefix(1)), options: options).leftOut.isEmpty)
  }

  /// Where rows have to be left aside anyway, score and ceiling come to be of equal size.
  @Test func aUnionIsAsLargeAsWhatItIsComparedWith() throws {
    #expect(TrainingUnion.largest(unions: 6, rows: 2001, inside: 1600) == 1600)
    #expect(TrainingUnion.largest(unions: 3, rows: 3001, inside: 1600) == 1600)
    // None has to be left aside.
    #expect(TrainingUnion.largest(unions: 6, rows: 2000, inside: 1600) == 2000)
    #expect(TrainingUnion.largest(unions: 3, rows: 3000, inside: 1600) == 3000)
    for (unions, inside) in [(6, 2001), (6, 999), (3, 1499), (3, 3001)] {
      #expect(TrainingUnion.largest(unions: unions, rows: 10_000, inside: inside) == (unions == 3 ? 3000 : 2000))
    }
    let parts = (0..<3).map { place in
      let data = side("\(place)", 60, seed: UInt64(20 + place))
      return TransferSide(data, place: place, common: data.examples.classes, options: options)
    }
    let union = TrainingUnion(parts, largest: 101, place: 3, options: options)
    #expect(union.side.rows.count == 101 && union.units.map(\.count) == [34, 34, 33])
  }

  /// Examples that the left-out dataset shares with one of the others are kept apart.
  @Test func allButOneIsKeptApart() throws {
    var datasets = [side("a", 120, seed: 11), side("b", 160, seed: 12), side("c", 200, seed: 13)]
    datasets[2].examples.ids = (0..<200).map { $0 < 60 ? "a\($0)" : "c\($0)" }
    let pairs = ["a", "b"].map { TransferPair(train: $0, test: "c") }
    let finding = try #require(TransferStudy.all(datasets, pairs: pairs, options: options).leftOut.first)
    let row = try #require(finding.rows.first)
    #expect(row.trainCount ?? 0 > 220 && row.trainCount ?? 999 < 280)
    for use in finding.uses where !use.isTest && use.id.hasPrefix("a/a") {
      let other = finding.uses.first { $0.isTest && "a/\($0.id)" == use.id }
      if let fold = other?.fold { #expect(!use.trains.contains(fold)) }
    }
  }
}
