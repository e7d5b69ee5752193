/// What a value of a split column says.
public enum SplitPart: Sendable {
  /// To train and tune on.
  case train
  /// To be asked once.
  case test
  /// Set aside for something else, which takes no part in either.
  case other

  /// nil for a name of no known part.
  public init?(_ name: String) {
    switch name.lowercased() {
    case "train", "training": self = .train
    case "test", "testing": self = .test
    case "dev", "development", "eval", "evaluation", "heldout", "holdout", "val", "valid", "validation": self = .other
    default: return nil
    }
  }
}
