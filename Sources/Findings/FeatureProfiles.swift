import Diagnostics

/// What is shown of each feature of one checkpoint on one dataset beside its statistics: its neighbours, the words that
/// set its examples apart, and examples from its whole range. All lists are in the order in which they are shown.
public struct FeatureProfiles: Sendable {
  /// Id of the dataset.
  public var dataset: String
  /// Id of the checkpoint.
  public var checkpoint: String
  /// Features that fire in the same examples, by φ of the two indicators *fired*.
  public var coFiring = NeighbourLists()
  /// Features that write the same direction, by the cosine of their decoder rows.
  public var decoder = NeighbourLists()
  /// Words that are more frequent where a feature is active.
  public var words = WordLists()
  /// Examples from the whole range of each feature.
  public var spread = SpreadExamples()
  /// Tokens that features promote and suppress; empty without an unembedding.
  public var effects = TokenEffects()
  /// What was left out to bound the work.
  public var notes: [Note] = []

  public init(dataset: String, checkpoint: String) {
    self.dataset = dataset
    self.checkpoint = checkpoint
  }
}

/// A short list of other features for each feature; entries of feature j: `offsets[j]..<offsets[j + 1]`.
public struct NeighbourLists: Sendable {
  /// [features + 1]; [0] alone where nothing was measured.
  public var offsets: [Int] = [0]
  /// [entry]: the other feature.
  public var features: [Int32] = []
  /// Descending within a feature, above 0; of equal values the smaller feature first.
  public var values: [Double] = []
  /// Examples in which both are active.
  public var common: [Int32] = []

  public init() {}

  /// Positions of the entries of a feature; empty where nothing was measured.
  public func range(of feature: Int) -> Range<Int> {
    feature + 1 < offsets.count ? offsets[feature]..<offsets[feature + 1] : 0..<0
  }
}

/// The words that occur more in a feature's active examples than in the others, by the z-score of the log-odds ratio;
/// entries of feature j: `offsets[j]..<offsets[j + 1]`.
public struct WordLists: Sendable {
  /// What the words are: `word` of the texts, else of what pictures show, or `token` where there are neither; empty where
  /// nothing was counted.
  public var unit = ""
  /// [features + 1]; [0] alone where nothing was counted.
  public var offsets: [Int] = [0]
  /// Distinct words that occur in `words`.
  public var vocabulary: [String] = []
  /// [entry]: position in `vocabulary`.
  public var words: [Int32] = []
  /// [entry]: z-score of `logOdds`, descending within a feature.
  public var z: [Double] = []
  /// [entry]: log-odds ratio of the word (δ of Monroe, Colaresi & Quinn 2008).
  public var logOdds: [Double] = []
  /// [entry]: how often the word occurs in the active examples.
  public var active: [Int32] = []
  /// [entry]: how often it occurs in the others.
  public var others: [Int32] = []

  public init() {}

  /// Positions of the entries of a feature; empty where nothing was counted.
  public func range(of feature: Int) -> Range<Int> {
    feature + 1 < offsets.count ? offsets[feature]..<offsets[feature + 1] : 0..<0
  }
}

/// One example from each of equal parts of a feature's active examples, the strongest part first.
///
/// The active examples are put in the order of their pooled value (of equal ones the earlier example first) and cut into
/// `binCount` runs that differ by one example at most; each run is shown by the example in its middle.
public struct SpreadExamples: Sendable {
  /// Parts that the active examples are cut into.
  public static let binCount = 5

  /// The examples with the tokens where the feature fires, as for the strongest ones.
  public var examples = StrongestExamples()
  /// [entry]: bin from 1, the weakest, to `binCount`.
  public var bins: [Int32] = []
  /// [entry]: pooled value.
  public var values: [Float] = []

  public init() {}
}
