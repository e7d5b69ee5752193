import Files

/// What fills a slot.
enum TemplateValue: Sendable {
  case text(String)
  case number(Double, NumberStyle)
  /// A count, with a comma between thousands.
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

  /// A number that somebody wrote, with no more digits than it needs: `2`, `0.5`, `4,000`.
  static func plain(_ value: Double?) -> TemplateValue {
    guard let value, value.isFinite else { return .number(.nan, .fixed(0)) }
    if value == value.rounded(), value.magnitude < 1e15 { return .count(Int(value)) }
    return .text(plainText(value))
  }

  /// The same as text: `2`, `0.5`.
  static func plainText(_ value: Double) -> String {
    let rounded = (value * 1e6).rounded() / 1e6
    return rounded == rounded.rounded() && rounded.magnitude < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}
