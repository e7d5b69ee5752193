/// A compiled template: literal bytes with slots between them.
indirect enum TemplatePiece: Sendable {
  case literal([UInt8])
  case slot(name: String, escaping: SlotEscaping, place: TemplatePlace)
  case condition(name: String, then: [TemplatePiece], otherwise: [TemplatePiece], place: TemplatePlace)
  case loop(name: String, body: [TemplatePiece], place: TemplatePlace)
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
