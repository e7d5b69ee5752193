import Diagnostics

/// A dataset: what it holds, and the studies made on it. Its examples lie in an `ExampleList`, its features in one
/// `FeatureTable` and one `GroupTable` per attribute for each of `checkpoints`.
public struct DatasetFinding: Codable, Sendable {
  /// As configured; part of file names and addresses. Of one label of several: made of both names.
  public var id: String
  /// `text`, `image`, `audio`, `other`.
  public var modality: String
  /// Examples, with and without a label.
  public var exampleCount: Int
  /// Classes of the label with their counts, sorted by name; empty without labels.
  public var classes: [CategoryCount]
  /// Examples without a label; 0 where the data has no label.
  public var unlabelled: Int
  /// The class that every figure of two classes is about: F1 and φ of features, selection rate, true and false positives,
  /// calibration. Decided here once; studies and pages read it. nil unless there are two classes.
  public var positiveClass: String?
  /// Classes of the label that no study takes up, since nothing can be estimated of them; `warnings` say why.
  public var leftOutClasses: [CategoryCount]
  /// Columns that groups are made of, in configuration order.
  public var attributes: [AttributeFinding]
  /// Values of the column that says `train` or `test`; empty without one.
  public var splits: [CategoryCount]
  /// Column whose values stay together in a fold; nil without one.
  public var clusterColumn: String?
  /// Its different values; nil without such a column.
  public var clusterCount: Int?
  /// Ids of checkpoints whose features were computed on this dataset, in configuration order.
  public var checkpoints: [DatasetCheckpointFinding]
  /// Columns of the file the parts were read from: `text`, `label`, ….
  public var columns: [LabelledText]
  /// What a reader must know of the data, in words.
  public var warnings: [Note]
  /// nil where probes are off, or the labels are too few to be probed.
  public var probes: ProbeStudy?
  /// One per attribute and intersection.
  public var bias: [BiasStudy]
  /// The dataset that this is one label of, against the rest; nil for a dataset of its own.
  public var partOf: String?
  /// Ids of the parts, one per label, of a dataset whose examples may have several; its classes are these labels.
  public var parts: [String]
  /// Tokens that were left out of everything that was measured; nil where all were taken.
  public var leftOut: LeftOutFinding?
  /// nil in results of versions that did not look.
  public var rowOrder: RowOrderFinding?

  public init(
    id: String, modality: String, exampleCount: Int, classes: [CategoryCount] = [], unlabelled: Int = 0,
    positiveClass: String? = nil, leftOutClasses: [CategoryCount] = [],
    attributes: [AttributeFinding] = [], splits: [CategoryCount] = [], clusterColumn: String? = nil,
    clusterCount: Int? = nil, checkpoints: [DatasetCheckpointFinding] = [], columns: [LabelledText] = [],
    warnings: [Note] = [], probes: ProbeStudy? = nil, bias: [BiasStudy] = [],
    partOf: String? = nil, parts: [String] = [], rowOrder: RowOrderFinding? = nil
  ) {
    self.id = id
    self.modality = modality
    self.exampleCount = exampleCount
    self.classes = classes
    self.unlabelled = unlabelled
    self.positiveClass = positiveClass
    self.leftOutClasses = leftOutClasses
    self.attributes = attributes
    self.splits = splits
    self.clusterColumn = clusterColumn
    self.clusterCount = clusterCount
    self.checkpoints = checkpoints
    self.columns = columns
    self.warnings = warnings
    self.probes = probes
    self.bias = bias
    self.partOf = partOf
    self.parts = parts
    self.rowOrder = rowOrder
  }
}

/// Tokens that the configuration leaves out.
public struct LeftOutFinding: Codable, Sendable, Equatable {
  /// `first`, `last`, and texts of tokens.
  public var rule: [String]
  /// How many tokens were left out.
  public var tokens: Int
  /// How many there are without leaving any out.
  public var of: Int

  public init(rule: [String], tokens: Int, of: Int) {
    self.rule = rule
    self.tokens = tokens
    self.of = of
  }
}

/// A value of a column and how often it occurs.
public struct CategoryCount: Codable, Sendable, Equatable {
  /// The value.
  public var name: String
  /// Examples that have it, unless said otherwise.
  public var count: Int

  public init(name: String, count: Int) {
    self.name = name
    self.count = count
  }
}

/// A column whose values are groups.
public struct AttributeFinding: Codable, Sendable {
  /// Of the column.
  public var name: String
  /// Its values with their examples.
  public var values: [CategoryCount]
  /// Examples whose cell is empty.
  public var unknown: Int
  /// Whether counts are rounded, since everybody may read them.
  public var isRounded = false

  public init(name: String, values: [CategoryCount], unknown: Int) {
    self.name = name
    self.values = values
    self.unknown = unknown
  }
}

/// Totals of one dataset encoded by one checkpoint.
public struct DatasetCheckpointFinding: Codable, Sendable {
  /// Id of the checkpoint.
  public var checkpoint: String
  /// nil for features encoded elsewhere.
  public var layer: Int?
  /// Tokens encoded (examples where there is one state per example).
  public var tokens: Int
  /// Features that were encoded.
  public var featureCount: Int
  /// Features active in at least one example.
  public var aliveFeatures: Int
  /// Features active in more than half of the examples.
  public var denseFeatures: Int
  /// Mean active features per token.
  public var tokenL0: Double
  /// Mean features per example that fire in at least one of its tokens.
  public var exampleL0: Double

  public init(
    checkpoint: String, layer: Int?, tokens: Int, featureCount: Int, aliveFeatures: Int, denseFeatures: Int,
    tokenL0: Double, exampleL0: Double
  ) {
    self.checkpoint = checkpoint
    self.layer = layer
    self.tokens = tokens
    self.featureCount = featureCount
    self.aliveFeatures = aliveFeatures
    self.denseFeatures = denseFeatures
    self.tokenL0 = tokenL0
    self.exampleL0 = exampleL0
  }
}
