import Diagnostics
import Files

/// A template ready to be filled. Safe to use from several threads.
struct Template: Sendable {
  let pieces: [TemplatePiece]
  /// For messages.
  let name: String

  /// The same template in memory of its own: threads that render it do not share its reference counts.
  func replica() -> Template { Template(pieces: pieces.map { $0.replica() }, name: name) }

  /// Appends the filled template.
  ///
  /// - Throws: `AtlasError` when a slot of the schema has no value: a mistake of the program, with the place that needs it.
  func render(_ scope: TemplateScope, into out: inout ByteWriter) throws { try render(pieces, [scope], &out) }

  private func render(_ pieces: [TemplatePiece], _ scopes: [TemplateScope], _ out: inout ByteWriter) throws {
    for piece in pieces {
      switch piece {
      case .literal(let bytes): out.append(bytes)
      case .slot(let name, let escaping, let place): write(try value(name, scopes, place), escaping, &out)
      case .condition(let name, let then, let otherwise, let place):
        try render(try value(name, scopes, place).isPresent ? then : otherwise, scopes, &out)
      case .loop(let name, let body, let place):
        guard case .rows(let rows) = try value(name, scopes, place) else { continue }
        for row in rows { try render(body, scopes + [row], &out) }
      }
    }
  }

  private func value(_ name: String, _ scopes: [TemplateScope], _ place: TemplatePlace) throws -> TemplateValue {
    for scope in scopes.reversed() { if let value = scope[name] { return value } }
    throw AtlasError(
      .failure, path: place.path, line: place.line, column: place.column,
      "‘\(name)’ has no value on this page (\(self.name))",
      hint: "this is a mistake of the program: please report it")
  }

  private func write(_ value: TemplateValue, _ escaping: SlotEscaping, _ out: inout ByteWriter) {
    switch value {
    case .text(let text), .link(let text):
      switch escaping {
      case .html: HTMLEscaping.append(text, to: &out)
      case .markdown: MarkdownEscaping.append(text, to: &out)
      case .markdownCode: MarkdownEscaping.appendCode(text, to: &out)
      case .markdownLink: out.append(text)
      }
    case .number(let value, let style): out.append(value, style)
    case .count(let value): out.append(count: value)
    case .fragment(let fragment): out.append(fragment.bytes)
    case .flag, .rows: break
    }
  }
}
