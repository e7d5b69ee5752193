/// Statistics of all features of one checkpoint on one dataset, as columns; index = feature. NaN: not defined.
///
/// "Pooled" values are those of `pooling`, the first pooling of the configuration. A feature is active in an example
/// when its pooled value is not zero.
public struct FeatureTable: Sendable {
  /// Id of the dataset.
  public var dataset: String
  /// Id of the checkpoint.
  public var checkpoint: String
  /// How token values become one value of the example: `max`, `mean`, `sum`, `last`.
  public var pooling: String
  /// Names of the classes; empty without labels.
  public var classes: [String]
  /// Examples, with and without a label.
  public var exampleCount: Int

  /// Examples whose pooled value is not zero.
  public var activeExamples: [Int32] = []
  /// activeExamples / exampleCount, 0 to 1.
  public var density: [Double] = []
  /// Mean pooled value over the active examples.
  public var meanActive: [Double] = []
  /// Largest pooled value; 0 for features that never fire.
  public var maximum: [Double] = []
  /// Share of tokens where the feature fires, 0 to 1.
  public var tokenDensity: [Double] = []
  /// ‖W_dec[j]‖; NaN without a decoder.
  public var decoderNorm: [Double] = []
  /// cos(W_enc[:, j], W_dec[j]), −1 to 1; NaN without a decoder of the width of the input.
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
  /// F1 of the best single threshold for the positive class, 0 to 1, chosen and scored on the same examples; two classes
  /// only, else empty.
  public var f1: [Double] = []
  /// That threshold: the positive class is predicted when the pooled value exceeds it; two classes only, else empty.
  public var bestThreshold: [Double] = []
  /// φ of fired × positive class, −1 to 1; two classes only, else empty.
  public var phi: [Double] = []
  /// F1 of thresholds chosen on four fifths of the examples and applied to the rest; two classes only, else empty.
  public var crossValidatedF1: [Double] = []
  /// [class][feature]: average precision of the pooled value for that class.
  public var averagePrecision: [[Double]] = []
  /// Pearson's χ² of fired × class over the labelled examples, with `classes − 1` degrees of freedom.
  public var chiSquared: [Double] = []
  /// G² of the same table, with the same degrees of freedom.
  public var g2: [Double] = []
  /// Mutual information of fired and class, in nats.
  public var mutualInformation: [Double] = []
  /// Benjamini–Hochberg q of G² over the features tested; NaN for the others.
  public var g2Q: [Double] = []
  /// [level][feature]: exact quantiles of the pooled value over the active examples, at `quantileLevels`.
  public var quantiles: [[Double]] = []
  /// 0 to 1, ascending.
  public static let quantileLevels = [0.05, 0.25, 0.5, 0.75, 0.95]
  /// [feature · bins + bin]: active examples per bin of the pooled value; bins of equal width in log₂ from
  /// `histogramLow` to `histogramHigh` of each feature.
  public var histogram: [UInt32] = []
  /// Smallest positive pooled value; 0 where there is none.
  public var histogramLow: [Float] = []
  /// Largest positive pooled value; 0 where there is none.
  public var histogramHigh: [Float] = []
  /// [class][feature · bins + bin]: the same for the labelled active examples of each class; two classes only, else empty.
  public var classHistograms: [[UInt32]] = []
  /// Bins of each histogram.
  public static let histogramBins = 24
  /// The examples that pages show.
  public var strongest = StrongestExamples()
  /// The first feature that each one duplicates (see `FeatureKind`), −1 for none; empty where it was not looked for.
  public var duplicateOf: [Int32] = []
  /// Place on a map on which features with similar directions lie together (those that fire in the same examples where
  /// there is no decoder), 0 to 1; NaN for features that are not on it, empty where there is none.
  public var mapX: [Float] = []
  /// The same down.
  public var mapY: [Float] = []
  /// Names given to features by others; empty where none were given, else one entry per feature.
  public var names: [String] = []
  /// Who gave the names; as many as `names`.
  public var nameSources: [String] = []

