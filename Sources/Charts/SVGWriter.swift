import Files
import Markup

/// Builds a picture. Markup comes from literals of the source code alone; text passes through the one escaping of the project,
/// and coordinates are numbers.
public struct SVGWriter: Sendable {
  private var out: ByteWriter

  /// - Parameter capacity: bytes to make room for.
  public init(capacity: Int = 0) { out = ByteWriter(capacity: capacity) }

  /// What was written.
  public var bytes: [UInt8] { out.bytes }

  mutating func raw(_ markup: StaticString) { out.append(markup) }
  mutating func text(_ text: String) { TextIsolation.appendPlain(text, to: &out) }

  /// At most two digits after the point, none that is not needed; what is not a number is 0.
  mutating func number(_ value: Double) {
    guard value.isFinite, value.magnitude < 1e9 else { return out.append(UInt8(ascii: "0")) }
    let hundredths = Int((value * 100).rounded())
    let decimals = hundredths % 100 == 0 ? 0 : hundredths % 10 == 0 ? 1 : 2
    out.append(Double(hundredths) / 100, decimals: decimals)
  }

  mutating func pair(_ x: Double, _ y: Double) {
    number(x)
    raw(" ")
    number(y)
  }

  /// `M` to the point, as a path begins.
  mutating func move(_ x: Double, _ y: Double) {
    raw("M")
    pair(x, y)
  }

  /// A path from what `steps` writes; nothing where it writes nothing.
  mutating func path(_ kind: StaticString, _ steps: (inout SVGWriter) -> Void) {
    var inner = SVGWriter()
    steps(&inner)
    guard !inner.bytes.isEmpty else { return }
    raw("<path class=\"")
    raw(kind)
    raw("\" d=\"")
    out.append(inner.bytes)
    raw("\"/>")
  }

  /// - Parameters:
  ///   - kind: classes; those of the style sheet also decide where the text is anchored.
  ///   - percent: from the left, 0 to 100; nil for the left edge, or where the style sheet says.
  ///   - y: of the baseline, in pixels.
  mutating func label(_ kind: StaticString, percent: Double? = nil, y: Double, _ words: String) {
    guard !words.isEmpty else { return }
    raw("<text class=\"")
    raw(kind)
    if let percent {
      raw("\" x=\"")
      number(percent)
      raw("%")
    }
    raw("\" y=\"")
    number(y)
    raw("\">")
    text(words)
    raw("</text>")
  }

  /// The start of a picture: its kind, height in pixels and words.
  mutating func begin(_ kind: StaticString, height: Double, _ words: ChartText) {
    raw("<svg class=\"graph ")
    raw(kind)
    raw("\" width=\"100%\" height=\"")
    number(height)
    raw("\" role=\"img\"><title>")
    text(words.title)
    raw("</title><desc>")
    text(words.description)
    raw("</desc>")
  }

  mutating func end() { raw("</svg>") }

  /// A part of the picture in which x goes from 0 to 1000 and stretches with the page, and y is in pixels; strokes keep their
  /// width. Its place across the page is the style sheet's.
  mutating func plot(top: Double, height: Double, _ content: (inout SVGWriter) -> Void) {
    raw("<svg class=\"plot\" y=\"")
    number(top)
    raw("\" height=\"")
    number(height)
    raw("\" viewBox=\"0 0 1000 ")
    number(height)
    raw("\" preserveAspectRatio=\"none\">")
    content(&self)
    raw("</svg>")
  }

  /// A part as wide as the plot in which x is in percent.
  mutating func figures(top: Double, height: Double, _ content: (inout SVGWriter) -> Void) {
    raw("<svg class=\"plot\" y=\"")
    number(top)
    raw("\" height=\"")
    number(height)
    raw("\">")
    content(&self)
    raw("</svg>")
  }
}
