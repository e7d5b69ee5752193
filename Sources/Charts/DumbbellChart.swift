/// The same measure of several groups, one mark for each group in every row, joined by a line: how far they are apart.
public struct DumbbellChart: Chart {
  /// One measure.
  public struct Row: Sendable {
    /// Which measure, or which group.
    public var label: String
    /// One for each series; nil where not defined.
    public var estimates: [Estimate?]
    /// Said on the right, such as the difference.
    public var figure: String
    /// A heading of the rows below it, without values of its own.
    public var isHead: Bool

    /// See the properties.
    public init(_ label: String, _ estimates: [Estimate?], figure: String = "", isHead: Bool = false) {
      self.label = label
      self.estimates = estimates
      self.figure = figure
      self.isHead = isHead
    }
  }

  public let text: ChartText
  private let series: [String]
  private let rows: [Row]
  private let reference: (value: Double, name: String)?
  private let axis: Axis?

  /// - Parameters:
  ///   - series: names of the groups; one or none where rows say which group they are of.
  ///   - rows: from top to bottom.
  ///   - reference: a value to compare with, and what it is.
  ///   - limits: bounds the scale never passes.
  ///   - siblings: further values the scale has to hold.
  public init(
    _ text: ChartText, series: [String], rows: [Row], reference: (value: Double, name: String)? = nil,
    limits: ClosedRange<Double>? = nil, siblings: [Double] = []
  ) {
    self.text = text
    self.series = series
    self.rows = rows
    self.reference = reference.flatMap { $0.value.isFinite ? $0 : nil }
    let values = rows.flatMap { row in row.estimates.flatMap { $0?.extent ?? [] } }
    axis = values.isEmpty ? nil : Axis(holding: values + siblings, limits: limits)
  }

  public func draw(into out: inout SVGWriter) {
    guard let axis else { return }
    let count = rows.map(\.estimates.count).max() ?? 0
    let lane = count > 1 ? 7.0 : 0
    let plot = RowPlot(
      text: text,
      rows: rows.map {
        RowPlot.Row(
          label: $0.label, figure: $0.figure, isHead: $0.isHead,
          height: $0.isHead ? 26 : max(RowPlot.rowHeight, Double(count) * lane + RowPlot.nameHeight + 6))
      }, axis: axis, legend: series.count > 1 ? Series.legend(series) : [], reference: reference)
    plot.draw("dumbbell-graph", into: &out) { out, middles in
      func y(_ row: Int, _ series: Int) -> Double { middles[row] + (Double(series) - Double(count - 1) / 2) * lane }
      out.path("link") { out in
        for (index, row) in rows.enumerated() {
          let shown = row.estimates.indices.filter { row.estimates[$0]?.value.isFinite == true }
          guard shown.count > 1 else { continue }
          for (place, series) in shown.enumerated() {
            guard let value = row.estimates[series]?.value else { continue }
            out.raw(place == 0 ? "M" : "L")
            out.pair(plot.x(value), y(index, series))
          }
        }
      }
      for series in 0..<count {
        let shown = rows.enumerated().compactMap { index, row -> (Estimate, y: Double)? in
          guard row.estimates.indices.contains(series), let estimate = row.estimates[series], estimate.value.isFinite
          else { return nil }
          return (estimate, y: y(index, series))
        }
        out.path("range") { plot.intervals(shown, into: &$0) }
        Series.marks(series, shown.map { (x: plot.x($0.0.value), y: $0.y) }, into: &out)
      }
    }
  }
}
