import Findings

extension AblationRow {
  /// Gaps are differences of exact rates, and what follows from them would give them away: none of them is published.
  /// Leakage is of scores: two decimals, intervals outwards.
  var forEverybody: AblationRow {
    var row = self
    (row.tprGap, row.fprGap, row.gapClosed, row.gapClosedRange) = (nil, nil, nil, nil)
    (row.versusControls, row.gapClosedPerPoint, row.gapP, row.gapNull) = (nil, nil, nil, nil)
    row.leakageAUROC = leakageAUROC.map(Self.nearest)
    row.leakageNull = leakageNull.map(Self.nearest)
    row.leakageRange = leakageRange.map { ValueRange(low: Self.below($0.low), high: Self.above($0.high)) }
    row.leakageVersusBinarized = leakageVersusBinarized.map {
      Interval(value: Self.nearest($0.value), low: $0.low.map(Self.below), high: $0.high.map(Self.above))
    }
    return row
  }

  private static func nearest(_ value: Double) -> Double { (value * 100).rounded() / 100 }
  private static func below(_ value: Double) -> Double { (value * 100).rounded(.down) / 100 }
  private static func above(_ value: Double) -> Double { (value * 100).rounded(.up) / 100 }
}
