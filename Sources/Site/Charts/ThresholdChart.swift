import Charts

/// What the threshold from which a feature counts as fired does: score, features left active and agreement of the folds, one
/// below the other over the same thresholds; rules that choose a threshold stand beside them.
struct ThresholdChart {
  struct Point: Sendable {
    /// nil for a rule that chooses the threshold itself.
    let threshold: Double?
    /// Below the plot: the threshold, or the name of the rule.
    let name: String
    let score: Measure?
    let active: Measure?
    let agreement: Measure?
  }

  struct Measure: Sendable {
    let value: Double
    var low: Double?
    var high: Double?
  }

  private struct Panel {
    let title: String
    let height: Double
    let decimals: Int
    let axis: Axis
    let measure: (Point) -> Measure?
  }

  private static let left = 40.0
  private static let width = 388.0
  /// Units above every panel for its title, and beside the thresholds for each rule.
  private static let head = 34.0
  private static let rule = 62.0
  /// Thresholds nearer to each other than this share of the plot are set at equal distances.
  private static let nearest = 0.07

  let points: [Point]
  let title: String
  let description: String
  let scoreTitle: String
  let activeTitle: String
  let agreementTitle: String
  let axisTitle: String

  private var fixed: [Point] { points.filter { $0.threshold != nil } }
  private var rules: [Point] { points.filter { $0.threshold == nil } }

  /// Whether the thresholds stand at equal distances rather than to scale.
  var isEven: Bool {
    let values = fixed.compactMap(\.threshold)
    guard let first = values.first, let last = values.last, last > first else { return true }
    return zip(values, values.dropFirst()).contains { ($1 - $0) / (last - first) < Self.nearest }
  }

  /// Thresholds ascending, then the rules.
  func draw(into out: inout FragmentWriter) {
    let panels = panels()
    guard !panels.isEmpty else { return }
    let bottom = panels.reduce(0) { $0 + $1.height + Self.head }
    out.raw("<svg class=\"chart\" viewBox=\"0 0 440 ")
    out.integer(Int(bottom + 42))
    out.raw("\" role=\"img\"><title>")
    out.plainText(title)
    out.raw("</title><desc>")
    out.plainText(description)
    out.raw("</desc>")
    var top = 0.0
    var last: PlotArea?
    for panel in panels {
      let area = PlotArea(
        left: Self.left, top: top + Self.head, width: Self.width, height: panel.height, axis: panel.axis)
      draw(panel, area, into: &out)
      top += panel.height + Self.head
      last = area
    }
    if let last { ticks(last, bottom, into: &out) }
    out.raw("</svg>")
  }

  private func panels() -> [Panel] {
    func panel(
      _ title: String, _ height: Double, _ decimals: Int, from extra: [Double], limits: ClosedRange<Double>?,
      _ measure: @escaping (Point) -> Measure?
    ) -> Panel? {
      let found = points.compactMap(measure)
      let values = found.flatMap { [$0.value, $0.low, $0.high].compactMap { $0 } }
      guard !found.isEmpty, let axis = Axis(holding: values + extra, limits: limits) else { return nil }
      return Panel(title: title, height: height, decimals: decimals, axis: axis, measure: measure)
    }
    return [
      panel(scoreTitle, 130, 3, from: [], limits: 0...1) { $0.score },
      panel(activeTitle, 70, 1, from: [0], limits: nil) { $0.active },
      panel(agreementTitle, 70, 2, from: [0, 1], limits: 0...1) { $0.agreement },
    ].compactMap { $0 }
  }

  private func draw(_ panel: Panel, _ area: PlotArea, into out: inout FragmentWriter) {
    area.text(x: 0, y: area.top - 13, anchor: .start, into: &out) { $0.plainText(panel.title) }
    area.grid(into: &out)
    let numbers = out.style.numbers
    func plotted(_ points: [Point]) -> [PlotPoint] {
      points.compactMap { point in
        panel.measure(point).map { measure in
          PlotPoint(
            x: position(point), value: measure.value, low: measure.low, high: measure.high,
            label: numbers.named(
              point.name,
              numbers.text(measure.value, low: measure.low, high: measure.high, .fixed(panel.decimals))))
        }
      }
    }
    let line = plotted(fixed)
    let alone = plotted(rules)
    area.band(line, into: &out)
    if line.count == 1 { area.bars(line, into: &out) }
    area.line(line, into: &out)
    area.bars(alone, into: &out)
    area.dots(line + alone, into: &out)
  }

  /// Room for the rules is kept on the right.
  private func position(_ point: Point) -> Double {
    let end = 1 - Double(rules.count) * Self.rule / Self.width - 0.02
    if point.threshold == nil {
      let place = rules.firstIndex { $0.name == point.name } ?? 0
      return 1 - (Double(rules.count - place) - 0.5) * Self.rule / Self.width
    }
    let values = fixed.compactMap(\.threshold)
    guard let threshold = point.threshold, let first = values.first, let last = values.last, last > first else {
      return end / 2
    }
    let share =
      isEven
      ? Double(values.firstIndex(of: threshold) ?? 0) / Double(values.count - 1) : (threshold - first) / (last - first)
    return 0.02 + share * (end - 0.02)
  }

  private func ticks(_ area: PlotArea, _ bottom: Double, into out: inout FragmentWriter) {
    for point in points {
      area.text(x: area.x(position(point)), y: bottom + 16, anchor: .middle, into: &out) { $0.plainText(point.name) }
    }
    if !rules.isEmpty {
      out.raw("<path class=\"divide\" d=\"M")
      out.coordinate(area.x(1 - Double(rules.count) * Self.rule / Self.width))
      out.raw(" 26V")
      out.coordinate(bottom + 20)
      out.raw("\"/>")
    }
    area.text(x: Self.left, y: bottom + 36, anchor: .start, into: &out) { $0.plainText(axisTitle) }
  }
}
