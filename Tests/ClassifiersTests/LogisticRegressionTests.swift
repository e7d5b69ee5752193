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
}
