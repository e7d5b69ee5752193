import Claims
import Findings

/// One slot of a page or of a row: its name, what it may hold, and how its value follows from what is shown. Templates are
/// checked against the same list that fills them, so what is known and what is filled cannot differ.
struct Slot<Row: Sendable>: Sendable {
  typealias Value<Result> = @Sendable (Row) throws -> Result

  /// More than one where a part of the page brings its own.
  fileprivate let entries: [Entry]

  fileprivate struct Entry: Sendable {
    let name: String
    let kind: SlotKind
    let value: Value<TemplateValue>
  }

  static func value(_ name: String, _ kind: SlotKind = .text, _ value: @escaping Value<TemplateValue>) -> Slot {
    Slot(entries: [Entry(name: name, kind: kind, value: value)])
  }

  /// Text that is nil is empty.
  static func text(_ name: String, _ text: @escaping Value<String?>) -> Slot {
    .value(name) { .text(try text($0) ?? "") }
  }

  static func link(_ name: String, _ link: @escaping Value<String?>) -> Slot {
    .value(name, .link) { .link(try link($0) ?? "") }
  }

  /// A count that is nil is empty.
  static func count(_ name: String, _ count: @escaping Value<Int?>) -> Slot {
    .value(name, .number) { try count($0).map { .count($0) } ?? .text("") }
  }

  /// A number that is nil is shown as not defined.
  static func number(_ name: String, _ style: NumberStyle, _ number: @escaping Value<Double?>) -> Slot {
    .value(name, .number) { .number(try number($0) ?? .nan, style) }
  }

  /// `name`, `name_low` and `name_high`.
  static func interval(_ name: String, _ style: NumberStyle, _ interval: @escaping Value<Interval?>) -> Slot {
    .all([
      .number(name, style) { try interval($0)?.value }, .number("\(name)_low", style) { try interval($0)?.low },
      .number("\(name)_high", style) { try interval($0)?.high },
    ])
  }

  static func flag(_ name: String, _ flag: @escaping Value<Bool>) -> Slot {
    .value(name, .flag) { .flag(try flag($0)) }
  }

  static func inline(_ name: String, _ content: @escaping Value<Fragment>) -> Slot {
    .value(name, .inline) { .fragment(try content($0)) }
  }

  static func block(_ name: String, _ content: @escaping Value<Fragment>) -> Slot {
    .value(name, .block) { .fragment(try content($0)) }
  }

  /// For `{{#each}}` and `{{#row}}`.
  static func rows<Item>(_ name: String, _ slots: Slots<Item>, _ items: @escaping Value<[Item]>) -> Slot {
    .value(name, .rows(slots.schema)) { .rows(try items($0).map(slots.scope)) }
  }

  /// All slots of a part of the page, or of what several rows have in common.
  static func part<Part>(_ slots: Slots<Part>, _ part: @escaping Value<Part>) -> Slot {
    Slot(
      entries: slots.entries.map { entry in
        Entry(name: entry.name, kind: entry.kind) { try entry.value(try part($0)) }
      })
  }

  static func all(_ slots: [Slot]) -> Slot { Slot(entries: slots.flatMap(\.entries)) }
}

/// The slots of one kind of page or row, declared beside the values that fill them.
struct Slots<Row: Sendable>: Sendable, ExpressibleByArrayLiteral {
  fileprivate let entries: [Slot<Row>.Entry]
  let schema: PageSchema

  init(arrayLiteral slots: Slot<Row>...) { self.init(slots) }

  init(_ slots: [Slot<Row>]) {
    entries = slots.flatMap(\.entries)
    schema = PageSchema(entries.map { ($0.name, $0.kind) })
  }

  func scope(_ row: Row) -> TemplateScope { TemplateScope(entries.count) { try entries[$0].value(row) } }
}

extension Slots<String> {
  /// Rows that are a text and nothing else.
  static func text(_ name: String) -> Slots { [.text(name) { $0 }] }
}

/// The values of a page or of one row, each made when a template first asks for it.
struct TemplateScope: Sendable {
  private let make: @Sendable (Int) throws -> TemplateValue
  private var made: [TemplateValue?]

  fileprivate init(_ count: Int, make: @escaping @Sendable (Int) throws -> TemplateValue) {
    self.make = make
    made = Array(repeating: nil, count: count)
  }

  mutating func value(_ index: Int) throws -> TemplateValue {
    if let value = made[index] { return value }
    let value = try make(index)
    made[index] = value
    return value
  }
}
