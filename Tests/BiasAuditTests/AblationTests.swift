import Features
import Findings
import Statistics
import Testing

@testable import BiasAudit

@Suite struct AblationTests {
  /// Group b is mostly labelled 1. Features 0–5 follow the group, 6–15 the label, the rest nothing: a probe that leans
  /// on the first six selects more of group b whatever its label.
  private static func data(_ groups: [String] = ["a", "b"]) -> PlantedData {
    var generator = SeededGenerator(seed: 41)
    return PlantedData(
      groups: groups, labels: ["0", "1"],
      sizes: groups.count == 2 ? [[240, 80], [80, 240]] : [[240, 80], [80, 240], [80, 80]],
      features: 80, generator: &generator,
      rate: { feature, group, label in
        if feature < 6 { return group == 1 ? 0.75 : 0.15 }
        if feature < 16 { return label == 1 ? 0.4 : 0.2 }
        return 0.3
      })
  }

  private static func ablations(
    _ data: PlantedData, order: [Int]? = nil, threads: Int = 2, controls: Int = 20, positive: String? = nil,
    gapPermutations: Int = 39, doses: [Int] = [2]
  ) throws -> [AblationRow] {
    var dataset = data.dataset(order: order)
    dataset.examples.positiveClass = positive
    let folds = (order ?? Array(data.groups.indices)).map { Int32($0 % 4) }
    var ablation = AblationOptions(folds: folds, c: 0.5, controls: controls)
    (ablation.gapPermutations, ablation.leakagePermutations, ablation.doses) = (gapPermutations, 1, doses)
    return try BiasAudit.study(
      dataset, attributes: ["target"], options: BiasOptions(permutations: 0, seed: 5, threads: threads),
      ablation: ablation
    ).0.ablations
  }

  private func row(
    _ rows: [AblationRow], _ method: AblationMethod, _ kind: AblationKind?, _ input: AblationInput = .binarized,
    dose: Int? = nil
  ) throws -> AblationRow {
    try #require(rows.first { $0.method == method && $0.kind == kind && $0.input == input && $0.dose == dose })
  }

