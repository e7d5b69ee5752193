/// A score of an arm on the test rows of a fold: its name and the scale it is on.
public struct MetricKind: Codable, Sendable, Equatable {
  /// As in `probes.csv`.
  public var name: String
  /// Largest value; the smallest is 0. nil: there is none.
  public var highest: Double?
  /// Of two arms, whether the one with more is the better; it turns the verdict of comparisons.
  public var isBetterWhenHigher: Bool
  /// What guesses get, where it does not depend on the data.
  public var chance: Double?
  /// Whether arms are compared by it.
  public var isCompared: Bool

  public init(
    _ name: String, highest: Double? = 1, isBetterWhenHigher: Bool = true, chance: Double? = nil,
    isCompared: Bool = false
  ) {
    self.name = name
    self.highest = highest
    self.isBetterWhenHigher = isBetterWhenHigher
    self.chance = chance
    self.isCompared = isCompared
  }
}
