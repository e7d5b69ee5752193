/// How the probe is taken apart.
public struct AblationOptions: Sendable {
  /// Fold in which each example is tested, −1 for examples left out: one repeat of the published folds.
  public var folds: [Int32]
  /// Inverse strength of the penalty of all fits.
  public var c: Double
  /// Matched random sets whose weights are zeroed.
  public var zeroedControls: Int
  /// Matched random sets that are dropped before a new fit.
  public var refittedControls: Int

  public init(folds: [Int32], c: Double = 0.1, zeroedControls: Int = 20, refittedControls: Int = 5) {
    self.folds = folds
    self.c = c
    self.zeroedControls = zeroedControls
    self.refittedControls = refittedControls
  }
}
