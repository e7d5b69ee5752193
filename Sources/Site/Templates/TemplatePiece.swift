import Claims

/// A compiled template: literal bytes with slots between them.
indirect enum TemplatePiece: Sendable {
  case literal([UInt8])
  /// With the style that the template asks for, if any.
  case slot(SlotAddress, SlotEscaping, NumberStyle? = nil)
  case condition(SlotAddress, then: [TemplatePiece], otherwise: [TemplatePiece])
  case loop(SlotAddress, body: [TemplatePiece])
  case chart(SlotAddress, RowChart)
}

extension TemplatePiece {
  func replica() -> TemplatePiece {
    switch self {
    case .literal(let bytes): .literal(bytes.map { $0 })
    case .slot, .chart: self
    case .condition(let address, let then, let otherwise):
      .condition(address, then: then.map { $0.replica() }, otherwise: otherwise.map { $0.replica() })
    case .loop(let address, let body): .loop(address, body: body.map { $0.replica() })
    }
  }
}

/// How a slot's value is written where it stands.
enum SlotEscaping: Sendable {
  /// HTML text, in an element of its own where its direction asks for it.
  case html
  /// HTML where no element may stand: the title of a document.
  case htmlPlain
  /// Within an attribute.
  case htmlAttribute
  case markdown
  /// A code span of Markdown.
  case markdownCode
  /// The target of a Markdown link: paths are percent-encoded already.
  case markdownLink
}
