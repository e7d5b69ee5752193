/// Shares that sum to a whole, each beginning where the one above it ends; the last bar is the sum.
public struct WaterfallChart: Chart {
  public let text: ChartText
  private let parts: [(label: String, value: Double)]
  private let rest: (label: String, value: Double)?
  private let total: (label: String, value: Double)
  private let axis: Axis?

  /// - Parameters:
  ///   - parts: from top to bottom; of many, the largest by size are shown and the others join `rest`.
  ///   - rest: what is not among the parts.
  ///   - totalName: of the sum of parts and rest.
  ///   - shown: the largest number of parts with a bar of their own.
  public init(
    _ text: ChartText, parts: [(label: String, value: Double)], rest: (label: String, value: Double)? = nil,
    totalName: String, restName: String = "", shown: Int = 20
  ) {
    self.text = text
    let finite = parts.filter(\.value.isFinite)
    let order = finite.indices.sorted {
      (finite[$0].value.magnitude, $1) > (finite[$1].value.magnitude, $0)
    }
    let kept = order.prefix(max(0, shown)).sorted()
    let others = order.dropFirst(max(0, shown)).sorted().reduce(0) { $0 + finite[$1].value }
    self.parts = kept.map { finite[$0] }
    let given = rest.flatMap { $0.value.isFinite ? $0 : nil }
    if let given {
      self.rest = (given.label, given.value + others)
    } else {
      self.rest = kept.count < finite.count ? (restName, others) : nil
    }
    let bars = self.parts + (self.rest.map { [$0] } ?? [])
    let sums = bars.reduce(into: [0.0]) { $0.append(($0.last ?? 0) + $1.value) }
    total = (totalName, sums.last ?? 0)
    axis = bars.isEmpty ? nil : Axis(holding: sums)
  }

  public func draw(into out: inout SVGWriter) {
    guard let axis else { return }
    let bars = parts + (rest.map { [$0] } ?? [])
    let plot = RowPlot(
      text: text,
      rows: (bars + [total]).map { RowPlot.Row(label: $0.label, figure: text.figure($0.value), height: 30) },
      axis: axis,
      reference: (0, ""))
    plot.draw("waterfall-graph", into: &out) { out, middles in
      func bar(_ from: Double, _ to: Double, _ y: Double, _ out: inout SVGWriter) {
        out.move(plot.x(from), y - 5)
        out.raw("H")
        out.number(plot.x(to))
        out.raw("v10H")
        out.number(plot.x(from))
        out.raw("z")
      }
      for isUp in [true, false] {
        out.path(isUp ? "bar up" : "bar down") { out in
          var sum = 0.0
          for (index, part) in bars.enumerated() {
            if (part.value >= 0) == isUp { bar(sum, sum + part.value, middles[index], &out) }
            sum += part.value
          }
        }
      }
      out.path("bar total") { bar(0, total.value, middles[bars.count], &$0) }
      out.path("join") { out in
        var sum = 0.0
        for (index, part) in bars.enumerated() {
          sum += part.value
          out.move(plot.x(sum), middles[index] - 5)
          out.raw("V")
          out.number(middles[index + 1] + 5)
        }
      }
    }
  }
}
