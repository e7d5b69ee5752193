import Diagnostics

/// Builds the tree of pieces from text with sentinels, and checks that each slot may stand where it stands.
struct PieceBuilder {
  let compiler: TemplateCompiler
  let format: PageFormat
  /// A layout is HTML from the start.
  let isLayout: Bool
  private let parts: [Sentinels.Part]
  private var next = 0
  private var context = MarkupContext()
  /// Lists that are open.
  private var loops = 0

  init(compiler: TemplateCompiler, format: PageFormat, isLayout: Bool, text: String) {
    self.compiler = compiler
    self.format = format
    self.isLayout = isLayout
    parts = compiler.sentinels.split(text)
  }

  mutating func build() throws -> [TemplatePiece] { try pieces { _ in false } }

  /// Pieces up to the mark that `ends` accepts, which is taken too.
  private mutating func pieces(until ends: (TemplateTag.Kind) -> Bool) throws -> [TemplatePiece] {
    var result: [TemplatePiece] = []
    while next < parts.count {
      let part = parts[next]
      next += 1
      switch part {
      case .text(let text):
        context.read(text)
        result.append(.literal(Array(text.utf8)))
      case .mark(let id, .rowOpen):
        let slot = try address(id)
        result.append(.loop(slot, body: try repeated(compiler.tags[id]) { _ in false }))
      case .mark(_, .rowClose): return result
      case .mark(let id, .tag):
        let tag = compiler.tags[id]
        if ends(tag.kind) {
          next -= 1
          return result
        }
        if let piece = try piece(id, tag) { result.append(piece) }
      }
    }
    return result
  }

  /// What is repeated, up to the mark that `ends` accepts.
  private mutating func repeated(
    _ tag: TemplateTag, until ends: (TemplateTag.Kind) -> Bool
  ) throws -> [TemplatePiece] {
    let before = context.depth
    loops += 1
    let body = try pieces(until: ends)
    loops -= 1
    try checkBalance(before, tag)
    return body
  }

  private mutating func piece(_ id: Int, _ tag: TemplateTag) throws -> TemplatePiece? {
    switch tag.kind {
    case .slot: return try slot(id, tag)
    case .chart(let chart): return try self.chart(chart, id, tag)
    case .beginIf:
      let (slot, before) = (try address(id), context.depth)
      let then = try pieces { $0 == .otherwise || $0 == .endIf }
      try checkBalance(before, tag)
      var otherwise: [TemplatePiece] = []
      if takeMark() == .otherwise {
        otherwise = try pieces { $0 == .endIf }
        try checkBalance(before, tag)
        _ = takeMark()
      }
      return .condition(slot, then: then, otherwise: otherwise)
    case .beginEach:
      let slot = try address(id)
      let body = try repeated(tag) { $0 == .endEach }
      _ = takeMark()
      return .loop(slot, body: body)
    case .beginBox(let name): return format == .html ? .literal(Array("<div class=\"\(name)\">\n".utf8)) : nil
    case .beginDetails(let summary):
      guard format == .html else { return .literal(Array("\(summary)\n\n".utf8)) }
      return .literal(Array("<details>\n<summary>\(Self.escaped(summary))</summary>\n".utf8))
    case .endBox:
      guard format == .html else { return nil }
      return .literal(Array((isDetails(id) ? "</details>\n" : "</div>\n").utf8))
    case .row, .otherwise, .endIf, .endEach, .partial: return nil
    }
  }

  /// The mark at which `pieces(until:)` stopped.
  private mutating func takeMark() -> TemplateTag.Kind? {
    guard next < parts.count, case .mark(let id, _) = parts[next] else { return nil }
    next += 1
    return compiler.tags[id].kind
  }

  private func slot(_ id: Int, _ tag: TemplateTag) throws -> TemplatePiece {
    guard let kind = compiler.slots[id]?.kind else { return .literal([]) }
    let slot = try address(id)
    guard format == .html else { return .slot(slot, context.markdownEscaping, tag.style) }
    if let attribute = context.attribute {
      try checkAttribute(attribute, kind, tag)
      return .slot(slot, .htmlAttribute, tag.style)
    } else if case .block = kind, !isLayout, !compiler.standsBetweenBlocks(id) {
      throw tag.place.error(
        "\(tag.spelling) is a block (making \(compiler.page))", hint: "put it on a line of its own")
    }
    return .slot(slot, context.holdsTextOnly ? .htmlPlain : .html, tag.style)
  }

  private func chart(_ chart: TemplateChart, _ id: Int, _ tag: TemplateTag) throws -> TemplatePiece {
    guard let words = compiler.words, case .rows(let schema)? = compiler.slots[id]?.kind else {
      throw tag.place.error("charts stand on pages only (making \(compiler.page))")
    }
    let style = PageStyle(format: format, numbers: words.numbers)
    return .chart(try address(id), RowChart(chart, schema, FigureWriter(words: words, style: style)))
  }

  /// Where the tag's value is found; an error where the parser moved the tag out of its list, as it does with footnotes.
  private func address(_ id: Int) throws -> SlotAddress {
    guard let slot = compiler.slots[id]?.address, slot.depth < compiler.outerScopes + loops else {
      let tag = compiler.tags[id]
      throw tag.place.error(
        "\(tag.spelling) does not stay within its list (making \(compiler.page))", hint: "use no footnote here")
    }
    return slot
  }

  /// Attributes that lead somewhere, or are led to.
  private static let addresses: Set = ["href", "src", "id", "srcset", "action"]

  private func checkAttribute(_ attribute: String, _ kind: SlotKind, _ tag: TemplateTag) throws {
    if attribute == "style" || attribute.hasPrefix("on") || attribute.isEmpty {
      throw tag.place.error("\(tag.spelling) must not stand here (making \(compiler.page))", hint: "use it as text")
    }
    switch kind {
    case .link: return
    case .text where !Self.addresses.contains(attribute), .number where !Self.addresses.contains(attribute): return
    default:
      throw tag.place.error(
        "\(tag.spelling) is no link, so it must not stand in ‘\(attribute)’ (making \(compiler.page))",
        hint: "use one of the slots that are links")
    }
  }

  private func checkBalance(_ before: Int, _ tag: TemplateTag) throws {
    guard format == .markdown || isLayout || context.depth == before else {
      throw tag.place.error(
        "\(tag.spelling) opens and closes in different paragraphs, lists or tables (making \(compiler.page))",
        hint: "put both tags alone on their lines, or both within one paragraph or cell")
    }
  }

  /// Whether the `:::` that closes belongs to a `::: details`.
  private func isDetails(_ id: Int) -> Bool {
    var depth = 0
    for tag in compiler.tags[..<id].reversed() {
      switch tag.kind {
      case .endBox: depth += 1
      case .beginBox, .beginDetails:
        if depth == 0 { return if case .beginDetails = tag.kind { true } else { false } }
        depth -= 1
      default: break
      }
    }
    return false
  }

  private static func escaped(_ text: String) -> String {
    text.map { $0 == "&" ? "&amp;" : $0 == "<" ? "&lt;" : $0 == ">" ? "&gt;" : String($0) }.joined()
  }
}
