import Charts

/// A row of a forest plot within a table: a dot with its interval, on a scale that the column's head shows.
///
/// Rows stretch to the width that the style sheet gives the column, strokes and dots keep their size; the head is placed in
/// percent, so that its figures are never stretched.
enum IntervalStrip {
  private static let width = 180.0
  private static let margin = 8.0
  /// The narrowest column, in pixels: on a phone.
  private static let narrowest = 96.0

  /// Every how many ticks there is room for a figure in a column of some pixels; zero always gets one.
  private static func labelStep(_ axis: Axis, width: Double) -> Int {
    let room = (width - 2 * margin) * axis.step / (axis.high - axis.low)
    let size = Double(axis.decimals + (axis.decimals > 0 ? 2 : 3) + (axis.low < 0 ? 1 : 0)) * 6.5
    return max(1, Int((size / room).rounded(.up)))
  }

  private static func x(_ value: Double, _ axis: Axis) -> Double {
    margin + axis.position(value) * (width - 2 * margin)
  }

  private static func percent(_ value: Double, _ axis: Axis) -> Double { x(value, axis) / width * 100 }

  /// - Parameter reference: where a thin line stands, such as chance or no difference.
  static func row(
    _ value: Double, low: Double?, high: Double?, axis: Axis?, reference: Double? = nil, emphasised: Bool = false,
    into out: inout FragmentWriter
  ) {
    guard out.format == .html, let axis, value.isFinite else { return }
    out.raw(
      emphasised
        ? "<svg class=\"strip strong\" viewBox=\"0 0 180 18\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        : "<svg class=\"strip\" viewBox=\"0 0 180 18\" preserveAspectRatio=\"none\" aria-hidden=\"true\">")
    if let reference, reference >= axis.low, reference <= axis.high {
      out.raw("<path class=\"ref\" d=\"M")
      out.coordinate(x(reference, axis))
      out.raw(" 0v18\"/>")
    }
    if let low, let high, low.isFinite, high.isFinite {
      out.raw("<path d=\"M")
      out.coordinate(x(low, axis))
      out.raw(" 5v8m0-4H")
      out.coordinate(x(high, axis))
      out.raw("m0-4v8\"/>")
    }
    out.raw("<path class=\"dot\" d=\"M")
    out.coordinate(x(value, axis))
    out.raw(" 9h.01\"/></svg>")
  }

  static func row(
    _ value: Double, low: Double?, high: Double?, axis: Axis?, reference: Double? = nil, emphasised: Bool = false,
    style: PageStyle
  ) -> Fragment {
    var out = FragmentWriter(style)
    row(value, low: low, high: high, axis: axis, reference: reference, emphasised: emphasised, into: &out)
    return out.fragment
  }

  /// The scale, for the head of the column.
  ///
  /// - Parameter inPercent: ticks are shown times 100, for shares and differences of shares.
  static func head(_ axis: Axis?, inPercent: Bool = false, style: PageStyle) -> Fragment {
    var out = FragmentWriter(style)
    head(axis, inPercent: inPercent, into: &out)
    return out.fragment
  }

  static func head(_ axis: Axis?, inPercent: Bool = false, into out: inout FragmentWriter) {
    guard out.format == .html, let axis else { return }
    out.raw("<svg class=\"strip axis\" aria-hidden=\"true\">")
    let step = labelStep(axis, width: width)
    let narrow = labelStep(axis, width: narrowest)
    for (index, tick) in axis.ticks.enumerated() {
      let isFirst = index == 0 && axis.position(tick) < 0.05
      let isLast = index == axis.ticks.count - 1 && axis.position(tick) > 0.95
      out.raw("<line x1=\"")
      out.coordinate(percent(tick, axis))
      out.raw("%\" x2=\"")
      out.coordinate(percent(tick, axis))
      out.raw("%\" y1=\"14\" y2=\"18\"/>")
      let place = Int((tick / axis.step).rounded())
      // Where there is room on a desktop but not on a phone, the style sheet decides.
      guard place % step == 0 || place % narrow == 0 else { continue }
      out.raw(place % narrow == 0 ? "<text y=\"11\" x=\"" : "<text class=\"more\" y=\"11\" x=\"")
      out.coordinate(percent(tick, axis))
      out.raw(
        isFirst
          ? "%\" dx=\"-7\" text-anchor=\"start\">"
          : isLast ? "%\" dx=\"7\" text-anchor=\"end\">" : "%\" text-anchor=\"middle\">")
      out.number(inPercent ? tick * 100 : tick, .fixed(inPercent ? max(0, axis.decimals - 2) : axis.decimals))
      out.raw("</text>")
    }
    out.raw("</svg>")
  }
}
