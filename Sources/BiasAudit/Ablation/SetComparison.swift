import Findings
import Statistics

/// A set of decisions beside that with all features.
struct Comparison: Sendable {
  fileprivate let own: SetOutcome
  fileprivate let base: SetOutcome
  /// nil where there is no gap to close.
  fileprivate let gap: BaseGap?
  fileprivate let removed: GroupSpread?
  private let rows: ComparedRows

  init(_ own: SetOutcome, _ base: SetOutcome, _ gap: BaseGap?, _ rows: ComparedRows) {
    (self.own, self.base, self.gap, self.rows) = (own, base, gap, rows)
    removed = gap?.removed(own)
  }

  var aurocChange: Double { own.rates.auroc - base.rates.auroc }
  var gapClosed: Double? { removed.flatMap { removed in gap.map { $0.share(removed) } } }

  func row(_ set: String, features: Int) -> AblationRow {
    var row = AblationRow(
      set: set, features: features, auroc: own.rates.auroc.known, aurocChange: aurocChange.known,
      tprGap: own.rates.tprGap.known, fprGap: own.rates.fprGap.known, gapClosed: gapClosed)
    row.aurocChangeRange = rows.range(own.curve, minus: base.curve)
    row.gapClosedRange = removed.flatMap { gap?.interval($0) }.map { ValueRange($0) }
    row.setPrice()
    return row
  }
}

/// The flagged features taken away beside random sets taken away in the same manner.
///
/// Intervals are of one control set drawn at random: the variance between sets is added to that of the rows, since what is
/// asked is whether the flagged set does more than a set like it, not than the mean of many.
struct ControlComparison: Sendable {
  private let own: Comparison
  private let controls: [Comparison]
  private let rows: ComparedRows

  init?(own: Comparison, controls: [SetOutcome], rows: ComparedRows) {
    guard !controls.isEmpty else { return nil }
    self.own = own
    self.rows = rows
    self.controls = controls.map { Comparison($0, own.base, own.gap, rows) }
  }

  /// Mean over the controls.
  func row(_ set: String, features: Int) -> AblationRow {
    let rates = controls.map(\.own.rates)
    var row = AblationRow(
      set: set, features: features, auroc: Self.mean(rates.map(\.auroc)),
      aurocChange: Self.mean(controls.map(\.aurocChange)), tprGap: Self.mean(rates.map(\.tprGap)),
      fprGap: Self.mean(rates.map(\.fprGap)), gapClosed: Self.mean(controls.compactMap(\.gapClosed)))
    if let curve = DeLong.mean(controls.map(\.own.curve)) {
      row.aurocChangeRange = rows.range(curve, minus: own.base.curve, extra: spread(controls.map(\.own.rates.auroc)))
    }
    row.gapClosedRange = interval { $0 }
    row.setPrice()
    return row
  }

  /// What the flagged set does more.
  func fill(_ row: inout AblationRow) {
    if let closed = own.gapClosed, let other = Self.mean(controls.compactMap(\.gapClosed)), let removed = own.removed {
      let range = interval { removed - $0 }
      row.versusControls = Interval(value: closed - other, low: range?.low, high: range?.high)
    }
    if let other = Self.mean(controls.map(\.aurocChange)), let change = own.aurocChange.known,
      let curve = DeLong.mean(controls.map(\.own.curve))
    {
      let range = rows.range(own.own.curve, minus: curve, extra: spread(controls.map(\.own.rates.auroc)))
      row.aurocVersusControls = Interval(value: change - other, low: range?.low, high: range?.high)
    }
  }

  /// - Parameter part: of what the mean of the controls removes.
  private func interval(_ part: (GroupSpread) -> GroupSpread) -> ValueRange? {
    let removed = controls.compactMap(\.removed)
    guard let gap = own.gap, let mean = GroupSpread.mean(removed) else { return nil }
    return gap.interval(part(mean), extra: spread(removed.map(\.value))).map { ValueRange($0) }
  }

  /// Variance of one set about the mean of these.
  private func spread(_ values: [Double]) -> Double {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    guard values.count > 1, !mean.isNaN else { return 0 }
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) * (1 + 1 / count)
  }

  private static func mean(_ values: [Double]) -> Double? {
    let known = values.filter { !$0.isNaN }
    return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }
}

extension ComparedRows {
  /// Interval of a difference of AUROCs.
  ///
  /// - Parameter extra: variance besides that of the clusters.
  fileprivate func range(_ curve: DeLong, minus other: DeLong, extra: Double = 0) -> ValueRange? {
    guard isJudged, !curve.auroc.isNaN else { return nil }
    var difference = ClusteredDeLong(curve, minus: other, positives: truth, clusters: clusters)
    difference.variance += extra
    return difference.interval().map { ValueRange($0) }
  }
}

extension AblationRow {
  /// What is paid for what is closed.
  fileprivate mutating func setPrice() {
    if let gapClosed, let aurocChange, aurocChange < 0 { gapClosedPerPoint = gapClosed / (-100 * aurocChange) }
  }
}

extension ValueRange {
  init(_ interval: ConfidenceInterval) { self.init(low: interval.low, high: interval.high) }
}

extension Double {
  /// nil for NaN.
  fileprivate var known: Double? { isNaN ? nil : self }
}
