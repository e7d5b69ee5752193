import Findings
import Statistics
import Testing

@testable import BiasAudit

@Suite struct AblationTests {
  /// Group b is mostly labelled 1. Features 0–5 follow the group, 6–15 the label, the rest nothing: a probe that leans
  /// on the first six selects more of group b whatever its label.
  private func data() -> PlantedData {
    var generator = SeededGenerator(seed: 41)
    return PlantedData(
      groups: ["a", "b"], labels: ["0", "1"], sizes: [[240, 80], [80, 240]], features: 80, generator: &generator,
      rate: { feature, group, label in
        if feature < 6 { return group == 1 ? 0.75 : 0.15 }
        if feature < 16 { return label == 1 ? 0.4 : 0.2 }
        return 0.3
      })
  }

  private func ablations(
    _ data: PlantedData, threads: Int = 2, controls: Int = 8, positive: String? = nil
  ) throws -> [AblationRow] {
    var dataset = data.dataset()
    dataset.examples.positiveClass = positive
    let folds = data.groups.indices.map { Int32($0 % 4) }
    return try BiasAudit.study(
      dataset, attributes: ["target"], options: BiasOptions(permutations: 0, seed: 5, threads: threads),
      ablation: AblationOptions(folds: folds, c: 0.5, zeroedControls: controls, refittedControls: 3)
    ).0.ablations
  }

  @Test func removingProxiesClosesTheGap() throws {
    let rows = try ablations(data())
    #expect(
      rows.map(\.set) == [
        "sae: all features", "sae: flagged zeroed", "sae: flagged dropped, fitted anew",
        "sae: random zeroed, mean of 8", "sae: random dropped, mean of 3",
      ])
    try #require(rows.count == 5)
    #expect(rows[0].features == 80 && rows[0].aurocChange == 0 && rows[0].gapClosed == 0)
    #expect(rows[1].features >= 6 && rows[1].features <= 8)
    let base = try #require(rows[0].fprGap) + #require(rows[0].tprGap)
    #expect(base > 0.4)
    // Dropping the six closes most of the gap, dropping matched others does not.
    #expect(try #require(rows[2].gapClosed) > 0.6)
    #expect(try #require(rows[4].gapClosed) < 0.3)
    #expect(try #require(rows[1].gapClosed) > #require(rows[3].gapClosed) + 0.3)
    // The group follows from the features within the label, and from nothing else once they are gone.
    #expect(try #require(rows[0].leakageAUROC) > 0.9)
    #expect(abs(try #require(rows[2].leakageAUROC) - 0.5) < 0.12)
    #expect(try #require(rows[2].aurocChange) < 0 && #require(rows[2].auroc) > 0.6)
  }

  @Test func theOtherClassSwapsTheGaps() throws {
    let last = try ablations(data(), controls: 2)
    let first = try ablations(data(), controls: 2, positive: "0")
    #expect(first.count == last.count && first.count > 1)
    for (a, b) in zip(first, last) {
      #expect(abs(try #require(a.tprGap) - #require(b.fprGap)) < 1e-9)
      #expect(abs(try #require(a.fprGap) - #require(b.tprGap)) < 1e-9)
      #expect(abs(try #require(a.auroc) - #require(b.auroc)) < 1e-9)
    }
  }

  @Test func threadsDoNotMatter() throws {
    let one = try ablations(data(), threads: 1, controls: 3)
    let many = try ablations(data(), threads: 6, controls: 3)
    #expect(one.map(\.auroc) == many.map(\.auroc) && one.map(\.gapClosed) == many.map(\.gapClosed))
    #expect(one.map(\.leakageAUROC) == many.map(\.leakageAUROC))
  }

  @Test func nothingFlaggedNothingAblated() throws {
    var generator = SeededGenerator(seed: 42)
    let rows = try ablations(
      PlantedData(
        groups: ["a", "b"], labels: ["0", "1"], sizes: [[60, 60], [60, 60]], features: 20, generator: &generator,
        rate: { _, _, label in 0.2 + 0.2 * Double(label) }))
    #expect(rows.isEmpty)
  }

  @Test func controlsAreMatched() {
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
}
