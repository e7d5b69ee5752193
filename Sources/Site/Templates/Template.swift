import Files
import Markup

/// A template ready to be filled. Safe to use from several threads.
struct Template: Sendable {
  let pieces: [TemplatePiece]
  let numbers: NumberFormat

  /// The same template in memory of its own: threads that render it do not share its reference counts.
  func replica() -> Template { Template(pieces: pieces.map { $0.replica() }, numbers: numbers) }

  /// Appends the filled template.
  ///
  /// - Parameter scopes: one for each schema that the template was compiled with; what is made of them is kept.
  func render(_ scopes: inout [TemplateScope], into out: inout ByteWriter) throws { try render(pieces, &scopes, &out) }

  private func render(_ pieces: [TemplatePiece], _ scopes: inout [TemplateScope], _ out: inout ByteWriter) throws {
    for piece in pieces {
      switch piece {
      case .literal(let bytes): out.append(bytes)
      case .slot(let slot, let escaping, let style):
        write(try scopes[slot.depth].value(slot.index).styled(style), escaping, &out)
      case .condition(let slot, let then, let otherwise):
        try render(try scopes[slot.depth].value(slot.index).isPresent ? then : otherwise, &scopes, &out)
      case .chart(let slot, let chart):
        guard case .rows(let rows) = try scopes[slot.depth].value(slot.index) else { continue }
        out.append(try chart.fragment(rows).bytes)
      case .loop(let slot, let body):
        guard case .rows(let rows) = try scopes[slot.depth].value(slot.index) else { continue }
        for row in rows {
          scopes.append(row)
          try render(body, &scopes, &out)
          scopes.removeLast()
        }
      }
    }
  }

  private func write(_ value: TemplateValue, _ escaping: SlotEscaping, _ out: inout ByteWriter) {
    switch value {
    case .text(let text), .link(let text):
      switch escaping {
      case .html: TextIsolation.append(text, to: &out)
      case .htmlPlain: TextIsolation.appendPlain(text, to: &out)
      case .htmlAttribute: HTMLEscaping.append(text, to: &out)
      case .markdown: MarkdownEscaping.append(text, to: &out)
      case .markdownCode: MarkdownEscaping.appendCode(text, to: &out)
      case .markdownLink: out.append(text)
      }
    case .number(let value, let style): out.append(value, style, numbers)
    case .count(let value): out.append(count: value, numbers)
    case .fragment(let fragment): out.append(fragment.bytes)
    case .flag, .rows: break
    }
  }
}
