import Features
import Findings

/// The representations that every study knows: their kinds are rows of the table of representations.
extension RepresentationKind {
  /// The pooled hidden state itself.
  public static let hidden = RepresentationKind("hidden", .state, needs: .state, part: .state)
  /// Pooled feature values as they are.
  public static let continuous = RepresentationKind(
    "continuous", .features, needs: .allFeatures, part: .values, weighsFeatures: true)
  /// 1 where the pooled value is above a threshold, else 0.
  public static let binarized = RepresentationKind(
    "binarized", .features, needs: .allFeatures, part: .bits, weighsFeatures: true)
  /// Words and pairs of words of the texts, without any model.
  public static let termWeights = RepresentationKind("tf-idf", .text, needs: .text, part: .words)
  /// The first principal components of the pooled hidden state.
  public static let principalComponents = RepresentationKind("pca", .state, needs: .state)
  /// The features that separate the classes best in the training rows.
  public static let topN = RepresentationKind(
    "top-n", .features, needs: .chosenFeatures, weighsFeatures: true, makesLibrary: true)
  /// All features under an L1 penalty.
  public static let penalisedByL1 = RepresentationKind(
    "l1", .features, needs: .chosenFeatures, weighsFeatures: true)
  /// The same states through random directions of the same norms.
  public static let randomDictionary = RepresentationKind("random-dictionary", .control, needs: .allFeatures)
}

extension ArmKey {
  /// Of pooled features.
  public init(
    _ kind: RepresentationKind, _ features: PooledFeatures, threshold: ThresholdChoice? = nil, top: Int? = nil,
    criterion: String? = nil
  ) {
    self.init(
      kind, checkpoint: features.checkpoint, layer: features.layer, pooling: features.pooling.rawValue,
      threshold: threshold, top: top, criterion: criterion)
  }

  /// Of pooled states.
  public init(_ kind: RepresentationKind, _ states: PooledStates, top: Int? = nil) {
    self.init(kind, layer: states.layer, pooling: states.pooling.rawValue, top: top)
  }
}
