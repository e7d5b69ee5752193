import Charts

#if canImport(Glibc)
  import Glibc
#endif

/// How a score grows with the share of the training rows: one small chart for each representation, all on the same scales,
/// each with the same curve for comparison behind it.
struct LearningCurveChart {
  struct Point: Sendable {
    /// Share of the training rows, above 0 and at most 1.
    let rate: Double
    let value: Double
    let low: Double?
    let high: Double?
  }

  private static let left = 32.0
  private static let top = 8.0
  private static let width = 176.0
  private static let height = 112.0
  /// Units between figures below the plot.
  private static let figureWidth = 33.0

  let axis: Axis
  /// All shares that any curve has, ascending.
  let rates: [Double]
  /// The curve that every chart shows for comparison.
  let reference: [Point]
  /// What chance would give, where known.
  let chance: Double?

  /// - Parameters:
  ///   - title: what the curve is of.
  ///   - description: all that the curve shows, in words.
  ///   - isReference: whether this is the curve for comparison itself.
  func draw(
    _ points: [Point], title: String, description: String, isReference: Bool, into out: inout FragmentWriter
  ) {
    let area = PlotArea(left: Self.left, top: Self.top, width: Self.width, height: Self.height, axis: axis)
    out.raw("<svg class=\"chart\" viewBox=\"0 0 220 142\" role=\"img\"><title>")
    out.plainText(title)
    out.raw("</title><desc>")
    out.plainText(description)
    out.raw("</desc>")
    area.grid(into: &out)
    ticks(area, into: &out)
    if let chance { area.level(chance, into: &out) }
    let numbers = out.style.numbers
    let own = points.map { plotted($0, numbers) }
    area.band(own, into: &out)
    if !isReference { area.line(reference.map { plotted($0, numbers) }, isReference: true, into: &out) }
    area.line(own, into: &out)
    area.dots(own, into: &out)
    out.raw("</svg>")
  }

  /// Equal distances stand for equal factors.
  private func position(_ rate: Double) -> Double {
    guard let first = rates.first, let last = rates.last, last > first else { return 0.5 }
    return log(rate / first) / log(last / first)
  }

  private func plotted(_ point: Point, _ numbers: NumberFormat) -> PlotPoint {
    PlotPoint(
      x: position(point.rate), value: point.value, low: point.low, high: point.high,
      label: numbers.named(
        numbers.text(point.rate, .wholePercent),
        numbers.text(point.value, low: point.low, high: point.high, .fixed(3))))
  }

  /// From the right, leaving out what has no room.
  private func ticks(_ area: PlotArea, into out: inout FragmentWriter) {
    var free = Double.infinity
    for rate in rates.reversed() {
      let x = area.x(position(rate))
      guard x <= free else { continue }
      free = x - Self.figureWidth
      area.text(x: x, y: 137, anchor: .middle, into: &out) { $0.number(rate, .wholePercent) }
    }
  }
}
