import Files
import Findings

/// The examples of a dataset, escaped once for all feature pages: the text of each in one run of bytes, and where in it
/// each token lies, so that a page copies the text and only opens it where a feature fires.
struct EscapedExamples: Sendable {
  /// Longest text shown where there are no tokens, in characters.
  static let longestText = 400

  let list: ExampleList
  private(set) var bytes: [UInt8] = []
  /// [examples + 1].
  private(set) var offsets: [Int] = [0]
  /// [examples + 1], into `tokenStarts` and `tokenEnds`.
  private(set) var tokenOffsets: [Int] = [0]
  /// Places of tokens in `bytes`; the space before a token lies outside of it.
  private(set) var tokenStarts: [Int] = []
  private(set) var tokenEnds: [Int] = []
  /// [example]: id, and what else is known about it, escaped.
  private(set) var captions: [Fragment] = []

  init(_ list: ExampleList, attributes: [String], format: PageFormat) {
    self.list = list
    var out = FragmentWriter(format, capacity: 1 << 16)
    let style = TokenStyle(list.tokens)
    for index in list.ids.indices {
      if let pieces = list.tokens.at(index), !pieces.isEmpty {
        for (position, piece) in pieces.enumerated() {
          let (space, text) = style.read(piece)
          if space, position > 0 { out.raw(" ") }
          tokenStarts.append(out.out.count)
          out.text(String(text))
          tokenEnds.append(out.out.count)
        }
      } else if let text = list.texts.at(index) {
        let short = text.prefix(EscapedExamples.longestText)
        out.text(String(short))
        if short.endIndex < text.endIndex { out.raw(" …") }
      }
      offsets.append(out.out.count)
      tokenOffsets.append(tokenStarts.count)
    }
    bytes = out.out.bytes
    captions = list.ids.indices.map { EscapedExamples.caption(list, $0, attributes, format) }
  }

  private static func caption(_ list: ExampleList, _ index: Int, _ attributes: [String], _ format: PageFormat)
    -> Fragment
  {
    var out = FragmentWriter(format, capacity: 128)
    if let label = list.labels.at(index), !label.isEmpty {
      out.raw(format == .html ? "<b>" : "**")
      out.text(label)
      out.raw(format == .html ? "</b>" : "**")
    }
    for (column, name) in zip(list.groups, attributes) {
      guard let value = column.at(index), !value.isEmpty else { continue }
      out.raw(out.isEmpty ? "" : " · ")
      out.text(name)
      out.raw(": ")
      out.text(value)
    }
    if let split = list.splits.at(index), !split.isEmpty {
      out.raw(out.isEmpty ? "" : " · ")
      out.text(split)
    }
    return out.fragment
  }
}