  public init(dataset: String, checkpoint: String, pooling: String, classes: [String], exampleCount: Int) {
    self.dataset = dataset
    self.checkpoint = checkpoint
    self.pooling = pooling
    self.classes = classes
    self.exampleCount = exampleCount
  }

  /// Features of the table.
  public var featureCount: Int { activeExamples.count }

  /// q of a class where the label as a whole is meant: with more than two classes `q` times their number, at most 1. Of the
  /// features said to be related to the label, whatever the class, then at most the stated share is expected to be false:
  /// Σ over classes of the false discovery rates at a level divided by their number. NaN where nothing was tested.
  public func labelQ(_ class: Int, _ feature: Int) -> Double {
    guard q.indices.contains(`class`), q[`class`].indices.contains(feature) else { return .nan }
    let own = q[`class`][feature]
    return classes.count > 2 && own.isFinite ? min(1, own * Double(classes.count)) : own
  }

  /// What its columns in `features.csv` begin with.
  public var labelQColumn: String { classes.count > 2 ? "label_q:" : "q:" }
}

/// The strongest examples of each feature by their largest token activation; ties: the earlier example.
///
/// Entries of feature j: `offsets[j]..<offsets[j+1]`, strongest first. Each entry lists the tokens of the example where
/// the feature fires: `tokenOffsets[e]..<tokenOffsets[e+1]` of `tokenIndices` (within the example) and `tokenValues`.
public struct StrongestExamples: Sendable {
  /// [features + 1].
  public var offsets: [Int] = [0]
  /// [entry]: row of the example in the `ExampleList`.
  public var examples: [Int32] = []
  /// [entry]: largest value of the feature over the tokens of the example.
  public var activations: [Float] = []
  /// [entry]: token of the largest activation, from 0 within the example.
  public var tokens: [Int32] = []
  /// [entries + 1].
  public var tokenOffsets: [Int] = [0]
  /// Token where the feature fires, from 0 within the example.
  public var tokenIndices: [Int32] = []
  /// Its value there.
  public var tokenValues: [Float] = []

  public init() {}
}

/// The examples of a dataset as pages show them.
public struct ExampleList: Codable, Sendable {
  /// Id of the dataset.
  public var dataset: String
  /// As the data has them; unique.
  public var ids: [String]
  /// Empty where the data has no text.
  public var texts: [String]
  /// Class names, empty string where unlabelled; empty array without labels.
  public var labels: [String]
  /// One column of values per attribute, in the dataset's order; empty string where unknown.
  public var groups: [[String]]
  /// Values of the split column; empty array without one.
  public var splits: [String]
  /// Tokens of each example as text, spaces included, so that joined they are its text; empty array where not given.
  public var tokens: [[String]]
  /// [example]: nil where an example has no picture, or pages do not show it; nil where none has.
  public var pictures: [ExamplePicture?]?
  /// [example]: what the picture shows, for readers who do not see it; nil where nothing says it.
  public var alts: [String]?
  /// Where tokens are patches of the picture; nil where they are not.
  public var patches: PatchGrid?
  /// Of each example the tokens whose text stands in the token before, since a character lies in both; nil where none does.
  public var continued: [[Int32]]?
  /// Of each example the tokens that were left out of everything that was measured; nil where all were taken.
  public var leftOut: [[Int32]]?

  public init(
    dataset: String, ids: [String], texts: [String] = [], labels: [String] = [], groups: [[String]] = [],
    splits: [String] = [], tokens: [[String]] = [], pictures: [ExamplePicture?]? = nil, alts: [String]? = nil,
    patches: PatchGrid? = nil, continued: [[Int32]]? = nil, leftOut: [[Int32]]? = nil
  ) {
    self.dataset = dataset
    self.ids = ids
    self.texts = texts
    self.labels = labels
    self.groups = groups
    self.splits = splits
    self.tokens = tokens
    self.pictures = pictures
    self.alts = alts
    self.patches = patches
    self.continued = continued
    self.leftOut = leftOut
  }
}
