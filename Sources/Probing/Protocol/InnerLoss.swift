import Classifiers
import Statistics

extension ArmRunner {
  /// Mean −ln p of the true class; infinite without rows, so that nothing is chosen by it.
  func meanLogLoss(_ probabilities: [Double], _ truth: [Int32]) -> Double {
    truth.isEmpty ? .infinity : LogLoss.multiclass(probabilities, labels: truth, classes: classes.count)
  }
}

extension ExampleMatrix {
  /// Number of features that are not 0 in at least one of the rows.
  func featuresUsed(in rows: [Int]) -> Int {
    if case .dense(_, _, let dimension) = self { return dimension }
    var isUsed = [Bool](repeating: false, count: featureCount)
    var count = 0
    for row in rows {
      forEachEntry(ofRow: row) { column, _ in
        if !isUsed[column] {
          isUsed[column] = true
          count += 1
        }
      }
    }
    return count
  }
}
