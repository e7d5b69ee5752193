import Diagnostics

/// Turns a template's source into pieces: once for each template, language and format.
///
/// Tags become sentinels, the text passes through the Markdown parser, and the result is split at the sentinels again.
struct TemplateCompiler {
  /// How the source is read.
  enum Syntax { case markdown, html }

  let page: String
  let tags: [TemplateTag]
  /// What each tag names.
  let slots: [NamedSlot?]
  /// Scopes that are open outside of any list.
  let outerScopes: Int
  let tokens: [TemplateToken]
  let sentinels: Sentinels
  /// Of charts; nil where there are none.
  let words: Words?

  /// - Parameters:
  ///   - tokens: with partials in their places.
  ///   - schemas: of the scopes that it is filled with, the outermost first.
  ///   - page: what is made from it, for messages.
  ///   - tableLabel: what a table without a caption is called for readers who cannot see it.
  ///   - phrases: marks where lines of headings may end; nil in languages with spaces.
  ///   - marksAll: whether the rest is marked as well.
  ///   - words: of charts; nil where none may stand.
  static func compile(
    _ tokens: [TemplateToken], schemas: [PageSchema], page: String, syntax: Syntax, format: PageFormat,
    tableLabel: String, phrases: Phrases? = nil, marksAll: Bool = false, words: Words? = nil
  ) throws -> [TemplatePiece] {
    let slots = try TemplateChecker.check(tokens, schemas, page: page)
    var tags: [TemplateTag] = []
    var texts: [String] = []
    for token in tokens {
      switch token {
      case .tag(let tag): tags.append(tag)
      case .text(let text, _): texts.append(text)
      }
    }
    let compiler = TemplateCompiler(
      page: page, tags: tags, slots: slots, outerScopes: schemas.count, tokens: tokens,
      sentinels: Sentinels(absentFrom: texts), words: words)
    return try compiler.compile(syntax, format) { html in
      let dressed = HTMLDressing.dress(html, tableLabel: tableLabel)
      return phrases?.mark(dressed, all: marksAll, compiler.sentinels) ?? dressed
    }
  }

  private func compile(
    _ syntax: Syntax, _ format: PageFormat, dress: (String) -> String
  ) throws -> [TemplatePiece] {
    let (source, places) = assemble(isolatesBlocks: syntax == .markdown)
    var text = source
    if syntax == .markdown, format == .html {
      do {
        text = try CommonMark.html(source)
      } catch let raw as CommonMark.RawHTML {
        let text = raw.text.prefix(40).prefix { $0 != "\n" }
        throw place(ofLine: raw.line, places).error(
          "raw HTML in a template: \(text)", hint: "use Markdown, and ::: name … ::: for boxes")
      } catch let marks as CommonMark.LiteralEmphasis {
        throw literalEmphasis(marks.text, place(ofLine: marks.line, places))
      }
      try checkSummaries()
      text = dress(unwrap(text))
    }
    text = try markRows(text, format)
    var builder = PieceBuilder(compiler: self, format: format, isLayout: syntax == .html, text: text)
    return try builder.build()
  }

  private func place(ofLine line: Int, _ places: [TemplatePlace]) -> TemplatePlace {
    places[max(0, min(places.count - 1, line - 1))]
  }

  /// The summary of a `::: details` is no Markdown.
  private func checkSummaries() throws {
    for tag in tags {
      guard case .beginDetails(let summary) = tag.kind, let marks = LiteralMarks.first(in: summary) else { continue }
      throw tag.place.error(
        "marks of emphasis in the line of ::: details would be printed as they are: \(marks) (making \(page))",
        hint: "leave them out")
    }
  }

  private func literalEmphasis(_ marks: String, _ place: TemplatePlace) -> AtlasError {
    let text = sentinels.split(marks).map { part in
      switch part {
      case .text(let text): String(text)
      case .mark(let id, _): tags[id].spelling
      }
    }.joined()
    return place.error(
      "these marks of emphasis would be printed as they are: \(text) (making \(page))",
      hint:
        "CommonMark wants a letter inside of the marks or white space outside: put them inside of brackets and before"
        + " full stops, 「**…**」 and **…**。, and write formulas as `code`")
  }

