import Datasets
import Findings
import Testing

@testable import Features

/// F1, threshold and φ are of the positive class, whichever it is.
@Suite struct FeaturePositiveClassTests {
  @Test func theOtherClassSwapsEveryFigure() throws {
    var data = FeatureStatisticsTests.Data(classes: 2, seed: 31)
    let last = try data.table()
    data.examples.positiveClass = "class 0"
    let first = try data.table()
    // The same question with the names of the classes exchanged.
    data.examples.positiveClass = nil
    data.examples.labels = data.examples.labels.map { $0 < 0 ? -1 : 1 - $0 }
    let exchanged = try data.table()
    for feature in 2..<first.featureCount {
      #expect(first.f1[feature] == exchanged.f1[feature])
      #expect(first.bestThreshold[feature] == exchanged.bestThreshold[feature])
      #expect(first.crossValidatedF1[feature] == exchanged.crossValidatedF1[feature])
      #expect(abs(first.phi[feature] + last.phi[feature]) < 1e-12)
    }
    #expect(first.f1 != last.f1)
    // Columns of a class are named after it and stay.
    #expect(first.auroc[1].dropFirst(2) == last.auroc[1].dropFirst(2))
  }

  @Test func aClassOfOneExampleIsNotTested() throws {
    var data = FeatureStatisticsTests.Data(classes: 3, seed: 32)
    var kept = false
    data.examples.labels = data.examples.labels.map { label in
      guard label == 2 else { return label }
      defer { kept = true }
      return kept ? 0 : 2
    }
    let table = try data.table()
    #expect(table.q[2].allSatisfy(\.isNaN) && table.auroc[2].allSatisfy(\.isFinite))
    #expect(table.q[0].contains { $0.isFinite })
  }
}
