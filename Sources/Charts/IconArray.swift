/// How many of 1,000: one dot for each, in rows of 50. The first are the estimate, those after it up to the upper end of the
/// interval are shown as open, since they may be among them; the lower end is where the dots become lighter.
public struct IconArray: Chart {
  /// Dots of all and of a row.
  public static let (total, perRow) = (1000, 50)

  public let text: ChartText
  private let bounds: [Int]

  /// - Parameters:
  ///   - value: 0 to 1, as its ends; drawn as whole dots, ends rounded outwards.
  ///   - low: nil without an interval.
  public init(_ text: ChartText, value: Double, low: Double?, high: Double?) {
    func dots(_ share: Double, _ rule: FloatingPointRoundingRule) -> Int {
      share.isFinite ? max(0, min(Self.total, Int((share * Double(Self.total)).rounded(rule)))) : 0
    }
    self.text = text
    let middle = dots(value, .toNearestOrEven)
    bounds = [
      0, low.map { min(middle, dots($0, .down)) } ?? middle, middle, high.map { max(middle, dots($0, .up)) } ?? middle,
      Self.total,
    ]
  }

  public func draw(into out: inout SVGWriter) {
    let rows = Double(Self.total / Self.perRow)
    out.raw("<svg class=\"graph dots\" viewBox=\"0 0 ")
    out.pair(Double(Self.perRow) * 4, rows * 4)
    out.raw("\" role=\"img\"><title>")
    out.text(text.title)
    out.raw("</title><desc>")
    out.text(text.description)
    out.raw("</desc>")
    out.path("sure") { Self.dots(&$0, bounds[0]..<bounds[1]) }
    out.path("likely") { Self.dots(&$0, bounds[1]..<bounds[2]) }
    out.path("open") { Self.dots(&$0, bounds[2]..<bounds[3]) }
    out.path("rest") { Self.dots(&$0, bounds[3]..<bounds[4]) }
    out.raw("</svg>")
  }

  /// A dot is a line without length whose ends are round.
  private static func dots(_ out: inout SVGWriter, _ dots: Range<Int>) {
    for dot in dots {
      out.move(Double(dot % perRow) * 4 + 2, Double(dot / perRow) * 4 + 2)
      out.raw("h0")
    }
  }
}
