import CMarkGFM
import Diagnostics
import Synchronization

/// GitHub-flavoured Markdown to HTML, through libcmark-gfm. Only templates pass through it, never text of a dataset.
///
/// Attached are `table` and `tasklist` alone: extensions that declare special characters change a table of the whole
/// process during a parse, and ~ is more often a range than a deletion. Raw HTML is refused, so a template cannot break the
/// page it stands in.
enum CommonMark {
  /// A place where a template holds raw HTML.
  struct RawHTML: Error {
    /// Counted from 1, in the Markdown given.
    var line: Int
    var text: String
  }

  /// A place where marks of emphasis would be printed as they are.
  struct LiteralEmphasis: Error {
    /// Counted from 1, in the Markdown given.
    var line: Int
    var text: String
  }

  private static let parsing = Mutex<Void>(())
  private static let registered: Void = cmark_gfm_core_extensions_ensure_registered()

  /// - Parameter refusesLiteralEmphasis: not for text of a dataset that was escaped.
  /// - Throws: `RawHTML` or `LiteralEmphasis`; `AtlasError` when memory runs out.
  static func html(_ markdown: String, refusesLiteralEmphasis: Bool = true) throws -> String {
    try parsing.withLock { _ in
      _ = registered
      guard let parser = cmark_parser_new(CMARK_OPT_FOOTNOTES) else { throw AtlasError(.failure, "out of memory") }
      defer { cmark_parser_free(parser) }
      for name in ["table", "tasklist"] {
        guard let syntax = cmark_find_syntax_extension(name) else {
          throw AtlasError(.failure, "libcmark-gfm has no ‘\(name)’", hint: "install libcmark-gfm-extensions-dev")
        }
        cmark_parser_attach_syntax_extension(parser, syntax)
      }
      var source = markdown
      source.withUTF8 { utf8 in
        utf8.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
      }
      guard let document = cmark_parser_finish(parser) else { throw AtlasError(.failure, "out of memory") }
      defer { cmark_node_free(document) }
      try refuseRawHTML(document)
      if refusesLiteralEmphasis { try refuseLiteralEmphasis(document) }
      let rendered = cmark_render_html(document, CMARK_OPT_FOOTNOTES, cmark_parser_get_syntax_extensions(parser))
      guard let rendered else { throw AtlasError(.failure, "out of memory") }
      defer { cmark_get_default_mem_allocator().pointee.free(rendered) }
      return String(cString: rendered)
    }
  }

  private static func refuseRawHTML(_ document: OpaquePointer) throws {
    let iterator = cmark_iter_new(document)
    defer { cmark_iter_free(iterator) }
    while cmark_iter_next(iterator) != CMARK_EVENT_DONE {
      let node = cmark_iter_get_node(iterator)
      let type = cmark_node_get_type(node)
      if type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE {
        let text = cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
        throw RawHTML(line: Int(cmark_node_get_start_line(node)), text: text)
      }
    }
  }

  /// Looks at the text of each paragraph, heading and cell; code and the targets of links are no text.
  private static func refuseLiteralEmphasis(_ document: OpaquePointer) throws {
    var text = ""
    var line = 1
    func check() throws {
      if let marks = LiteralMarks.first(in: text) { throw LiteralEmphasis(line: line, text: marks) }
      text = ""
    }
    let iterator = cmark_iter_new(document)
    defer { cmark_iter_free(iterator) }
    while cmark_iter_next(iterator) != CMARK_EVENT_DONE {
      let node = cmark_iter_get_node(iterator)
      switch cmark_node_get_type(node) {
      case CMARK_NODE_TEXT: text += cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
      case CMARK_NODE_CODE: text += "x"
      case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: text += " "
      case CMARK_NODE_EMPH, CMARK_NODE_STRONG, CMARK_NODE_LINK, CMARK_NODE_IMAGE, CMARK_NODE_FOOTNOTE_REFERENCE:
        continue
      default:
        try check()
        line = max(line, Int(cmark_node_get_start_line(node)))
      }
    }
    try check()
  }
}
