import Claims

/// What fills a slot.
enum TemplateValue: Sendable {
  case text(String)
  case number(Double, NumberStyle)
  /// Not present where it is zero.
  case count(Int)
  case link(String)
  case fragment(Fragment)
  case flag(Bool)
  case rows([TemplateScope])

  /// What `{{#if}}` asks: a flag that is set, text, a number that is defined and not zero, content, at least one row.
  var isPresent: Bool {
    switch self {
    case .text(let text), .link(let text): !text.isEmpty
    case .number(let value, _): value.isFinite
    case .count(let value): value != 0
    case .fragment(let fragment): !fragment.isEmpty
    case .flag(let flag): flag
    case .rows(let rows): !rows.isEmpty
    }
  }
}

extension TemplateValue {
  /// A number in the style that a template asks for; whatever is no number stays as it is.
  func styled(_ style: NumberStyle?) -> TemplateValue {
    guard let style else { return self }
    switch self {
    case .number(let value, _): return .number(value, style)
    case .count(let value): return .number(Double(value), style)
    default: return self
    }
  }
}
