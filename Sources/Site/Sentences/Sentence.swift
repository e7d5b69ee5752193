import Claims
import Diagnostics
import Files

/// One sentence with slots, for pages and as plain text.
struct Sentence: Sendable {
  private let pieces: [TemplatePiece]
  /// Without any markup: text, and what fills the places between.
  private let plainParts: [PlainPart]
  private let slots: Slots<[String: TemplateValue]>
  private let numbers: NumberFormat

  /// - Throws: `AtlasError` for an unknown slot, a condition or a list, or more than one paragraph.
  init(_ part: SentenceFile.Part, slots names: [String], style: PageStyle, phrases: Phrases? = nil) throws {
    let name = "\(part.section) / \(part.entry)"
    let lines = part.text.split(separator: "\n", omittingEmptySubsequences: false)
    let content = lines.indices.filter { !lines[$0].trimmingSpaces.isEmpty }
    guard let first = content.first, let last = content.last, last - first == content.count - 1 else {
      throw AtlasError(
        path: part.path, line: part.line, "‘\(name)’ is more than one paragraph", hint: "leave out the empty line")
    }
    let text = lines[first...last].map { $0.trimmingSpaces }.joined(separator: " ")
    let tokens = try TemplateScanner.scan(text, path: part.path, firstLine: part.line + first)
    for case .tag(let tag) in tokens {
      guard case .slot = tag.kind else {
        throw tag.place.error(
          "\(tag.spelling) in a sentence", hint: "sentences hold text and {{slots}} only: no conditions")
      }
    }
    let slots = Self.slots(names)
    self.slots = slots
    numbers = style.numbers
    pieces = Self.unwrapped(
      try TemplateCompiler.compile(
        tokens, schemas: [slots.schema], page: name, syntax: .markdown, format: style.format, tableLabel: "",
        phrases: phrases, marksAll: true))
    plainParts = Self.trimmed(
      try TemplateCompiler.compile(
        tokens, schemas: [slots.schema], page: name, syntax: .markdown, format: .markdown, tableLabel: ""
      ).compactMap { piece in
        switch piece {
        case .literal(let bytes): .text(String(decoding: bytes, as: UTF8.self).filter { $0 != "*" && $0 != "`" })
        case .slot(let slot, _, let style): .slot(names[slot.index], style)
        case .condition, .loop, .chart: nil
        }
      })
  }

  /// Without white space around the words.
  private static func trimmed(_ parts: [PlainPart]) -> [PlainPart] {
    var parts = parts
    if case .text(let words) = parts.first {
      parts[0] = .text(String(words.drop { $0 == "\n" || $0 == " " }))
    }
    if case .text(let words) = parts.last {
      parts[parts.count - 1] = .text(String(words.reversed().drop { $0 == "\n" || $0 == " " }.reversed()))
    }
    return parts
  }

  private enum PlainPart {
    case text(String)
    /// Its name, and its style.
    case slot(String, NumberStyle?)
  }

  /// Values by the names of their slots, of which not all need be there.
  private static func slots(_ names: [String]) -> Slots<[String: TemplateValue]> {
    Slots(
      names.map { name in
        // A figure may be asked for in a style; what is text stays as it is.
        .value(name, .number) { try value(name, of: $0) }
      })
  }

  private static func value(_ name: String, of values: [String: TemplateValue]) throws -> TemplateValue {
    guard let value = values[name] else { throw AtlasError(.failure, "there is no ‘\(name)’ to say") }
    return value
  }

  /// As part of a page.
  ///
  /// - Throws: `AtlasError` for a slot that is not filled.
  func render(_ values: [String: TemplateValue], into out: inout ByteWriter) throws {
    var scopes = [slots.scope(values)]
    try Template(pieces: pieces, numbers: numbers).render(&scopes, into: &out)
  }

  /// Without any markup, for files.
  ///
  /// - Throws: `AtlasError` for a slot that is not filled.
  func writePlain(_ values: [String: TemplateValue], into out: inout ByteWriter) throws {
    for part in plainParts {
      switch part {
      case .text(let words): out.append(words)
      case .slot(let name, let style): out.append(try Self.value(name, of: values).styled(style).plain(numbers))
      }
    }
  }

  /// Without any markup.
  func plain(_ values: [String: TemplateValue]) throws -> String {
    var out = ByteWriter(capacity: 256)
    try writePlain(values, into: &out)
    return String(decoding: out.bytes, as: UTF8.self)
  }

  /// The paragraph that the parser made is one within a line.
  private static func unwrapped(_ pieces: [TemplatePiece]) -> [TemplatePiece] {
    var pieces = pieces
    if case .literal(let bytes) = pieces.first, bytes.starts(with: Array("<p>".utf8)) {
      pieces[0] = .literal(Array(bytes.dropFirst(3)))
    }
    if case .literal(let bytes) = pieces.last {
      var text = String(decoding: bytes, as: UTF8.self)
      while text.hasSuffix("\n") { text.removeLast() }
      if text.hasSuffix("</p>") { text.removeLast(4) }
      pieces[pieces.count - 1] = .literal(Array(text.utf8))
    }
    return pieces
  }
}

extension TemplateValue {
  /// The value as it is read, without escaping.
  fileprivate func plain(_ numbers: NumberFormat) -> String {
    switch self {
    case .text(let text), .link(let text): text
    case .number(let value, let style): numbers.text(value, style)
    case .count(let value): numbers.text(Double(value), .count)
    case .fragment(let fragment): String(decoding: fragment.bytes, as: UTF8.self)
    case .flag, .rows: ""
    }
  }
}
