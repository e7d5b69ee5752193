import Testing

@testable import Classifiers

@Suite struct MethodChoiceTests {
  @Test(arguments: [
    (2048, 16_384, LogisticRegression.Method.sampleSpace), (8192, 16_384, .sampleSpace),
    (10_001, 16_384, .sparsePrimal), (8192, 4096, .sparsePrimal), (6000, 4096, .sampleSpace),
    (8192, 2000, .primal), (100, 0, .sparsePrimal),
  ])
  func sizesDecide(rows: Int, used: Int, method: LogisticRegression.Method) {
    #expect(LogisticRegression.chooseMethod(rows: rows, used: used, isDense: false) == method)
  }

  @Test func denseFeaturesAreNeverSparse() {
    #expect(LogisticRegression.chooseMethod(rows: 20_000, used: 4096, isDense: true) == .primal)
    #expect(LogisticRegression.chooseMethod(rows: 4000, used: 4096, isDense: true) == .sampleSpace)
  }
}
