/// The tokens of a model whose logits each feature raises and lowers most.
///
/// The effect of feature j on token t is the product of the feature's decoder row and the token's column of the unembedding,
/// less the mean of this product over all tokens, which changes no probability.
public struct TokenEffects: Sendable {
  /// Tokens kept of either direction.
  public static let length = 10

  /// Effects above 0, the largest first.
  public var promoted = TokenEffectLists()
  /// Effects below 0, the smallest first.
  public var suppressed = TokenEffectLists()
  /// Distinct tokens that occur in the lists, by ascending id: as the tokenizer writes them.
  public var tokens: [String] = []
  /// [token]: as pages show them.
  public var shown: [String] = []
  /// [token]: number in the model's vocabulary.
  public var ids: [Int32] = []

  public init() {}

  /// Whether nothing was measured.
  public var isEmpty: Bool { promoted.offsets.count <= 1 }
}

/// A list of tokens for each feature; entries of feature j: `offsets[j]..<offsets[j + 1]`.
public struct TokenEffectLists: Sendable {
  /// [features + 1]; [0] alone where nothing was measured.
  public var offsets: [Int] = [0]
  /// [entry]: position in `TokenEffects.tokens`.
  public var tokens: [Int32] = []
  /// [entry]: effect on the logit, per unit of the feature's activation where the checkpoint decodes without a scale.
  public var values: [Float] = []

  public init() {}

  /// Positions of the entries of a feature; empty where nothing was measured.
  public func range(of feature: Int) -> Range<Int> {
    feature + 1 < offsets.count ? offsets[feature]..<offsets[feature + 1] : 0..<0
  }
}
