/// The features that a task needs, with weights: what `feature-library.json` holds and `score` applies.
///
/// A feature is in it when at least `FeatureLibrary.agreement` of the fits of a selecting arm chose it. The weights are
/// those of a logistic regression on these features alone, fitted to all labelled examples; how well such a choice does on
/// examples that it has not seen is what `scores` say, not what this fit would say of its own examples.
public struct FeatureLibrary: Codable, Sendable, Equatable {
  /// Share of the fits that must have chosen a feature.
  public static let agreement = 0.8

  /// A feature of the library.
  public struct Member: Codable, Sendable, Equatable {
    /// Index in the checkpoint.
    public var feature: Int32
    /// One per column of scores.
    public var weights: [Double]
    /// Share of the fits that chose it.
    public var selected: Double
    /// Of a library of two datasets why it is in it: one for each class; nil in others.
    public var evidence: [Evidence]?

    public init(feature: Int32, weights: [Double], selected: Double) {
      self.feature = feature
      self.weights = weights
      self.selected = selected
    }
  }

  /// What a feature says of a class in both datasets of a pair: of the one trained on, then of the other.
  public struct Evidence: Codable, Sendable, Equatable {
    /// Against the rest; of two classes the positive one.
    public var className: String
    public var auroc: [Double]
    public var p: [Double]
    /// Shares of active examples.
    public var density: [Double]
    /// Means of active values.
    public var strength: [Double]
    /// Benjamini–Hochberg q of the larger p, over all features and classes.
    public var q: Double

    public init(className: String, auroc: [Double], p: [Double], density: [Double], strength: [Double], q: Double) {
      (self.className, self.auroc, self.p, self.density, self.strength, self.q) = (
        className, auroc, p, density, strength, q
      )
    }

    enum CodingKeys: String, CodingKey {
      case auroc, p, density, strength, q
      case className = "class"
    }
  }

  /// Id of the dataset that it was made on.
  public var dataset: String
  /// Id of the other one, of a library of features that separate the classes in two; nil in others.
  public var otherDataset: String?
  /// Name of the arm.
  public var arm: String
  /// Id of the checkpoint that the features are of.
  public var checkpoint: String
  /// Layer of the states; nil where it is not known.
  public var layer: Int?
  /// How token values become one value of the example.
  public var pooling: String
  /// Pooled values above it count as 1, the others as 0; nil: values as they are.
  public var threshold: Double?
  /// Number of features of the checkpoint.
  public var width: Int
  /// SHA-256 of what the encoder computes; `score` refuses another. nil for features encoded elsewhere.
  public var encoderDigest: String?
  /// Share of the variance of the states that the checkpoint does not explain, measured where the library was made; nil
  /// where it was not.
  public var unexplained: Double?
  /// The same of the median token, which a few tokens that hold the variance do not decide.
  public var medianUnexplained: Double?
  /// Tokens that were left out (`first`, `last`, texts); `score` leaves them out, too. nil where all were taken.
  public var leftOut: [String]?
  /// All classes, sorted. Two: one column of scores, of `positiveClass`; more: one per class, softmax.
  public var classes: [String]
  /// Of two classes the one that intercept and weights speak for; nil: the second.
  public var positiveClass: String?
  /// One per column of scores.
  public var intercepts: [Double]
  /// Inverse strength of the penalty of the fit.
  public var c: Double
  /// Ascending by feature.
  public var features: [Member]
  /// Labelled examples that it was fitted to.
  public var exampleCount: Int
  /// How well such a library decides examples that it has not seen: mean over the folds with 95 % interval, every fold
  /// making one of its training rows alone, of the features that enough of the fits without its test rows chose. nil where
  /// there are no inner folds to choose on.
  public var scores: [MetricEstimate]?

  public init(
    dataset: String, arm: String, checkpoint: String, layer: Int?, pooling: String, threshold: Double?, width: Int,
    encoderDigest: String? = nil, classes: [String], positiveClass: String? = nil, intercepts: [Double], c: Double,
    features: [Member],
    exampleCount: Int, scores: [MetricEstimate]? = nil
  ) {
    self.dataset = dataset
    self.arm = arm
    self.checkpoint = checkpoint
    self.layer = layer
    self.pooling = pooling
    self.threshold = threshold
    self.width = width
    self.encoderDigest = encoderDigest
    self.classes = classes
    self.positiveClass = positiveClass
    self.intercepts = intercepts
    self.c = c
    self.features = features
    self.exampleCount = exampleCount
    self.scores = scores
  }

  enum CodingKeys: String, CodingKey {
    case dataset, arm, checkpoint, layer, pooling, threshold, width, classes, intercepts, c, features, scores
    case positiveClass = "positive"
    case otherDataset = "other_dataset"
    case leftOut = "left_out"
    case encoderDigest = "encoder_sha256"
    case unexplained = "fvu"
    case medianUnexplained = "median_unexplained"
    case exampleCount = "examples"
  }
}

/// The file: all libraries of a dataset.
public struct FeatureLibraries: Codable, Sendable {
  /// Tells the file from others, and from later forms of itself.
  public var format = "feature-atlas library 1"
  /// One per arm that makes one.
  public var libraries: [FeatureLibrary]

  public init(_ libraries: [FeatureLibrary]) { self.libraries = libraries }
}
