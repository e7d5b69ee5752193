import Diagnostics

/// Checks the tags of a template against the page's schema, in the order of the source, before anything is parsed: every
/// name known, every block closed, every slot of a kind that fits.
struct TemplateChecker {
  private struct Scope {
    var schema: PageSchema
    var tag: TemplateTag?
    var endsWithLine = false
  }

  let page: String
  private var scopes: [Scope]
  private var open: [TemplateTag] = []

  /// - Returns: what each tag names, by its index in `tags`; nil for tags that name nothing.
  static func check(_ tokens: [TemplateToken], _ schemas: [PageSchema], page: String) throws -> [NamedSlot?] {
    var checker = TemplateChecker(page: page, scopes: schemas.map { Scope(schema: $0) })
    var slots: [NamedSlot?] = []
    for token in tokens {
      switch token {
      case .text(let text, _): if text.hasSuffix("\n") { checker.endLine() }
      case .tag(let tag): slots.append(try checker.check(tag))
      }
    }
    if let tag = checker.open.last {
      throw tag.place.error(
        "\(tag.spelling) is never closed (making \(page))", hint: "close it with \(Self.closing(tag))")
    }
    return slots
  }

  private init(page: String, scopes: [Scope]) {
    self.page = page
    self.scopes = scopes
  }

  /// A row's slots are known to the end of its line.
  private mutating func endLine() { scopes.removeAll { $0.endsWithLine } }

  private mutating func check(_ tag: TemplateTag) throws -> NamedSlot? {
    switch tag.kind {
    case .slot(let name):
      let slot = try slot(name, tag)
      switch slot.kind {
      case .flag:
        throw tag.place.error(
          "‘\(name)’ is a condition, not text (making \(page))", hint: "use {{#if \(name)}} … {{/if}}")
      case .rows:
        throw tag.place.error(
          "‘\(name)’ is a list (making \(page))", hint: "use {{#each \(name)}} … {{/each}} or {{#row \(name)}}")
      case .link, .block, .inline, .text:
        // A style would be passed over in silence.
        guard tag.style == nil else {
          throw tag.place.error("‘\(name)’ is no number (making \(page))", hint: "write {{\(name)}}")
        }
        return slot
      case .number: return slot
      }
    case .beginIf(let name):
      open.append(tag)
      return try slot(name, tag)
    case .beginEach(let name):
      let (slot, rows) = try rows(name, tag)
      scopes.append(Scope(schema: rows, tag: tag))
      open.append(tag)
      return slot
    case .row(let name):
      let (slot, rows) = try rows(name, tag)
      // A row is repeated as a whole, so that what is named before it in the line would stand inside of it.
      guard !scopes.contains(where: { $0.endsWithLine || $0.tag?.isStandalone == false }) else {
        throw tag.place.error(
          "\(tag.spelling) stands in a line that is repeated already (making \(page))", hint: "give it its own line")
      }
      scopes.append(Scope(schema: rows, endsWithLine: true))
      return slot
    case .otherwise:
      guard let last = open.last, case .beginIf = last.kind else {
        throw tag.place.error("{{else}} outside of {{#if}} (making \(page))")
      }
    case .endIf: try close(tag) { if case .beginIf = $0 { true } else { false } }
    case .endEach:
      try close(tag) { if case .beginEach = $0 { true } else { false } }
      if let index = scopes.lastIndex(where: { $0.tag != nil }) { scopes.remove(at: index) }
    case .beginBox, .beginDetails: open.append(tag)
    case .endBox:
      try close(tag) {
        switch $0 {
        case .beginBox, .beginDetails: true
        default: false
        }
      }
    case .chart(let chart): return try check(chart, tag)
    case .partial: break
    }
    return nil
  }

  private mutating func close(_ tag: TemplateTag, _ matches: (TemplateTag.Kind) -> Bool) throws {
    guard let last = open.popLast() else {
      throw tag.place.error(
        "\(tag.spelling) closes nothing (making \(page))", hint: "remove it, or open what it closes")
    }
    guard matches(last.kind) else {
      throw tag.place.error(
        "\(tag.spelling) where \(last.spelling) of line \(last.place.line) is still open (making \(page))",
        hint: "write \(Self.closing(last)) first")
    }
    guard last.isStandalone == tag.isStandalone, last.isStandalone || last.place.line == tag.place.line else {
      throw tag.place.error(
        "\(last.spelling) of line \(last.place.line) and \(tag.spelling) stand differently (making \(page))",
        hint: "both alone on their lines, or both within one line")
    }
  }

  private func check(_ chart: TemplateChart, _ tag: TemplateTag) throws -> NamedSlot {
    guard tag.isStandalone else {
      throw tag.place.error("\(tag.spelling) is a block (making \(page))", hint: "put it on a line of its own")
    }
    let (slot, schema) = try rows(chart.rows, tag)
    for name in chart.slots {
      let kind = schema.places[name].map { schema.kinds[$0] }
      switch kind {
      case .number: continue
      case .text where name == chart.name: continue
      case nil:
        let known = schema.places.keys.sorted()
        throw tag.place.error(
          "the rows of ‘\(chart.rows)’ have no slot ‘\(name)’ (making \(page))",
          hint: nearestName(to: name, in: known).map { "did you mean ‘\($0)’?" }
            ?? "known there: \(known.joined(separator: ", "))")
      default:
        throw tag.place.error(
          "‘\(name)’ is no number (making \(page))", hint: "a chart is drawn of slots that are numbers")
      }
    }
    return slot
  }

  private func rows(_ name: String, _ tag: TemplateTag) throws -> (NamedSlot, PageSchema) {
    let slot = try slot(name, tag)
    guard case .rows(let schema) = slot.kind else {
      throw tag.place.error("‘\(name)’ is no list (making \(page))", hint: "use {{#if \(name)}} or {{\(name)}}")
    }
    return (slot, schema)
  }

  /// The innermost slot of that name.
  private func slot(_ name: String, _ tag: TemplateTag) throws -> NamedSlot {
    for (depth, scope) in scopes.enumerated().reversed() {
      guard let index = scope.schema.places[name] else { continue }
      return NamedSlot(address: SlotAddress(depth: depth, index: index), kind: scope.schema.kinds[index])
    }
    let known = Set(scopes.flatMap { $0.schema.places.keys }).sorted()
    let nearest = nearestName(to: name, in: known).map { "did you mean ‘\($0)’?" }
    throw tag.place.error(
      "unknown slot ‘\(name)’ (making \(page))", hint: nearest ?? "known here: \(known.joined(separator: ", "))")
  }

  private static func closing(_ tag: TemplateTag) -> String {
    switch tag.kind {
    case .beginIf: "{{/if}}"
    case .beginEach: "{{/each}}"
    default: ":::"
    }
  }
}
