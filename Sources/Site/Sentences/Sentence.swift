import Diagnostics
import Files

/// One sentence with slots, for pages and as plain text.
struct Sentence: Sendable {
  private let pieces: [TemplatePiece]
  private let plainPieces: [TemplatePiece]
  private let name: String

  /// - Throws: `AtlasError` for an unknown slot, a condition or a list, or more than one paragraph.
  init(_ part: SentenceFile.Part, slots: [String], format: PageFormat) throws {
    name = "\(part.section) / \(part.entry)"
    let lines = part.text.split(separator: "\n", omittingEmptySubsequences: false)
    let content = lines.indices.filter { !lines[$0].trimmingSpaces.isEmpty }
    guard let first = content.first, let last = content.last, last - first == content.count - 1 else {
      throw AtlasError(
        path: part.path, line: part.line, "‘\(name)’ is more than one paragraph", hint: "leave out the empty line")
    }
    let text = lines[first...last].map { $0.trimmingSpaces }.joined(separator: " ")
    let place = String(repeating: "\n", count: part.line + first - 1)
    let tokens = try TemplateScanner.scan(place + text, path: part.path)
    for case .tag(let tag) in tokens {
      guard case .slot = tag.kind else {
        throw tag.place.error(
          "\(tag.spelling) in a sentence", hint: "sentences hold text and {{slots}} only: no conditions")
      }
    }
    let schema = PageSchema(texts: slots)
    pieces = Self.unwrapped(
      try TemplateCompiler.compile(
        tokens, schema: schema, page: name, syntax: .markdown, format: format, tableLabel: ""))
    plainPieces = try TemplateCompiler.compile(
      tokens, schema: schema, page: name, syntax: .markdown, format: .markdown, tableLabel: "")
  }

  /// As part of a page.
  func render(_ scope: TemplateScope, into out: inout ByteWriter) throws {
    try Template(pieces: pieces, name: name).render(scope, into: &out)
  }

  /// Without any markup, for files.
  func plain(_ scope: TemplateScope) throws -> String {
    var text = ""
    for piece in plainPieces {
      switch piece {
      case .literal(let bytes): text += String(decoding: bytes, as: UTF8.self).filter { $0 != "*" && $0 != "`" }
      case .slot(let name, _, let place):
        guard let value = scope[name] else { throw place.error("‘\(name)’ has no value in \(self.name)") }
        text += value.plain
      case .condition, .loop: continue
      }
    }
    return String(text.drop { $0 == "\n" }.trimmingSpaces)
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

extension PageSchema {
  /// Slots that all hold text.
  init(texts names: [String]) {
    self.init(dictionaryLiteral: ("", .text))
    slots = Dictionary(uniqueKeysWithValues: names.map { ($0, .text) })
  }
}

extension TemplateValue {
  /// The value as it is read, without escaping.
  var plain: String {
    switch self {
    case .text(let text), .link(let text): text
    case .number(let value, let style): style.text(value)
    case .count(let value):
      {
        var out = ByteWriter()
        out.append(count: value)
        return String(decoding: out.bytes, as: UTF8.self)
      }()
    case .fragment(let fragment): String(decoding: fragment.bytes, as: UTF8.self)
    case .flag, .rows: ""
    }
  }
}
