/// How the marks of one series look: shapes first, then colours, so that they are told apart without colour.
enum Series {
  /// Looks that can be told apart; further series begin again.
  static let looks = 4

  /// The marks of a series at points of the plot.
  static func marks(_ series: Int, _ points: [(x: Double, y: Double)], into out: inout SVGWriter) {
    func dots(_ out: inout SVGWriter) {
      for point in points {
        out.move(point.x, point.y)
        out.raw("h.01")
      }
    }
    switch series % looks {
    case 0: out.path("dot", dots)
    case 1: out.path("dot square", dots)
    case 2:
      out.path("dot", dots)
      out.path("hole", dots)
    default:
      out.path("dot square", dots)
      out.path("hole square", dots)
    }
  }

  private static func sign(_ series: Int) -> String {
    switch series % looks {
    case 0: "●"
    case 1: "■"
    case 2: "○"
    default: "□"
    }
  }

  /// Lines of a legend, each of what fits beside each other on a phone.
  static func legend(_ names: [String]) -> [[String]] {
    var lines: [[String]] = []
    var free = 0.0
    for (index, name) in names.enumerated() {
      let entry = "\(sign(index)) \(TextWidth.fitted(name, into: 300))"
      let width = TextWidth.of(entry) + 14
      if lines.isEmpty || width > free {
        lines.append([])
        free = 340
      }
      lines[lines.count - 1].append(entry)
      free -= width
    }
    return lines
  }

  /// Units that a line of the legend takes.
  static let lineHeight = 18.0

  static func write(_ legend: [[String]], into out: inout SVGWriter) {
    for (index, line) in legend.enumerated() {
      out.label("legend", y: 12 + Double(index) * lineHeight, line.joined(separator: "\u{2003}"))
    }
  }
}
