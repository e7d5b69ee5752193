/// How the probe is taken apart.
public struct AblationOptions: Sendable {
  /// Fold in which each example is tested, −1 for examples left out: one repeat of the published folds.
  public var folds: [Int32]
  /// Inverse strength of the penalty of all fits.
  public var c: Double
  /// Matched random sets for every way to take features away.
  public var controls: Int
  /// Features that the probe leans on most, whose groups are tested by themselves: see `FoldFlags`.
  public static let leaned = 100
  /// How many of the flagged features are dropped, the largest effects first, before all are; each with its own controls.
  public var doses = [1, 2, 5, 10, 20]
  /// Permutations of the group behind the null of the leakage, each with fits of its own.
  public var leakagePermutations = 3
  /// Permutations of the group, given the decisions, that tell whether there is a gap.
  public var gapPermutations = 499

  public init(folds: [Int32], c: Double = 0.1, controls: Int = 20) {
    self.folds = folds
    self.c = c
    self.controls = controls
  }
}
