/// A compiled template: literal bytes with slots between them.
indirect enum TemplatePiece: Sendable {
  case literal([UInt8])
  case slot(name: String, escaping: SlotEscaping, place: TemplatePlace)
  case condition(name: String, then: [TemplatePiece], otherwise: [TemplatePiece], place: TemplatePlace)
  case loop(name: String, body: [TemplatePiece], place: TemplatePlace)
}

extension TemplatePiece {
  func replica() -> TemplatePiece {
    switch self {
    case .literal(let bytes): .literal(bytes.map { $0 })
    case .slot: self
    case .condition(let name, let then, let otherwise, let place):
      .condition(
        name: name, then: then.map { $0.replica() }, otherwise: otherwise.map { $0.replica() }, place: place)
    case .loop(let name, let body, let place):
      .loop(name: name, body: body.map { $0.replica() }, place: place)
    }
  }
}

/// How a slot's value is written where it stands.
enum SlotEscaping: Sendable {
  /// HTML text or attribute.
  case html
  case markdown
  /// A code span of Markdown.
  case markdownCode
  /// The target of a Markdown link: paths are percent-encoded already.
  case markdownLink
}
