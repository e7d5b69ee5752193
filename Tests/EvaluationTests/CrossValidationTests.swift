import Classifiers
import LinearAlgebra
import Statistics
import Testing

@testable import Evaluation

/// Cross-validation of the rows of one dataset.
@Suite struct CrossValidationTests {
  /// Two numbers per row, of which the first tells the class.
  private static func data(_ count: Int, strength: Double) -> (matrix: ExampleMatrix, labels: [Int32]) {
    var generator = SeededGenerator(seed: 5)
    let labels = (0..<count).map { Int32($0 % 2) }
    let values = labels.flatMap { label in
      [Float(strength * Double(label) + generator.normal()), Float(generator.normal())]
    }
    return (.dense(values, rows: count, dimension: 2), labels)
  }

  private func validation(_ labels: [Int32], clusters: [Int32]? = nil, candidates: [Double] = [0.01, 1])
    -> CrossValidation
  {
    CrossValidation(
      labels: labels, rows: Array(labels.indices), classCount: 2, clusters: clusters, candidates: candidates, folds: 5,
      seed: 1, stream: (7, 1))
  }

  /// With one value of C there is nothing to choose: every row has the probability of a fit without its fold.
  @Test func predictionsAreThoseOfFitsWithoutTheFold() throws {
    let (matrix, labels) = Self.data(60, strength: 2)
    let own = validation(labels, candidates: [1])
    let found = try #require(try own.outOfFold(matrix))
    var generator = SeededGenerator(seed: 1, stream: 7, 1, 1)
    let folds = FoldAssignment.stratified(labels: labels, rows: Array(0..<60), folds: 5, using: &generator)
    for fold in 0..<Int32(5) {
      let training = (0..<60).filter { folds[$0] != fold }
      let test = (0..<60).filter { folds[$0] == fold }
      let fit = try LogisticRegression(matrix, labels: labels).fit(
        [], whole: TrainingSet(rows: training, scored: test), candidates: [1], threads: 1
      ).whole[0]
      let expected = fit.probabilities(classCount: 2)
      for (place, row) in test.enumerated() {
        #expect(abs(found[2 * row] - expected[2 * place]) < 1e-6)
        #expect(abs(found[2 * row] + found[2 * row + 1] - 1) < 1e-12)
      }
    }
  }

  /// Copies of a row are never trained on when it is tested: labels that follow nothing but the cluster cannot be told.
  @Test func clustersStayWhole() throws {
    var generator = SeededGenerator(seed: 3)
    let clusters = (0..<200).map { Int32($0 / 5) }
    let labels = clusters.map { Int32(($0 / 2 + $0) % 2) }
    let means = (0..<40).map { _ in [generator.normal(), generator.normal(), generator.normal()] }
    let values = clusters.flatMap { means[Int($0)].map { Float($0) } }
    let matrix = ExampleMatrix.dense(values, rows: 200, dimension: 3)
    let found = try #require(try validation(labels, clusters: clusters).outOfFold(matrix))
    let area = AUROC.score(labels.indices.map { found[2 * $0 + 1] }, positives: labels.map { $0 == 1 })
    #expect(area < 0.75, "not learnt from copies of the row itself")
  }

  /// Where features tell nothing, the strongest penalty has the least loss outside; where they tell all, a weak one.
  @Test func theInnerFoldsChooseC() throws {
    let nothing = Self.data(80, strength: 0)
    #expect(try validation(nothing.labels, candidates: [1e-4, 100]).chooseAndFit(nothing.matrix).c == 0)
    let all = Self.data(80, strength: 6)
    #expect(try validation(all.labels, candidates: [1e-4, 100]).chooseAndFit(all.matrix).c == 1)
  }

  @Test func whatIsNotTaughtIsNotDecided() throws {
    let (matrix, _) = Self.data(20, strength: 1)
    let labels = (0..<20).map { Int32($0 == 3 ? 1 : 0) }
    #expect(try validation(labels).outOfFold(matrix) == nil)
  }
}
