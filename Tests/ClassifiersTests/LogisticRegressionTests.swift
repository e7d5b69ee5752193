import LinearAlgebra
import Testing

@testable import Classifiers

@Suite struct LogisticRegressionTests {
  @Test func fixturesArePresent() { #expect(LogisticFixtures.all.count == 5) }

  @Test(arguments: LogisticFixtures.all, [LogisticRegression.Method.sampleSpace, .primal, .sparsePrimal])
  func reachesTheOptimumOfScikitLearn(_ fixture: LogisticFixtures.Case, _ method: LogisticRegression.Method) throws {
    for examples in [fixture.dense, .sparse(fixture.sparse)] {
      let model = LogisticRegression(examples, labels: fixture.labels, method: method)
      let result = try model.fit([fixture.trainingSet], candidates: fixture.fits.map(\.c), threads: 1)
      for (fit, expected) in zip(result.sets[0], fixture.fits) {
        #expect(fit.isConverged)
        #expect(abs(fit.objective - expected.objective) <= 1e-8 * expected.objective)
        let probabilities = fit.probabilities(classCount: fixture.classes)
        let worst = zip(probabilities, expected.probabilities).map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 1e-5, "C \(expected.c): \(worst) after \(fit.iterations) iterations")
      }
    }
  }

  /// A feature that fires in rows left out only has no weight at all, whatever the solution on all rows says: a trace of it
  /// would order rows that must tie, by their own labels.
  @Test(arguments: [LogisticRegression.Method.sampleSpace, .primal, .sparsePrimal])
  func rowsLeftOutLeaveNoTrace(_ method: LogisticRegression.Method) throws {
    let count = 60
    let labels = (0..<count).map { Int32($0 % 2) }
    var matrix = SparseMatrix(columnCount: 2)
    for row in 0..<count {
      // Feature 0 in some of all rows; feature 1 in the last rows of the second class.
      if row % 3 == 0 { (matrix.indices, matrix.values) = (matrix.indices + [0], matrix.values + [1]) }
      if row >= 40, labels[row] == 1 { (matrix.indices, matrix.values) = (matrix.indices + [1], matrix.values + [1]) }
      matrix.offsets.append(matrix.indices.count)
    }
    for examples in [ExampleMatrix.sparse(matrix), .bits(matrix, above: 0)] {
      let set = TrainingSet(rows: Array(0..<40), scored: Array(40..<60), keepsWeights: true)
      let fit = try LogisticRegression(examples, labels: labels, method: method)
        .fit([set], candidates: [0.1, 10], threads: 1).sets[0][1]
      #expect(fit.isConverged)
      let scores = fit.scores.indices.filter { ($0 + 40) % 3 != 0 }.map { fit.scores[$0] }
      #expect(Set(scores).count == 1, "\(scores)")
    }
  }

  /// Without any feature that fires there is the intercept: the shares of the classes.
  @Test func withoutFeaturesTheSharesOfTheClassesAreLeft() throws {
    let matrix = SparseMatrix(columnCount: 3, offsets: [Int](repeating: 0, count: 41), indices: [], values: [])
    let labels = (0..<40).map { Int32($0 % 4 == 0 ? 1 : 0) }
    let set = TrainingSet(rows: Array(0..<36), scored: [36, 37])
    let model = LogisticRegression(.sparse(matrix), labels: labels)
    let fit = try model.fit([set], candidates: [1], threads: 1).sets[0][0]
    #expect(fit.isConverged)
    for share in stride(from: 1, to: 4, by: 2).map({ fit.probabilities(classCount: 2)[$0] }) {
      #expect(abs(share - 0.25) < 1e-6)
    }
  }
}
