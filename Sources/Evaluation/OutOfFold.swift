import Findings

/// What an arm said of every example when it was not trained on it.
public struct OutOfFold: Sendable {
  public var arm: ArmKey
  public var classCount: Int
  /// [example · classCount + class]: mean over the repeats; NaN for unlabelled examples, and for those that
  /// only fits tested which were not taught their class.
  public var probabilities: [Double]
  /// Class of the largest mean probability, the first of several; −1 where that is NaN.
  public var decisions: [Int32]

  public init(arm: ArmKey, classCount: Int, probabilities: [Double], decisions: [Int32]) {
    self.arm = arm
    self.classCount = classCount
    self.probabilities = probabilities
    self.decisions = decisions
  }

  /// Whether labelled examples lack a decision.
  public func isPartial(_ labels: [Int32]) -> Bool { labels.indices.contains { labels[$0] >= 0 && decisions[$0] < 0 } }

  /// Probability of one class per example.
  public func probability(of index: Int) -> [Double] {
    decisions.indices.map { probabilities[$0 * classCount + index] }
  }
}
