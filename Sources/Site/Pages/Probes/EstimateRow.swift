import Charts
import Findings

/// A mean with its interval, in figures and as a dot on a scale.
struct EstimateRow {
  let context: SiteContext
  let estimate: MetricEstimate?
  let axis: Axis?
  /// Where a thin line stands.
  let reference: Double?
  let emphasised: Bool

  static let slots: Slots<EstimateRow> = [
    .number("mean", .fixed(3)) { $0.estimate?.mean }, .number("low", .fixed(3)) { $0.estimate?.low },
    .number("high", .fixed(3)) { $0.estimate?.high },
    .inline("strip") { row in
      row.context.strip(
        row.estimate?.mean, row.estimate?.low, row.estimate?.high, row.axis, reference: row.reference,
        emphasised: row.emphasised)
    },
  ]
}
