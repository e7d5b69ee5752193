/// What charts with one row for each thing share: the name on the left and a figure on the right stand above the marks, and the
/// scale takes the whole width, on a phone as on a desktop.
struct RowPlot {
  struct Row {
    let label: String
    let figure: String
    /// A heading of the rows below it.
    var isHead = false
    /// Pixels.
    var height = RowPlot.rowHeight
  }

  static let rowHeight = 26.0
  /// Of a row, for its name.
  static let nameHeight = 16.0
  private static let foot = 38.0
  private static let labelRoom = 330.0
  /// Pixels that a narrow page has.
  private static let narrow = 340.0

  let text: ChartText
  let rows: [Row]
  let axis: Axis
  var legend: [[String]] = []
  /// Where a line stands through all rows, with what it is.
  var reference: (value: Double, name: String)?

  private var top: Double { Double(legend.count) * Series.lineHeight + (reference?.name.isEmpty == false ? 20 : 4) }
  var height: Double { rows.reduce(5) { $0 + $1.height } }

  func x(_ value: Double) -> Double { axis.position(value) * 1000 }

  /// Tops of all rows, in the plot.
  private var tops: [Double] {
    var end = 0.0
    return rows.map { row in
      end += row.height
      return end - row.height
    }
  }

  /// - Parameters:
  ///   - ground: what lies below the lines of the scale.
  ///   - marks: what stands over them; it is told the middles of the rows.
  func draw(
    _ kind: StaticString, into out: inout SVGWriter, ground: (inout SVGWriter) -> Void = { _ in },
    marks: (inout SVGWriter, [Double]) -> Void
  ) {
    let tops = tops
    let middles = zip(rows, tops).map { $1 + Self.nameHeight + ($0.height - Self.nameHeight) / 2 }
    let height = height
    let top = top
    out.begin(kind, height: top + height + Self.foot, text)
    Series.write(legend, into: &out)
    out.plot(top: top, height: height) { out in
      ground(&out)
      out.path("grid") { out in
        for tick in axis.ticks {
          out.move(x(tick), 0)
          out.raw("v")
          out.number(height)
        }
      }
      if let reference, reference.value >= axis.low, reference.value <= axis.high {
        out.path("ref") { out in
          out.move(x(reference.value), -4)
          out.raw("v")
          out.number(height + 4)
        }
      }
      marks(&out, middles)
    }
    for (row, rowTop) in zip(rows, tops) {
      let figureWidth = TextWidth.of(row.figure)
      let name = TextWidth.fitted(row.label, into: max(80, min(Self.labelRoom, 335 - figureWidth)))
      if row.isHead {
        out.label("head", y: top + rowTop + row.height - 4, name)
      } else {
        out.label("name", y: top + rowTop + 13, name)
        out.label("value", percent: 100, y: top + rowTop + 13, row.figure)
      }
    }
    if let reference, reference.value >= axis.low, reference.value <= axis.high, !reference.name.isEmpty {
      out.figures(top: top - 20, height: 20) { out in
        let place = axis.position(reference.value)
        let half = TextWidth.of(reference.name) / 2
        out.label(
          Self.narrow * place < half ? "what start" : Self.narrow * (1 - place) < half ? "what side" : "what",
          percent: place * 100, y: 12, reference.name)
      }
    }
    out.figures(top: top + height, height: Self.foot) { out in
      ticks(into: &out)
      out.label("unit", percent: 50, y: 32, text.axis)
    }
    out.end()
  }

  private func ticks(into out: inout SVGWriter) {
    let words = axis.ticks.map { text.tick($0, axis.decimals) }
    let widest = words.map(TextWidth.of).max() ?? 0
    let room = 330 * axis.step / (axis.high - axis.low)
    let every = max(1, Int(((widest + 8) / room).rounded(.up)))
    for (tick, words) in zip(axis.ticks, words) where Int((tick / axis.step).rounded()) % every == 0 {
      out.label("tick", percent: axis.position(tick) * 100, y: 14, words)
    }
  }

  /// The intervals of one series, as one path.
  func intervals(_ estimates: [(Estimate, y: Double)], into out: inout SVGWriter) {
    for (estimate, y) in estimates {
      guard let interval = estimate.interval else { continue }
      out.move(x(interval.low), y)
      out.raw("H")
      out.number(x(interval.high))
    }
  }
}
