extension ReconstructionFinding {
  /// FVU from which on a checkpoint hardly fits its states: sound autoencoders leave .05 to .35 on those of their own layer.
  public static let poorFrom = 0.5

  /// Whether tokens that lie far from the others hold at least half of the variance, and the FVU without them is another
  /// one: by half as much again, and two points of a hundred.
  public var isOwnedByFewTokens: Bool {
    guard let fvu, let far, let without = far.fvuWithout, far.varianceShare >= 0.5 else { return false }
    return abs(fvu - without) > 0.02 && max(fvu, without) > 1.5 * min(fvu, without)
  }
}
