/// Examples that are nearly the same and that folds, or the data's own split, part: what is tested was then taught.
public struct NearDuplicateFinding: Codable, Sendable, Equatable {
  /// `near-duplicates.csv`: two examples that are alike.
  public struct Pair: Sendable, Equatable {
    /// The smaller of the two rows.
    public var first: Int
    /// The larger of the two rows.
    public var second: Int
    /// Jaccard similarity of words and pairs of words; 1 for equal states.
    public var similarity: Double
    /// In how many repeats the two are tested in different folds.
    public var parted: Int
    /// Whether the data's own split has one among its training and one among its test rows.
    public var isAcrossSplit: Bool
    /// `text` or `state`: where they are alike.
    public var kind: String

    public init(first: Int, second: Int, similarity: Double, parted: Int, isAcrossSplit: Bool, kind: String) {
      self.first = first
      self.second = second
      self.similarity = similarity
      self.parted = parted
      self.isAcrossSplit = isAcrossSplit
      self.kind = kind
    }
  }

  /// How many examples meet one that is alike on the other side.
  public struct Count: Codable, Sendable, Equatable {
    /// Least similarity that counts.
    public var similarity: Double
    /// Examples with one so alike in another fold, repeat by repeat.
    public var parted: [Int]
    /// Test rows of the data's own split with one so alike among its training rows; nil without such a split.
    public var acrossSplit: Int?

    public init(similarity: Double, parted: [Int], acrossSplit: Int?) {
      self.similarity = similarity
      self.parted = parted
      self.acrossSplit = acrossSplit
    }
  }

  /// Labelled examples, all of which were looked at.
  public var exampleCount: Int
  /// Test rows of the data's own split; nil without one.
  public var splitTestCount: Int?
  /// Nearly the same.
  public var near: Count
  /// Alike as variants of one template are.
  public var similar: Count
  /// false where groups of alike texts were so large that not all of their pairs were compared: counts are then lower
  /// bounds.
  public var isComplete: Bool
  /// Of every example at most so many others, the most similar. Not part of `findings.json`.
  public var pairs: [Pair] = []

  /// Whether any pair lies on both sides of a fold or of the split, as its counts say.
  public var hasPairs: Bool {
    similar.parted.contains { $0 > 0 } || [near, similar].contains { ($0.acrossSplit ?? 0) > 0 }
  }

  public init(
    exampleCount: Int, splitTestCount: Int?, near: Count, similar: Count, isComplete: Bool, pairs: [Pair] = []
  ) {
    self.exampleCount = exampleCount
    self.splitTestCount = splitTestCount
    self.near = near
    self.similar = similar
    self.isComplete = isComplete
    self.pairs = pairs
  }

  enum CodingKeys: String, CodingKey {
    case exampleCount, splitTestCount, near, similar, isComplete
  }
}
