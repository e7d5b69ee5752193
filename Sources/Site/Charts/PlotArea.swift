import Charts

/// A measured point of a chart, with its interval where there is one.
struct PlotPoint: Sendable {
  /// Share of the way from the left edge of the plot to the right one.
  let x: Double
  let value: Double
  let low: Double?
  let high: Double?
  /// What the point says when it is pointed at.
  let label: String

  fileprivate var interval: (low: Double, high: Double)? {
    guard let low, let high, low.isFinite, high.isFinite else { return nil }
    return (low, high)
  }
}

/// A rectangle of a chart with a vertical scale, in the units of the drawing.
struct PlotArea {
  let left: Double
  let top: Double
  let width: Double
  let height: Double
  let axis: Axis

  /// Units that a figure beside the scale needs.
  private static let figureHeight = 15.0

  func x(_ share: Double) -> Double { left + share * width }
  func y(_ value: Double) -> Double { top + (1 - axis.position(value)) * height }

  /// Lines at the ticks of the scale, with their figures on the left.
  func grid(into out: inout FragmentWriter) {
    out.raw("<path class=\"grid\" d=\"")
    for tick in axis.ticks {
      move(left, y(tick), into: &out)
      out.raw("h")
      out.coordinate(width)
    }
    out.raw("\"/>")
    let room = height * axis.step / (axis.high - axis.low)
    let every = max(1, Int((Self.figureHeight / room).rounded(.up)))
    for (index, tick) in axis.ticks.enumerated() where index % every == 0 {
      text(x: left - 6, y: y(tick) + 4, anchor: .end, into: &out) { $0.number(tick, .fixed(axis.decimals)) }
    }
  }

  /// The area between the bounds of the intervals; nothing where a point has none.
  func band(_ points: [PlotPoint], into out: inout FragmentWriter) {
    let bounds = points.compactMap { point in point.interval.map { (x: point.x, low: $0.low, high: $0.high) } }
    guard bounds.count > 1 else { return }
    out.raw("<path class=\"band\" d=\"")
    for (index, bound) in bounds.enumerated() {
      out.raw(index == 0 ? "M" : "L")
      pair(x(bound.x), y(bound.high), into: &out)
    }
    for bound in bounds.reversed() {
      out.raw("L")
      pair(x(bound.x), y(bound.low), into: &out)
    }
    out.raw("z\"/>")
  }

  /// - Parameter isReference: drawn thin and dashed, for comparison.
  func line(_ points: [PlotPoint], isReference: Bool = false, into out: inout FragmentWriter) {
    guard points.count > 1 else { return }
    out.raw(isReference ? "<path class=\"line other\" d=\"" : "<path class=\"line\" d=\"")
    for (index, point) in points.enumerated() {
      out.raw(index == 0 ? "M" : "L")
      pair(x(point.x), y(point.value), into: &out)
    }
    out.raw("\"/>")
  }

  /// A dotted line across the plot, such as chance; nothing where the scale does not reach it.
  func level(_ value: Double, into out: inout FragmentWriter) {
    guard value >= axis.low, value <= axis.high else { return }
    out.raw("<path class=\"level\" d=\"")
    move(left, y(value), into: &out)
    out.raw("h")
    out.coordinate(width)
    out.raw("\"/>")
  }

  func dots(_ points: [PlotPoint], into out: inout FragmentWriter) {
    for point in points {
      out.raw("<circle cx=\"")
      out.coordinate(x(point.x))
      out.raw("\" cy=\"")
      out.coordinate(y(point.value))
      out.raw("\" r=\"3.5\"><title>")
      out.plainText(point.label)
      out.raw("</title></circle>")
    }
  }

  /// Intervals as bars, for points that no line joins.
  func bars(_ points: [PlotPoint], into out: inout FragmentWriter) {
    for point in points {
      guard let bounds = point.interval else { continue }
      out.raw("<path class=\"line\" d=\"")
      move(x(point.x) - 4, y(bounds.high), into: &out)
      out.raw("h8m-4 0V")
      out.coordinate(y(bounds.low))
      out.raw("m-4 0h8\"/>")
    }
  }

  enum Anchor { case start, middle, end }

  func text(
    x: Double, y: Double, anchor: Anchor, into out: inout FragmentWriter, _ content: (inout FragmentWriter) -> Void
  ) {
    out.raw("<text x=\"")
    out.coordinate(x)
    out.raw("\" y=\"")
    out.coordinate(y)
    switch anchor {
    case .start: out.raw("\">")
    case .middle: out.raw("\" text-anchor=\"middle\">")
    case .end: out.raw("\" text-anchor=\"end\">")
    }
    content(&out)
    out.raw("</text>")
  }

  private func move(_ x: Double, _ y: Double, into out: inout FragmentWriter) {
    out.raw("M")
    pair(x, y, into: &out)
  }

  private func pair(_ x: Double, _ y: Double, into out: inout FragmentWriter) {
    out.coordinate(x)
    out.raw(" ")
    out.coordinate(y)
  }
}
