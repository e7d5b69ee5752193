import Findings
import Statistics

/// A set of decisions beside that with all features.
struct Comparison: Sendable {
  private let own: SetOutcome
  private let base: SetOutcome

  init(_ own: SetOutcome, _ base: SetOutcome) { (self.own, self.base) = (own, base) }

  var aurocChange: Double { own.rates.auroc - base.rates.auroc }
  var gapClosed: Double { own.rates.closed(of: base.rates) }
  /// [sample].
  var aurocChanges: [Double] { zip(own.resampled, base.resampled).map { $0.auroc - $1.auroc } }
  /// [sample].
  var gapsClosed: [Double] { zip(own.resampled, base.resampled).map { $0.closed(of: $1) } }

  func row(_ set: String, features: Int) -> AblationRow {
    var row = AblationRow(
      set: set, features: features, auroc: own.rates.auroc.known, aurocChange: aurocChange.known,
      tprGap: own.rates.tprGap.known, fprGap: own.rates.fprGap.known, gapClosed: gapClosed.known)
    row.setRanges(aurocChanges, gapsClosed)
    return row
  }
}

/// The flagged features taken away beside random sets taken away in the same manner.
///
/// Intervals are of one control drawn at random with each sample of rows, so that they hold how much controls differ from one
/// another: what is asked is whether the flagged set does more than a set like it, not than the mean of many.
struct ControlComparison: Sendable {
  private let own: Comparison
  private let controls: [Comparison]
  private let rates: [SetRates]
  /// [sample].
  private let drawnChanges: [Double]
  private let drawnClosed: [Double]

  /// - Parameter drawn: place of a control for each sample.
  init?(own: SetOutcome, controls: [SetOutcome], base: SetOutcome, drawn: [Int]) {
    guard !controls.isEmpty else { return nil }
    self.own = Comparison(own, base)
    self.controls = controls.map { Comparison($0, base) }
    rates = controls.map(\.rates)
    drawnChanges = drawn.indices.map { controls[drawn[$0]].resampled[$0].auroc - base.resampled[$0].auroc }
    drawnClosed = drawn.indices.map { controls[drawn[$0]].resampled[$0].closed(of: base.resampled[$0]) }
  }

  /// Mean over the controls.
  func row(_ set: String, features: Int) -> AblationRow {
    var row = AblationRow(
      set: set, features: features, auroc: Self.mean(rates.map(\.auroc)),
      aurocChange: Self.mean(controls.map(\.aurocChange)), tprGap: Self.mean(rates.map(\.tprGap)),
      fprGap: Self.mean(rates.map(\.fprGap)), gapClosed: Self.mean(controls.map(\.gapClosed)))
    row.setRanges(drawnChanges, drawnClosed)
    return row
  }

  /// What the flagged set does more.
  func fill(_ row: inout AblationRow) {
    row.versusControls = Self.difference(
      own.gapClosed, Self.mean(controls.map(\.gapClosed)), own.gapsClosed, drawnClosed)
    row.aurocVersusControls = Self.difference(
      own.aurocChange, Self.mean(controls.map(\.aurocChange)), own.aurocChanges, drawnChanges)
  }

  private static func difference(_ own: Double, _ other: Double?, _ samples: [Double], _ others: [Double]) -> Interval?
  {
    guard let own = own.known, let other else { return nil }
    let range = Bootstrap.percentileInterval(zip(samples, others).map { $0 - $1 })
    return Interval(value: own - other, low: range?.low, high: range?.high)
  }

  private static func mean(_ values: [Double]) -> Double? {
    let known = values.filter { !$0.isNaN }
    return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }
}

extension AblationRow {
  /// Intervals from samples, and the price of what is closed.
  fileprivate mutating func setRanges(_ changes: [Double], _ closed: [Double]) {
    aurocChangeRange = Bootstrap.percentileInterval(changes).map { ValueRange(low: $0.low, high: $0.high) }
    gapClosedRange = Bootstrap.percentileInterval(closed).map { ValueRange(low: $0.low, high: $0.high) }
    if let gapClosed, let aurocChange, aurocChange < 0 { gapClosedPerPoint = gapClosed / (-100 * aurocChange) }
  }
}

extension Double {
  /// nil for NaN.
  fileprivate var known: Double? { isNaN ? nil : self }
}
