import Findings
import Statistics

/// How the group acts on one feature; all of it undefined where the feature is not tested.
struct GroupEffect: Sendable {
  /// Groups of the largest and the smallest rate, −1 where there are none.
  var largest: Int32 = -1
  var smallest: Int32 = -1
  /// Of these rates, with its interval.
  var difference = Double.nan
  var interval: ConfidenceInterval?
  var split: KitagawaSplit?
  /// Examples per group that would settle it, 0 where nothing has to be settled.
  var needed: Int32 = 0
}

extension GroupTable {
  /// Fills the columns of effects.
  ///
  /// - Parameter effects: one per feature.
  mutating func show(_ effects: [GroupEffect]) {
    maxGroup = effects.map(\.largest)
    minGroup = effects.map(\.smallest)
    riskDifference = effects.map(\.difference)
    riskLow = effects.map { $0.interval?.low ?? .nan }
    riskHigh = effects.map { $0.interval?.high ?? .nan }
    proxy = effects.map { $0.split?.proxy ?? .nan }
    composition = effects.map { $0.split?.composition ?? .nan }
    needed = effects.map(\.needed)
  }
}
