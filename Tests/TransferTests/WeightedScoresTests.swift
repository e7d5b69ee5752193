import Statistics
import Testing

@testable import Transfer

@Suite struct WeightedScoresTests {
  /// With weights the scores are those of a dataset in which every example stands as often as its weight says.
  @Test func weightsAreCopies() {
    for classes in [2, 4] {
      var generator = SeededGenerator(seed: UInt64(classes))
      let count = 60
      let truth = (0..<count).map { _ in Int32(generator.integer(below: classes)) }
      // Rounded, so that there are ties.
      let probabilities = (0..<count * classes).map { _ in (generator.uniform() * 8).rounded() / 8 }
      let scores = WeightedScores(probabilities: probabilities, truth: truth, classCount: classes)
      check(scores.scores(), Array(0..<count), truth, probabilities, classes)
      let rows = (0..<count).map { _ in generator.integer(below: count) }
      var weights = [Int32](repeating: 0, count: count)
      for row in rows { weights[row] += 1 }
      check(scores.scores(weights: weights), rows, truth, probabilities, classes)
    }
  }

  private func check(_ scores: [Double], _ rows: [Int], _ truth: [Int32], _ probabilities: [Double], _ classes: Int) {
    let labels = rows.map { truth[$0] }
    let own = rows.flatMap { probabilities[$0 * classes..<($0 + 1) * classes] }
    let decisions = rows.indices.map { row in
      let slice = Array(own[row * classes..<(row + 1) * classes])
      return Int32(slice.firstIndex(of: slice.max() ?? 0) ?? 0)
    }
    #expect(abs(scores[0] - macroF1(predicted: decisions, truth: labels, classes: classes)) < 1e-12)
    #expect(abs(scores[1] - accuracy(predicted: decisions, truth: labels)) < 1e-12)
    let auroc =
      classes == 2
      ? AUROC.score(rows.indices.map { own[2 * $0 + 1] }, positives: labels.map { $0 == 1 })
      : AUROC.macroOneVersusRest(probabilities: own, labels: labels, classes: classes)
    #expect(abs(scores[2] - auroc) < 1e-12)
  }

  @Test func oneClassHasNoArea() {
    let scores = WeightedScores(probabilities: [0.2, 0.8, 0.6, 0.4], truth: [1, 1], classCount: 2).scores()
    #expect(scores[2].isNaN && scores[1] == 0.5)
  }
}
