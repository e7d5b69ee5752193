/// Leaves out line breaks that a browser does not show: between blocks, rows and cells. There are thousands of pages of every
/// template, and a third of the lines of one are empty.
struct MarkupCompaction {
  private static let blocks: Set<String> = [
    "html", "head", "body", "meta", "link", "title", "script", "header", "main", "nav", "footer", "div", "p", "h1",
    "h2",
    "h3", "h4", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "td", "th", "figure", "figcaption",
    "details", "summary", "blockquote", "section", "dl", "dt", "dd", "hr",
  ]

  /// Within `<pre>` every character counts.
  private var isVerbatim = false

  static func compact(_ pieces: [TemplatePiece]) -> [TemplatePiece] {
    var compaction = MarkupCompaction()
    return compaction.walk(pieces)
  }

  private mutating func walk(_ pieces: [TemplatePiece]) -> [TemplatePiece] {
    pieces.map { piece in
      switch piece {
      case .literal(let bytes): .literal(literal(bytes))
      case .slot, .chart: piece
      case .condition(let slot, let then, let otherwise):
        .condition(slot, then: walk(then), otherwise: walk(otherwise))
      case .loop(let slot, let body): .loop(slot, body: walk(body))
      }
    }
  }

  private mutating func literal(_ bytes: [UInt8]) -> [UInt8] {
    let newline = UInt8(ascii: "\n")
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "<") {
        if Self.name(bytes, at: index) == "pre" { isVerbatim = bytes[index + 1] != UInt8(ascii: "/") }
      }
      guard byte == newline, !isVerbatim else {
        out.append(byte)
        index += 1
        continue
      }
      while index < bytes.count, bytes[index] == newline { index += 1 }
      let isBeforeBlock = index < bytes.count && Self.blocks.contains(Self.name(bytes, at: index))
      if !isBeforeBlock, !Self.endsWithBlock(out) { out.append(newline) }
    }
    return out
  }

  /// Of the tag that starts at an index, whether it opens or closes; empty where none does.
  private static func name(_ bytes: [UInt8], at index: Int) -> String {
    guard bytes[index] == UInt8(ascii: "<") else { return "" }
    var start = index + 1
    if start < bytes.count, bytes[start] == UInt8(ascii: "/") { start += 1 }
    let name = bytes[start...].prefix { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    return String(decoding: name, as: UTF8.self)
  }

  private static func endsWithBlock(_ bytes: [UInt8]) -> Bool {
    guard bytes.last == UInt8(ascii: ">"), let start = bytes.lastIndex(of: UInt8(ascii: "<")) else { return false }
    return blocks.contains(name(bytes, at: start))
  }
}
