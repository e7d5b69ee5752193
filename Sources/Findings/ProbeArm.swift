import Diagnostics

/// A representation with a classifier, and how well it does.
public struct ProbeArm: Codable, Sendable {
  /// What tells it from the other arms.
  public var key: ArmKey
  /// Mean and 95 % interval (corrected resampled t) of every metric, in the order of the study's.
  public var metrics: [MetricEstimate]
  /// Mean number of features with a weight.
  public var featureCount: Double
  /// Weights of a fit on all examples, per class (one entry for two classes), largest |weight| first, at most 50.
  public var weights: [ClassWeights]
  /// Which solver ran, or what stands in for one.
  public var solver: NoteCode?
  /// What a decision takes; nil where nothing is fitted.
  public var cost: ArmCost?
  /// Of a derived arm, which fold by fold is another one: how often it was which, the most frequent first. Empty for the
  /// others.
  public var chosenFrom: [ArmChoice] = []
  /// How close to their optimum the fits came that were tested; nil where nothing is fitted.
  public var optimality: Optimality?

  public init(
    _ key: ArmKey, metrics: [MetricEstimate] = [], featureCount: Double = 0, weights: [ClassWeights] = [],
    solver: NoteCode? = nil
  ) {
    self.key = key
    self.metrics = metrics
    self.featureCount = featureCount
    self.weights = weights
    self.solver = solver
  }

  /// That of the key.
  public var name: String { key.name }

  /// By name; nil where the study has no such metric.
  public func metric(_ name: String) -> MetricEstimate? { metrics.first { $0.name == name } }
}

/// An arm that a derived arm can be, and in how many splits it is.
public struct ArmChoice: Codable, Sendable, Equatable {
  /// Place among the arms of the study.
  public var arm: Int
  /// Splits in which it is this one.
  public var count: Int

  public init(arm: Int, count: Int) {
    self.arm = arm
    self.count = count
  }
}
