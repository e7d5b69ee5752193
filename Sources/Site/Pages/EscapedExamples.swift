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
  /// Places of tokens in `bytes`; spaces before a token lie outside of it. Tokens that share a character have one place.
  private(set) var tokenStarts: [Int] = []
  private(set) var tokenEnds: [Int] = []
  /// [example]: whether its text is of another direction than its surroundings, or may be.
  private(set) var isTurned: [Bool] = []
  /// [example]: what is known about it, and its id, escaped; `captionParts` in their order.
  private(set) var captions: [Fragment] = []

  init(_ list: ExampleList, attributes: [String], style: PageStyle) {
    self.list = list
    var out = FragmentWriter(style, capacity: 1 << 16)
    for index in list.ids.indices {
      // Patches have no text: the picture shows them.
      if list.patches == nil, let pieces = list.tokens.at(index), !pieces.isEmpty {
        let continued = Set(list.continued?.at(index) ?? [])
        let leftOut = Set(list.leftOut?.at(index) ?? [])
        for (position, piece) in pieces.enumerated() {
          if continued.contains(Int32(position)), let start = tokenStarts.last, let end = tokenEnds.last, position > 0 {
            tokenStarts.append(start)
            tokenEnds.append(end)
            continue
          }
          let text = piece.drop { $0 == " " }
          if text.startIndex > piece.startIndex, position > 0 { out.raw(" ") }
          let isMuted = style.format == .html && leftOut.contains(Int32(position))
          tokenStarts.append(out.out.count)
          if isMuted { out.raw("<span class=\"left-out\">") }
          out.part(String(text))
          if isMuted { out.raw("</span>") }
          tokenEnds.append(out.out.count)
        }
      } else if let text = list.texts.at(index) {
        let short = text.prefix(EscapedExamples.longestText)
        out.part(String(short))
        if short.endIndex < text.endIndex { out.raw(" …") }
      }
      isTurned.append(out.isTurned(from: offsets[offsets.count - 1]))
      offsets.append(out.out.count)
      tokenOffsets.append(tokenStarts.count)
    }
    bytes = out.out.bytes
    captions = list.ids.indices.map { EscapedExamples.caption(list, $0, attributes, style) }
  }

  /// What captions hold, in their order: the label, each attribute, the split, the id.
  static func captionParts(_ list: ExampleList, attributes: [String], _ words: Words) -> [String] {
    (list.labels.isEmpty ? [] : [words[.exampleLabel]]) + zip(list.groups, attributes).map(\.1)
      + (list.splits.isEmpty ? [] : [words[.exampleSplit]]) + [words[.exampleID]]
  }

  /// Values alone, in the order of `captionParts`, which the page gives once; a dash for what is not known.
  private static func caption(_ list: ExampleList, _ index: Int, _ attributes: [String], _ style: PageStyle)
    -> Fragment
  {
    var out = FragmentWriter(style, capacity: 128)
    func add(_ value: String?) {
      if !out.isEmpty { out.raw(" · ") }
      out.text(value.flatMap { $0.isEmpty ? nil : $0 } ?? "–")
    }
    if !list.labels.isEmpty { add(list.labels.at(index)) }
    for (column, _) in zip(list.groups, attributes) { add(column.at(index)) }
    if !list.splits.isEmpty { add(list.splits.at(index)) }
    add(list.ids[index])
    return out.fragment
  }
}
