/// The same things before and after: a line for each, with its interval after; what is meant is drawn strong, controls thin.
public struct SlopeChart: Chart {
  /// One thing.
  public struct Line: Sendable {
    /// Of what.
    public var name: String
    /// Before.
    public var before: Estimate
    /// After.
    public var after: Estimate
    /// Whether it is for comparison: drawn thin and dashed.
    public var isControl: Bool

    /// See the properties.
    public init(_ name: String, before: Estimate, after: Estimate, isControl: Bool = false) {
      self.name = name
      self.before = before
      self.after = after
      self.isControl = isControl
    }
  }

  private static let height = 170.0
  private static let top = 30.0
  private static let places = (left: 80.0, right: 560.0)

  public let text: ChartText
  private let names: (before: String, after: String)
  private let lines: [Line]
  private let axis: Axis?

  /// - Parameters:
  ///   - names: of the two moments.
  ///   - lines: names are placed in this order where they are at the same height.
  ///   - siblings: further values the scale has to hold.
  public init(
    _ text: ChartText, names: (before: String, after: String), lines: [Line], siblings: [Double] = []
  ) {
    self.text = text
    self.names = names
    self.lines = lines.filter { $0.before.value.isFinite && $0.after.value.isFinite }
    axis =
      self.lines.isEmpty ? nil : Axis(holding: siblings + self.lines.flatMap { $0.before.extent + $0.after.extent })
  }

  public func draw(into out: inout SVGWriter) {
    guard let axis else { return }
    let height = max(Self.height, Double(lines.count) * 17)
    func y(_ value: Double) -> Double { (1 - axis.position(value)) * height }
    out.begin("slope-graph", height: height + Self.top + 34, text)
    out.plot(top: Self.top, height: height) { out in
      out.path("grid") { out in
        for place in [Self.places.left, Self.places.right] {
          out.move(place, 0)
          out.raw("v")
          out.number(height)
        }
      }
      if axis.low < 0, axis.high > 0 {
        out.path("ref") { out in
          out.move(Self.places.left, y(0))
          out.raw("H")
          out.number(Self.places.right)
        }
      }
      for isControl in [true, false] {
        let shown = lines.filter { $0.isControl == isControl }
        out.path(isControl ? "course other" : "course") { out in
          for line in shown {
            out.move(Self.places.left, y(line.before.value))
            out.raw("L")
            out.pair(Self.places.right, y(line.after.value))
          }
        }
        out.path("range") { out in
          for line in shown {
            guard let interval = line.after.interval else { continue }
            out.move(Self.places.right, y(interval.low))
            out.raw("V")
            out.number(y(interval.high))
          }
        }
        Series.marks(
          isControl ? 2 : 0,
          shown.flatMap {
            [(x: Self.places.left, y: y($0.before.value)), (x: Self.places.right, y: y($0.after.value))]
          }, into: &out)
      }
    }
    out.label("unit end", percent: Self.places.left / 10, y: 14, names.before)
    out.label("unit end", percent: Self.places.right / 10, y: 14, names.after)
    var before: [String] = []
    var heights: [Double] = []
    for line in lines {
      let figure = text.figure(line.before.value)
      guard !before.contains(figure) else { continue }
      before.append(figure)
      heights.append(y(line.before.value))
    }
    for (figure, y) in zip(before, Self.apart(heights, within: height)) {
      out.label("value side", percent: Self.places.left / 10 - 1.6, y: Self.top + y + 4, figure)
    }
    for (line, y) in zip(lines, Self.apart(lines.map { y($0.after.value) }, within: height)) {
      let figure = text.figure(line.after.value)
      let name = TextWidth.fitted(line.name, into: max(40, 142 - TextWidth.of(figure)))
      out.label(
        line.isControl ? "point soft" : "point", percent: Self.places.right / 10, y: Self.top + y + 4,
        "\(figure)  \(name)")
    }
    out.label("unit start", y: Self.top + height + 28, text.axis)
    out.end()
  }

  /// Heights moved as little as leaves 15 pixels between neighbours, from the top; in the order given.
  static func apart(_ heights: [Double], within height: Double) -> [Double] {
    let order = heights.indices.sorted { (heights[$0], $0) < (heights[$1], $1) }
    var moved = heights
    var free = -Double.infinity
    for index in order {
      moved[index] = max(moved[index], free)
      free = moved[index] + 15
    }
    // Back from the foot where that went below it.
    var limit = height
    for index in order.reversed() where moved[index] > limit || limit < height {
      moved[index] = min(moved[index], limit)
      limit = moved[index] - 15
    }
    return moved
  }
}
