/// Effects with their intervals, one a row, beside the line of no effect and the band of what does not matter.
public struct ForestChart: Chart {
  /// One effect.
  public struct Row: Sendable {
    /// Of what.
    public var label: String
    /// The effect.
    public var estimate: Estimate
    /// Said on the right in place of the estimate, such as the estimate and the size of a family.
    public var figure: String?
    /// Whether it needs a second look: drawn as a square.
    public var isMarked: Bool

    /// See the properties.
    public init(_ label: String, _ estimate: Estimate, figure: String? = nil, isMarked: Bool = false) {
      self.label = label
      self.estimate = estimate
      self.figure = figure
      self.isMarked = isMarked
    }
  }

  public let text: ChartText
  private let rows: [Row]
  private let reference: (value: Double, name: String)
  private let margin: Double?
  private let axis: Axis?

  /// - Parameters:
  ///   - rows: from top to bottom.
  ///   - reference: where there is no effect, and what that is called.
  ///   - margin: effects within it, on both sides of the reference, do not matter.
  ///   - siblings: further values the scale has to hold, so that charts beside each other share it.
  public init(
    _ text: ChartText, rows: [Row], reference: Double = 0, referenceName: String = "", margin: Double? = nil,
    siblings: [Double] = []
  ) {
    self.text = text
    self.rows = rows.filter { $0.estimate.value.isFinite }
    self.reference = (reference, referenceName)
    self.margin = margin.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    axis =
      self.rows.isEmpty ? nil : Axis(holding: [reference] + siblings + self.rows.flatMap(\.estimate.extent))
  }

  public func draw(into out: inout SVGWriter) {
    guard let axis else { return }
    let plot = RowPlot(
      text: text, rows: rows.map { RowPlot.Row(label: $0.label, figure: $0.figure ?? text.figure($0.estimate.value)) },
      axis: axis, reference: reference)
    plot.draw("forest-graph", into: &out) { out in
      guard let margin else { return }
      out.path("zone") { out in
        out.move(plot.x(reference.value - margin), 0)
        out.raw("H")
        out.number(plot.x(reference.value + margin))
        out.raw("V")
        out.number(plot.height)
        out.raw("H")
        out.number(plot.x(reference.value - margin))
        out.raw("z")
      }
    } marks: { out, middles in
      for isMarked in [false, true] {
        let shown = zip(rows, middles).filter { $0.0.isMarked == isMarked }
        out.path(isMarked ? "range marked" : "range") { out in
          plot.intervals(shown.map { ($0.0.estimate, y: $0.1) }, into: &out)
        }
        out.path(isMarked ? "dot square marked" : "dot") { out in
          for (row, y) in shown {
            out.move(plot.x(row.estimate.value), y)
            out.raw("h.01")
          }
        }
      }
    }
  }
}