  @Test func droppingWhatStandsForTheGroupClosesThePlantedGap() throws {
    let rows = try Self.ablations(Self.data(), gapPermutations: 199, doses: [1, 2, 5])
    #expect(Set(rows.map(\.set)).count == rows.count)
    for input in AblationInput.allCases {
      let base = try row(rows, .none, nil, input)
      #expect(base.features == 80 && base.aurocChange == 0 && base.gapClosed == 0)
      #expect(try #require(base.fprGap) + #require(base.tprGap) > 0.4)
      #expect(try #require(base.gapP) < 0.01)
      for method in [AblationMethod.zero, .mean, .drop] {
        let flagged = try row(rows, method, .flagged, input)
        let control = try row(rows, method, .control, input)
        #expect(flagged.features >= 6 && flagged.features <= 8 && control.features == flagged.features)
        #expect(control.controls == 20)
        // Random sets close nothing that is settled, and the flagged set closes more than one of them.
        let range = try #require(control.gapClosedRange)
        #expect(range.low < 0 && range.high > 0)
        let versus = try #require(flagged.versusControls)
        #expect(try #require(versus.low) > 0 && #require(versus.high) > versus.value)
        #expect(
          abs(versus.value - (try #require(flagged.gapClosed) - #require(control.gapClosed))) < 1e-12)
      }
      let dropped = try row(rows, .drop, .flagged, input)
      // What is left is what chance makes, and the share that is closed says so.
      #expect(try #require(dropped.gapClosedRange).low > 0.6 && #require(dropped.gapClosedRange).high > 1)
      #expect(abs(try #require(dropped.gapClosed) - 1) < 0.25)
      #expect(try #require(dropped.gapP) > 0.05 && #require(dropped.gapNull) > 0.03)
      // The group follows from the features within the label, and from nothing else once they are gone.
      #expect(try #require(base.leakageRange).low > 0.85)
      #expect(abs(try #require(base.leakageNull) - 0.5) < 0.1)
      let left = try #require(dropped.leakageRange)
      #expect(abs(try #require(dropped.leakageAUROC) - 0.5) < 0.12 && left.low < left.high)
      #expect(try #require(dropped.aurocChange) < 0 && #require(dropped.auroc) > 0.6)
      let price = try #require(dropped.gapClosedPerPoint) * -100 * #require(dropped.aurocChange)
      #expect(abs(price - (try #require(dropped.gapClosed))) < 1e-9)
      // More of them close more, and hide more of the group.
      let doses = try [1, 2, 5].map { try row(rows, .drop, .flagged, input, dose: $0) } + [dropped]
      let leakages = doses.compactMap(\.leakageAUROC)
      #expect(leakages.count == 4 && zip(leakages, leakages.dropFirst()).allSatisfy { $0 > $1 })
      #expect(try #require(doses[0].gapClosed) < #require(dropped.gapClosed))
      for dose in [1, 2, 5] {
        let (own, control) = (
          try row(rows, .drop, .flagged, input, dose: dose), try row(rows, .drop, .control, input, dose: dose)
        )
        #expect(control.features == dose && control.controls == 20)
        let range = try #require(control.gapClosedRange)
        #expect(range.low < 0 && range.high > 0, "as many others close nothing that is settled")
        let versus = try #require(own.versusControls)
        #expect(abs(versus.value - (try #require(own.gapClosed) - #require(control.gapClosed))) < 1e-12)
        #expect(try #require(versus.low) < versus.value && #require(versus.high) > versus.value)
        #expect(try #require(own.aurocVersusControls?.low) <= #require(own.aurocVersusControls?.high))
      }
      #expect(try #require(doses[2].versusControls?.low) > 0)
    }
    // Planted values are all the same, so that both inputs hold the same: what they leak does not differ.
    let difference = try #require(try row(rows, .none, nil, .continuous).leakageVersusBinarized)
    #expect(try #require(difference.low) <= 0.02 && #require(difference.high) >= -0.02)
  }

  @Test func theOtherClassSwapsTheGaps() throws {
    let last = try Self.ablations(Self.data(), controls: 2)
    let first = try Self.ablations(Self.data(), controls: 2, positive: "0")
    #expect(first.count == last.count && first.count > 1)
    for (a, b) in zip(first, last) {
      #expect(abs(try #require(a.tprGap) - #require(b.fprGap)) < 1e-9)
      #expect(abs(try #require(a.fprGap) - #require(b.tprGap)) < 1e-9)
      #expect(abs(try #require(a.auroc) - #require(b.auroc)) < 1e-9)
    }
  }

  @Test func threadsDoNotMatter() throws {
    let one = try Self.ablations(Self.data(["a", "b", "c"]), threads: 1, controls: 2)
    let many = try Self.ablations(Self.data(["a", "b", "c"]), threads: 6, controls: 2)
    #expect(one.count > 2)
    #expect(AblationRow.csv(one) == AblationRow.csv(many))
  }

  @Test func theOrderOfRowsDoesNotMatter() throws {
    let data = Self.data()
    var generator = SeededGenerator(seed: 3)
    var order = Array(data.groups.indices)
    generator.shuffle(&order)
    func rows(_ dataset: EncodedDataset, _ folds: [Int32]) throws -> [AblationRow] {
      try BiasAudit.study(
        dataset, attributes: ["target"], options: BiasOptions(permutations: 0, seed: 5, threads: 2),
        ablation: AblationOptions(folds: folds, c: 0.5, controls: 2)
      ).0.ablations
    }
    let a = try rows(data.dataset(), data.groups.indices.map { Int32($0 % 4) })
    let b = try rows(data.dataset(order: order), order.map { Int32($0 % 4) })
    #expect(AblationRow.csv(a) == AblationRow.csv(b))
  }

  @Test func nothingFlaggedNothingTakenAway() throws {
    var generator = SeededGenerator(seed: 42)
    let rows = try Self.ablations(
      PlantedData(
        groups: ["a", "b"], labels: ["0", "1"], sizes: [[60, 60], [60, 60]], features: 20, generator: &generator,
        rate: { _, _, label in 0.2 + 0.2 * Double(label) }))
    #expect(rows.map(\.method) == [.none, .none] && rows.map(\.input) == [.binarized, .continuous])
    let leakage = try #require(rows[0].leakageRange)
    #expect(leakage.low < 0.56 && leakage.high > 0.44)
  }

  /// Whole clusters are drawn: with few of them nothing is said of how far estimates may be off.
  @Test func fewClustersHaveNoInterval() throws {
    var data = Self.data()
    data.clusters = data.groups.indices.map { "c\($0 % 5)" }
    let rows = try Self.ablations(data, controls: 2)
    #expect(!rows.isEmpty && rows.allSatisfy { $0.gapClosedRange == nil && $0.leakageRange == nil })
    #expect(rows.allSatisfy { $0.gapClosed == nil && $0.gapP == nil && $0.aurocChangeRange == nil })
  }

  @Test(arguments: 0..<30) func controlsAreMatched(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let weights = (0..<300).map { _ in generator.uniform() - 0.5 }
    let counts = (0..<300).map { _ in generator.integer(below: 200) }
    let flagged = generator.sample(40, of: 300)
    let controls = MatchedControls(flagged: flagged, weights: weights, counts: counts)
    for _ in 0..<5 {
      let set = controls.draw(&generator)
      #expect(set.count == 40 && Set(set).count == 40 && Set(set).isDisjoint(with: flagged))
      #expect(set.allSatisfy { counts[$0] > 0 })
      func bins(_ features: [Int]) -> [Int] { features.map { MatchedControls.bin(max(1, counts[$0])) }.sorted() }
      // Never far: bins run out only where few features are as dense.
      #expect(zip(bins(set), bins(flagged)).allSatisfy { abs($0 - $1) <= 2 })
      // And so does every dose, feature by feature.
      #expect(
        zip(set, flagged).prefix(10).allSatisfy {
          abs(MatchedControls.bin(max(1, counts[$0])) - MatchedControls.bin(max(1, counts[$1]))) <= 2
        })
    }
  }

  @Test func controlsHaveTheWeightsOfWhatTheyStandFor() {
    let weights = (0..<200).map { Double($0 % 50) / 50 }
    let counts = (0..<200).map { $0 < 100 ? 10 : 100 }
    let controls = MatchedControls(flagged: [5, 130], weights: weights, counts: counts)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<50 {
      let set = controls.draw(&generator)
      #expect(set.count == 2 && set[0] < 100 && set[1] >= 100)
      #expect(abs(weights[set[0]] - weights[5]) <= 0.25 && abs(weights[set[1]] - weights[130]) <= 0.25)
      #expect(!set.contains(5) && !set.contains(130))
    }
  }

  /// Weights stand for rows that are there several times.
  @Test func weightedAreasAreThoseOfRepeatedRows() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<50 {
      let scores = (0..<30).map { _ in Double(generator.integer(below: 8)) }
      let isPositive = (0..<30).map { _ in generator.integer(below: 2) == 1 }
      let weights = (0..<30).map { _ in Int32(generator.integer(below: 4)) }
      let repeated = scores.indices.flatMap { [Int](repeating: $0, count: Int(weights[$0])) }
      let expected = AUROC.score(repeated.map { scores[$0] }, positives: repeated.map { isPositive[$0] })
      let found = WeightedAUROC(scores: scores, rows: Array(0..<30), isPositive: { isPositive[$0] }).value(weights)
      #expect(abs(found.area - expected) < 1e-12 && found.rows == Double(repeated.count))
    }
  }

  @Test func theExportHoldsWhatIsLeft() throws {
    let dataset = Self.data().dataset()
    let tables = try BiasAudit.study(
      dataset, attributes: ["target"], options: BiasOptions(permutations: 0, seed: 5, threads: 2)
    ).1
    let export = try BiasAudit.remedy(
      dataset, attributes: ["target"], without: tables, c: 0.5,
      options: BiasOptions(permutations: 0, seed: 5, threads: 2))
    #expect(Set(export.dropped.map(\.feature)).isSuperset(of: 0..<6))
    #expect(zip(export.dropped, export.dropped.dropFirst()).allSatisfy { $0.difference >= $1.difference })
    let libraries = try #require(export.libraries.first).libraries.libraries
    #expect(libraries.map(\.threshold) == [0, nil])
    for library in libraries {
      #expect(Set(library.features.map { Int($0.feature) }).isDisjoint(with: export.dropped.map(\.feature)))
      #expect(library.features.count == 80 - export.dropped.count && library.exampleCount == 640)
    }
  }
}
