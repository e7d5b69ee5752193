/// The features that weigh most for a class.
public struct ClassWeights: Codable, Sendable {
  /// The class that a positive weight speaks for.
  public var className: String
  /// Indices in the checkpoint, largest |weight| first.
  public var features: [Int32]
  /// Of the fit on all examples.
  public var weights: [Double]
  /// The same features over the fits of the folds; empty where these were not kept.
  public var overFolds: [WeightOverFolds] = []

  public init(className: String, features: [Int32], weights: [Double]) {
    self.className = className
    self.features = features
    self.weights = weights
  }
}

/// The weight of one feature for one class in the fits of all folds; a fold that did not select the feature counts as 0.
public struct WeightOverFolds: Codable, Sendable, Equatable {
  /// Mean weight over the fits.
  public var mean: Double
  /// Quantile .025 over the fits.
  public var low: Double
  /// Quantile .975 over the fits.
  public var high: Double
  /// Share of the fits whose weight has the sign of the fit on all examples.
  public var signConsistency: Double
  /// Share of the fits that give it a weight.
  public var selected: Double
  /// One-vs-rest AUROC of the feature alone, as the arm sees it; nil where not defined.
  public var auroc: Double?

  public init(
    mean: Double, low: Double, high: Double, signConsistency: Double, selected: Double, auroc: Double?
  ) {
    self.mean = mean
    self.low = low
    self.high = high
    self.signConsistency = signConsistency
    self.selected = selected
    self.auroc = auroc
  }
}
