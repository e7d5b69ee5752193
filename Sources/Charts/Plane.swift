/// A rectangle with two scales. Figures of the vertical one stand on its lines at the left edge.
struct Plane {
  static let head = 36.0
  static let foot = 40.0
  /// The plot on the narrowest page, in pixels: what has room there has room everywhere.
  static let narrowest = 320.0

  let text: ChartText
  /// What the vertical scale measures, with its unit.
  let verticalName: String
  let x: Axis
  let y: Axis
  let height: Double
  var legend: [[String]] = []
  let verticalTick: @Sendable (Double, Int) -> String

  private var top: Double { Self.head + Double(legend.count) * Series.lineHeight }

  func across(_ value: Double) -> Double { x.position(value) * 1000 }
  func down(_ value: Double) -> Double { (1 - y.position(value)) * height }

  func draw(
    _ kind: StaticString, into out: inout SVGWriter, marks: (inout SVGWriter) -> Void,
    labels: (inout SVGWriter) -> Void = { _ in }
  ) {
    out.begin(kind, height: top + height + Self.foot, text)
    Series.write(legend, into: &out)
    out.label("unit start", y: top - 22, verticalName)
    out.plot(top: top, height: height) { out in
      out.path("grid") { out in
        for tick in y.ticks {
          out.move(0, down(tick))
          out.raw("h1000")
        }
        for tick in x.ticks {
          out.move(across(tick), 0)
          out.raw("v")
          out.number(height)
        }
      }
      marks(&out)
    }
    out.figures(top: top, height: height + Self.foot) { out in
      let every = max(1, Int((18 / (height * y.step / (y.high - y.low))).rounded(.up)))
      for tick in y.ticks where Int((tick / y.step).rounded()) % every == 0 {
        out.label("tick side", percent: 0, y: down(tick) - 3, verticalTick(tick, y.decimals))
      }
      let words = x.ticks.map { text.tick($0, x.decimals) }
      let room = Self.narrowest * 0.85 * x.step / (x.high - x.low)
      let skip = max(1, Int((((words.map(TextWidth.of).max() ?? 0) + 8) / room).rounded(.up)))
      for (tick, words) in zip(x.ticks, words) where Int((tick / x.step).rounded()) % skip == 0 {
        out.label("tick", percent: x.position(tick) * 100, y: height + 15, words)
      }
      out.label("unit", percent: 50, y: height + 34, text.axis)
      labels(&out)
    }
    out.end()
  }
}
