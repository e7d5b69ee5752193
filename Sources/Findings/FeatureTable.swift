/// Statistics of all features of one checkpoint on one dataset, as columns; index = feature. NaN: not defined.
///
/// "Pooled" values are those of `pooling`, the first pooling of the configuration. A feature is active in an example
/// when its pooled value is not zero.
public struct FeatureTable: Sendable {
  public var dataset: String
  public var checkpoint: String
  public var pooling: String
  public var classes: [String]
  public var exampleCount: Int

  public var activeExamples: [Int32] = []
  /// activeExamples / exampleCount.
  public var density: [Double] = []
  /// Mean pooled value over the active examples.
  public var meanActive: [Double] = []
  /// Largest pooled value.
  public var maximum: [Double] = []
  /// Share of tokens where the feature fires.
  public var tokenDensity: [Double] = []
  public var decoderNorm: [Double] = []
  public var encoderDecoderCosine: [Double] = []
  /// [class][feature]: one-vs-rest AUROC of the pooled value: .5, all ties, for features that never fire; NaN where
  /// the class or the rest has no example.
  public var auroc: [[Double]] = []
  /// [class][feature]: Benjamini–Hochberg q of the two-sided Mann–Whitney test, over the features tested;
  /// NaN for classes of a single example, which no test can tell from the rest.
  public var q: [[Double]] = []
  /// [class][feature]: active examples of that class.
  public var activeByClass: [[Int32]] = []
  /// A relation with the label is shown where q is at most this.
  public static let falseDiscoveryRate = 0.05
  /// Two classes only, else empty; for the positive class of the dataset:
  /// F1 of the best single threshold, that threshold (predict when the pooled value exceeds it), and φ of fired × class.
  public var f1: [Double] = []
  public var bestThreshold: [Double] = []
  public var phi: [Double] = []
  /// F1 of thresholds chosen on four fifths of the examples and applied to the rest; two classes only, else empty.
  public var crossValidatedF1: [Double] = []
  /// [class][feature]: average precision of the pooled value for that class.
  public var averagePrecision: [[Double]] = []
  /// Pearson's χ² and G² of fired × class over the labelled examples, with `classes − 1` degrees of freedom, the mutual
  /// information of the two in nats, and the Benjamini–Hochberg q of G² over the features tested.
  public var chiSquared: [Double] = []
  public var g2: [Double] = []
  public var mutualInformation: [Double] = []
  public var g2Q: [Double] = []
  /// [level][feature]: exact quantiles of the pooled value over the active examples, at `quantileLevels`.
  public var quantiles: [[Double]] = []
  public static let quantileLevels = [0.05, 0.25, 0.5, 0.75, 0.95]
  /// [feature · bins + bin]: active examples per bin of the pooled value; bins of equal width in log₂ from
  /// `histogramLow` to `histogramHigh` of each feature.
  public var histogram: [UInt32] = []
  public var histogramLow: [Float] = []
  public var histogramHigh: [Float] = []
  public static let histogramBins = 24
  public var strongest = StrongestExamples()
  /// The first feature that each one duplicates (see `FeatureKind`), −1 for none; empty where it was not looked for.
  public var duplicateOf: [Int32] = []
  /// Names given to features by others, and who gave them; empty where none were given, else one entry per feature.
  public var names: [String] = []
  public var nameSources: [String] = []

  public init(dataset: String, checkpoint: String, pooling: String, classes: [String], exampleCount: Int) {
    self.dataset = dataset
    self.checkpoint = checkpoint
    self.pooling = pooling
    self.classes = classes
    self.exampleCount = exampleCount
  }

  public var featureCount: Int { activeExamples.count }
}

/// The strongest examples of each feature by their largest token activation; ties: the earlier example.
///
/// Entries of feature j: `offsets[j]..<offsets[j+1]`, strongest first. Each entry lists the tokens of the example where
/// the feature fires: `tokenOffsets[e]..<tokenOffsets[e+1]` of `tokenIndices` (within the example) and `tokenValues`.
public struct StrongestExamples: Sendable {
  public var offsets: [Int] = [0]
  /// Row of the example in the `ExampleList`.
  public var examples: [Int32] = []
  public var activations: [Float] = []
  /// Token of the largest activation, within the example.
  public var tokens: [Int32] = []
  public var tokenOffsets: [Int] = [0]
  public var tokenIndices: [Int32] = []
  public var tokenValues: [Float] = []

  public init() {}
}

/// The examples of a dataset as pages show them.
public struct ExampleList: Codable, Sendable {
  public var dataset: String
  public var ids: [String]
  /// Empty where the data has no text.
  public var texts: [String]
  /// Class names, empty string where unlabelled; empty array without labels.
  public var labels: [String]
  /// One column of values per attribute, in the dataset's order; empty string where unknown.
  public var groups: [[String]]
  public var splits: [String]
  /// Tokens of each example as text, spaces included, so that joined they are its text; empty array where not given.
  public var tokens: [[String]]
  /// Paths of image files relative to the site, empty where there are none.
  public var images: [String]
  /// Of each example the tokens whose text stands in the token before, since a character lies in both; nil where none does.
  public var continued: [[Int32]]?
  /// Of each example the tokens that were left out of everything that was measured; nil where all were taken.
  public var leftOut: [[Int32]]?

  public init(
    dataset: String, ids: [String], texts: [String] = [], labels: [String] = [], groups: [[String]] = [],
    splits: [String] = [], tokens: [[String]] = [], images: [String] = [], continued: [[Int32]]? = nil,
    leftOut: [[Int32]]? = nil
  ) {
    self.dataset = dataset
    self.ids = ids
    self.texts = texts
    self.labels = labels
    self.groups = groups
    self.splits = splits
    self.tokens = tokens
    self.images = images
    self.continued = continued
    self.leftOut = leftOut
  }
}
