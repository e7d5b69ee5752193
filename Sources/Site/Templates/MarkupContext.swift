/// Where in the markup a slot stands, followed while the text before it is read.
struct MarkupContext {
  /// Elements open minus elements closed.
  private(set) var depth = 0
  /// Whether the element that was opened last takes text and no elements.
  private(set) var holdsTextOnly = false
  /// The open tag so far, without `<`; nil between tags.
  private var tag: String?
  /// The line so far, for Markdown.
  private var line = ""

  /// The attribute a slot would stand in; empty inside a tag but in no quoted value; nil between tags.
  var attribute: String? {
    guard let tag else { return nil }
    guard tag.filter({ $0 == "\"" }).count % 2 == 1, let quote = tag.lastIndex(of: "\"") else { return "" }
    let name = tag[..<quote].dropLast().split(whereSeparator: { $0 == " " || $0 == "\n" }).last
    return name.map { $0.lowercased() } ?? ""
  }

  var markdownEscaping: SlotEscaping {
    if line.filter({ $0 == "`" }).count % 2 == 1 { return .markdownCode }
    if let open = line.lastRange(of: "]("), !line[open.upperBound...].contains(")") { return .markdownLink }
    return .markdown
  }

  mutating func read(_ text: Substring) {
    for character in text {
      if character == "\n" { line = "" } else { line.append(character) }
      if let open = tag {
        if character == ">", open.filter({ $0 == "\"" }).count % 2 == 0 {
          close(open)
          tag = nil
        } else {
          tag?.append(character)
        }
      } else if character == "<" {
        tag = ""
      }
    }
  }

  private static let void: Set<String> = ["br", "hr", "img", "input", "meta", "link", "wbr"]

  private static let textOnly: Set<String> = ["title", "option", "textarea"]

  private mutating func close(_ tag: String) {
    holdsTextOnly = Self.textOnly.contains(String(tag.prefix { $0.isLetter || $0.isNumber }))
    if tag.hasPrefix("/") {
      depth -= 1
    } else if !tag.hasPrefix("!"), !tag.hasSuffix("/") {
      let name = tag.prefix { $0.isLetter || $0.isNumber }
      if !Self.void.contains(String(name)) { depth += 1 }
    }
  }
}
