/// What a representation shows to a classifier, and what it stands for in the comparison. The table of representations has
/// one for each; findings carry it, so that pages ask what an arm is and not what it is called.
public struct RepresentationKind: Hashable, Codable, Sendable {
  /// What it stands for in the comparison.
  public enum Role: String, Codable, Sendable {
    /// Sees nothing of an example.
    case baseline
    /// Sees the words of the text.
    case text
    /// Sees the hidden state.
    case state
    /// Sees features of a checkpoint.
    case features
    /// Shows what the procedure gives where there is nothing to find.
    case control
  }

  /// What a decision needs.
  public enum Input: String, Codable, Sendable {
    case nothing, text, state
    /// Every feature of the checkpoint.
    case allFeatures
    /// The features chosen alone.
    case chosenFeatures
  }

  /// The part it has in the questions that are fixed before anything is measured.
  public enum Part: String, Codable, Sendable {
    case bits, values, state, words, bestFeatures, bestStates
  }

  /// As in the configuration and in `probes.csv`.
  public var name: String
  /// See `Role`.
  public var role: Role
  /// See `Input`.
  public var input: Input
  /// nil for those that no headline question asks about.
  public var part: Part?
  /// Whether its weights are those of the checkpoint's features for the labels as they are.
  public var weighsFeatures: Bool
  /// Whether what nearly all of its fits choose becomes a library.
  public var makesLibrary: Bool
  /// Whether it counts over tokens, whatever pooling the other arms have.
  public var countsTokens: Bool
  /// Whether it is taught and tested on labels in random order.
  public var permutesLabels: Bool
  /// Whether it is another arm in every fold, the best of its role on the inner folds.
  public var isDerived: Bool

  public init(
    _ name: String, _ role: Role, needs input: Input, part: Part? = nil, weighsFeatures: Bool = false,
    makesLibrary: Bool = false, countsTokens: Bool = false, permutesLabels: Bool = false, isDerived: Bool = false
  ) {
    self.name = name
    self.role = role
    self.input = input
    self.part = part
    self.weighsFeatures = weighsFeatures
    self.makesLibrary = makesLibrary
    self.countsTokens = countsTokens
    self.permutesLabels = permutesLabels
    self.isDerived = isDerived
  }
}
