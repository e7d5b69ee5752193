import Findings
import Statistics
import Testing

@testable import Probing

/// The best of several arms, chosen where the test rows are not seen.
@Suite struct DerivedArmTests {
  private func arm(_ representation: String, _ checkpoint: String? = nil, top: Int? = nil, rate: Double = 1) -> ArmKey {
    let hasPooling = !["tf-idf", "majority"].contains(representation)
    return ArmKey.madeUp(
      representation, checkpoint, hasPooling ? "max" : nil,
      threshold: representation == "binarized" ? .fixed(0) : nil, top: top
    ).at(rate: rate)
  }

  /// Two arms of features that lead in turn, two of hidden states of which the second always does, and arms that have no
  /// part in either, though their inner losses are the least.
  private func runs(rate: Double = 1) -> [ArmRun] {
    func run(_ arm: ArmKey, _ mean: Double, _ seed: UInt64, _ loss: (Int) -> Double?) -> ArmRun {
      let losses = (0..<15).map(loss)
      var run = MadeUpRuns.run(arm, scores: MadeUpRuns.scores(mean, seed: seed))
      for index in run.rows.indices { run.rows[index].innerLoss = losses[index] }
      return run
    }
    return [
      run(arm("majority", rate: rate), 0.5, 1) { _ in nil },
      run(arm("tf-idf", rate: rate), 0.9, 2) { _ in 0.01 },
      run(arm("hidden", rate: rate), 0.7, 3) { _ in 0.6 },
      run(arm("pca", rate: rate), 0.72, 4) { _ in 0.5 },
      run(arm("continuous", "s", rate: rate), 0.8, 5) { $0 % 3 == 0 ? 0.3 : 0.5 },
      run(arm("binarized", "w", rate: rate), 0.78, 6) { _ in 0.4 },
      run(arm("random-dictionary", "s", rate: rate), 0.9, 7) { _ in 0.01 },
      run(arm("random-features", "s", rate: rate), 0.9, 8) { _ in 0.01 },
      run(arm("permuted-labels", "s", rate: rate), 0.9, 9) { _ in 0.01 },
    ]
  }

  @Test func everySplitHasTheRowOfTheArmThatLeadsInside() throws {
    let runs = runs()
    let derived = DerivedArms.all(runs)
    #expect(derived.map(\.arm.name) == ["best features", "best hidden"])
    #expect(derived.map(\.arm.key.representation.name) == ["best-features", "best-hidden"])
    for split in 0..<15 {
      let chosen = runs[split % 3 == 0 ? 4 : 5]
      let row = derived[0].rows[split]
      #expect(row.metrics == chosen.rows[split].metrics && row.chosenArm == (split % 3 == 0 ? 4 : 5))
      #expect((row.repeatIndex, row.fold, row.featureCount) == (split / 5, split % 5, 10 + split))
    }
    #expect(derived[0].arm.chosenFrom == [ArmChoice(arm: 5, count: 10), ArmChoice(arm: 4, count: 5)])
    #expect(
      derived[1].arm.chosenFrom == [ArmChoice(arm: 3, count: 15), ArmChoice(arm: 2, count: 0)])
    #expect(derived[1].rows.map(\.metrics) == runs[3].rows.map(\.metrics))
    let auroc = try #require(derived[0].arm.metric("auroc"))
    let mean = derived[0].rows.compactMap { $0.metrics[2] }.reduce(0, +) / 15
    #expect(abs(try #require(auroc.mean) - mean) < 1e-12)
    #expect(derived[0].arm.weights.isEmpty && derived[0].arm.cost == nil && derived[0].arm.key.checkpoint == nil)
  }

  /// What leads outside has no say: the best score of twenty arms of noise stays at chance.
  @Test func theScoreThatChoosesIsNotTheScoreReported() throws {
    var generator = SeededGenerator(seed: 3)
    var sums = (best: 0.0, largest: 0.0)
    for _ in 0..<60 {
      let runs = (0..<20).map { index in
        MadeUpRuns.run(
          arm("top-n", "s", top: index + 1), scores: (0..<15).map { _ in 0.5 + 0.05 * generator.normal() },
          losses: (0..<15).map { _ in 0.7 + 0.01 * generator.normal() })
      }
      sums.best += try #require(DerivedArms.all(runs).first?.arm.metric("auroc")?.mean) / 60
      sums.largest += try #require(runs.map(mean).max()) / 60
    }
    // A mean of 900 scores has a standard error of .0017; the largest of twenty means of fifteen lies at .524.
    #expect(abs(sums.best - 0.5) < 0.006)
    #expect(sums.largest > 0.515)
  }

  private func mean(_ run: ArmRun) -> Double { run.rows.compactMap { $0.metrics[2] }.reduce(0, +) / 15 }

  @Test func nothingIsDerivedWithoutInnerLosses() {
    var runs = runs()
    for index in runs.indices { for row in runs[index].rows.indices { runs[index].rows[row].innerLoss = nil } }
    #expect(DerivedArms.all(runs).isEmpty)
    // One split of one arm without is enough: the others would be the best of what happens to be known.
    runs = self.runs()
    runs[4].rows[7].innerLoss = nil
    #expect(DerivedArms.all(runs).map(\.arm.name) == ["best hidden"])
    runs = self.runs()
    runs[3].rows[0].innerLoss = .infinity
    #expect(DerivedArms.all(runs).map(\.arm.name) == ["best features"])
    // One arm of each kind is no choice.
    #expect(DerivedArms.all([self.runs()[2], self.runs()[4]]).isEmpty)
  }

  @Test func theBestAreComparedAtEqualFooting() throws {
    let runs = runs()
    let rows = NamedComparison.all(runs + DerivedArms.all(runs), margin: 0.01).filter { $0.metric == "auroc" }
    func row(_ a: String, _ b: String) -> NamedComparison? { rows.first { $0.a == a && $0.b == b } }
    #expect(try #require(row("best features", "best hidden")).family == "headline")
    #expect(try #require(row("best features", "hidden layer 1 max")).family == "headline")
    #expect(try #require(row("best features", "majority")).family == "majority")
    #expect(row("best hidden", "best features") == nil && row("best features", "pca layer 1 max") == nil)
    // Pairs of the lead with what belongs to it: the values are of another checkpoint.
    #expect(
      rows.filter { $0.family == "headline" }.map { "\($0.a) − \($0.b)" } == [
        "binarized w max >0 − tf-idf", "binarized w max >0 − hidden layer 1 max",
        "best features − hidden layer 1 max", "best features − best hidden",
      ])
    // Always the same arm: the same under another name.
    #expect(row("best hidden", "majority")?.sameAs == "pca layer 1 max − majority")
  }

  @Test func everyTrainingRateHasItsOwn() {
    let derived = DerivedArms.all(runs() + runs(rate: 0.5))
    #expect(
      derived.map(\.arm.name) == ["best features", "best hidden", "best features rate 0.5", "best hidden rate 0.5"])
    let all = runs() + runs(rate: 0.5) + derived
    let pairs = ArmPairs(all.map(\.arm.key))
    for pair in pairs.all { #expect(pairs.arms[pair.a].trainingRate == pairs.arms[pair.b].trainingRate) }
  }
}
