import Classifiers
import Statistics

extension ArmRunner {
  /// Mean −ln p of the true class; infinite without rows, so that nothing is chosen by it.
  func meanLogLoss(_ probabilities: [Double], _ truth: [Int32]) -> Double {
    truth.isEmpty ? .infinity : LogLoss.multiclass(probabilities, labels: truth, classes: classes.count)
  }
}
