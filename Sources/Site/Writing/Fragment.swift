import Claims
import Files
import Markup

/// Finished, trusted content of a page, HTML or Markdown: made only by code through `FragmentWriter`, never from text.
struct Fragment: Sendable {
  fileprivate(set) var bytes: [UInt8]

  fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

  /// A template that was filled: its values were escaped where they met it.
  init(rendered: ByteWriter) { bytes = rendered.bytes }

  static let empty = Fragment(bytes: [])
  var isEmpty: Bool { bytes.isEmpty }
}

/// Builds a fragment. Markup comes from literals of the source code alone (`StaticString`); whatever comes from data
/// passes through the escaping of the page's format.
struct FragmentWriter {
  let style: PageStyle
  fileprivate(set) var out: ByteWriter

  init(_ style: PageStyle, capacity: Int = 256) {
    self.style = style
    out = ByteWriter(capacity: capacity)
  }

  var format: PageFormat { style.format }
  var fragment: Fragment { Fragment(bytes: out.bytes) }
  var isEmpty: Bool { out.bytes.isEmpty }
  mutating func reset() { out.reset() }

  /// Markup, as it stands in the source code.
  mutating func raw(_ markup: StaticString) { out.append(markup) }

  /// Text from anywhere.
  mutating func text(_ text: String) {
    if format == .html {
      TextIsolation.append(text, to: &out)
    } else {
      MarkdownEscaping.append(text, to: &out)
    }
  }

  /// Text of a drawing, or of a title, where no element may stand; never in Markdown.
  mutating func plainText(_ text: String) { TextIsolation.appendPlain(text, to: &out) }

  /// Part of a text that is isolated as a whole by what stands around it.
  mutating func part(_ text: String) {
    if format == .html {
      HTMLEscaping.append(text, to: &out)
    } else {
      MarkdownEscaping.append(text, to: &out)
    }
  }

  /// Whether what was written from a byte on could change the order of what stands around it.
  func isTurned(from start: Int) -> Bool {
    out.bytes[start...].withUnsafeBufferPointer { TextIsolation.isNeeded($0) }
  }

  /// Text inside an attribute of raw HTML, in either format.
  mutating func attribute(_ text: String) { HTMLEscaping.append(text, to: &out) }

  mutating func number(_ value: Double, _ style: NumberStyle) { out.append(value, style, self.style.numbers) }
  mutating func count(_ value: Int) { out.append(count: value, style.numbers) }
  /// A number of a coordinate or an attribute: `12.3`, never `−`.
  mutating func coordinate(_ value: Double) { out.append((value * 10).rounded() / 10, decimals: 1) }
  mutating func integer(_ value: Int) { out.append(value) }
  mutating func fragment(_ other: Fragment) { out.append(other.bytes) }
  /// Bytes that an escaping or this writer made before.
  mutating func trusted(_ bytes: ArraySlice<UInt8>) { out.append(bytes) }
}

extension FragmentWriter {
  /// A line of an indented Markdown code block, where nothing has a meaning; never for HTML.
  mutating func literal(_ line: String) {
    guard format == .markdown else { return text(line) }
    out.append(line)
  }
}