  /// The source with sentinels, and the place of each of its lines.
  private func assemble(isolatesBlocks: Bool) -> (String, [TemplatePlace]) {
    var text = ""
    var places: [TemplatePlace] = []
    var last = TemplatePlace(path: "", line: 1, column: 1)
    var id = 0
    func add(_ piece: String, _ place: TemplatePlace) {
      for _ in 0..<piece.utf8.lazy.filter({ $0 == UInt8(ascii: "\n") }).count { places.append(place) }
      text += piece
    }
    for token in tokens {
      switch token {
      case .text(let piece, let place):
        add(piece, place)
        last = place
      case .tag(let tag):
        last = tag.place
        let isolated = isolatesBlocks && standsBetweenBlocks(id)
        add(isolated ? "\n\n\(sentinels.mark(id))\n\n" : sentinels.mark(id), tag.place)
        id += 1
      }
    }
    places.append(last)
    return (text, places)
  }

  /// Whether a tag is a block of its own rather than part of a paragraph.
  func standsBetweenBlocks(_ id: Int) -> Bool {
    if case .slot = tags[id].kind {
      if case .block = slots[id]?.kind { return tags[id].isStandalone }
      return false
    }
    return tags[id].isStandalone
  }

  /// The parser made paragraphs of tags that stand between blocks.
  private func unwrap(_ html: String) -> String {
    let lines = html.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { line -> Substring in
      guard line.hasPrefix("<p>"), line.hasSuffix("</p>") else { return line }
      let content = line.dropFirst(3).dropLast(4)
      let parts = sentinels.split(String(content))
      guard parts.count == 1, case .mark(let id, _) = parts[0], standsBetweenBlocks(id) else { return line }
      return content
    }.joined(separator: "\n")
  }

  /// Puts marks around the table row, list item or line that a `{{#row}}` stands in.
  /// From the last to the first, so that the marks of one row do not stand at the start of the next one's line.
  private func markRows(_ text: String, _ format: PageFormat) throws -> String {
    var text = text
    for (id, tag) in tags.enumerated().reversed() {
      guard case .row = tag.kind, let mark = text.firstRange(of: sentinels.mark(id)) else { continue }
      let element = format == .html ? htmlElement(around: mark, in: text) : line(around: mark, in: text)
      guard let element else {
        throw tag.place.error(
          "\(tag.spelling) stands in no table row and no list item (making \(page))",
          hint: "use {{#each}} … {{/each}} to repeat anything else")
      }
      let inside = text[element.lowerBound..<mark.lowerBound] + text[mark.upperBound..<element.upperBound]
      text.replaceSubrange(element, with: sentinels.mark(id, .rowOpen) + inside + sentinels.mark(id, .rowClose))
    }
    return text
  }

  private func line(around mark: Range<String.Index>, in text: String) -> Range<String.Index>? {
    let start = text[..<mark.lowerBound].lastIndex(of: "\n").map { text.index(after: $0) } ?? text.startIndex
    let end = text[mark.upperBound...].firstIndex(of: "\n").map { text.index(after: $0) } ?? text.endIndex
    let first = text[start..<end].trimmingSpaces.first
    return first == "|" || first == "-" || first == "*" || first == "+" ? start..<end : nil
  }

  private func htmlElement(around mark: Range<String.Index>, in text: String) -> Range<String.Index>? {
    let before = text[..<mark.lowerBound]
    let row = before.lastRange(of: "<tr>")
    let item = before.lastRange(of: "<li>")
    guard let open = [row, item].compactMap({ $0 }).max(by: { $0.lowerBound < $1.lowerBound }) else { return nil }
    let close = open == row ? "</tr>\n" : "</li>\n"
    guard before[open.upperBound...].firstRange(of: close) == nil,
      let end = text[mark.upperBound...].firstRange(of: close)
    else { return nil }
    return open.lowerBound..<end.upperBound
  }
}

extension StringProtocol {
  /// The last occurrence of `needle`.
  func lastRange(of needle: String) -> Range<Index>? {
    var found: Range<Index>?
    var rest = self[...]
    while let next = rest.firstRange(of: needle) {
      found = next
      rest = rest[next.upperBound...]
    }
    return found
  }
}
