/// What the pages need beyond the parser's plain HTML: identifiers of headings, and tables that have a caption, heads
/// of rows and columns, and a box of their own to scroll in on a phone. Works line by line, as the parser writes.
enum HTMLDressing {
  static func dress(_ html: String, tableLabel: String) -> String {
    var lines: [Substring] = []
    var inBody = false
    var column = 0
    for line in html.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "<table>" {
        inBody = false
        lines.append(contentsOf: openTable(caption: takeCaption(&lines), label: tableLabel))
      } else if line == "</table>" {
        lines.append("</table></div>")
      } else if line.hasPrefix("<tbody>") {
        inBody = true
        lines.append(line)
      } else if line.hasPrefix("<tr>") {
        column = 0
        lines.append(line)
      } else if isCell(line, "th"), let cell = Cell(line) {
        lines.append(cell.content.isEmpty ? cell.html("td", scope: nil) : cell.html("th", scope: "col"))
      } else if isCell(line, "td"), let cell = Cell(line) {
        lines.append(inBody && column == 0 ? cell.html("th", scope: "row") : cell.html("td", scope: nil))
        column += 1
      } else {
        lines.append(heading(line) ?? line)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// A paragraph `Table: …` directly before a table is its caption.
  private static func takeCaption(_ lines: inout [Substring]) -> Substring? {
    guard let last = lines.last, last.hasPrefix("<p>Table: "), last.hasSuffix("</p>") else { return nil }
    lines.removeLast()
    return last.dropFirst(10).dropLast(4)
  }

  private static func openTable(caption: Substring?, label: String) -> [Substring] {
    let name = caption.map { withoutTags($0) } ?? label
    var lines: [Substring] = ["<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"\(name)\"><table>"]
    if let caption { lines.append("<caption>\(caption)</caption>") }
    return lines
  }

  private static func withoutTags(_ html: Substring) -> String {
    var text = ""
    var depth = 0
    for character in html {
      if character == "<" { depth += 1 }
      if depth == 0 { text.append(character) }
      if character == ">", depth > 0 { depth -= 1 }
    }
    return text
  }

  /// `<h2>Title {#id}</h2>` gets that id.
  private static func heading(_ line: Substring) -> Substring? {
    guard line.hasPrefix("<h"), line.hasSuffix(">"), let open = line.firstRange(of: " {#"),
      let close = line[open.upperBound...].firstRange(of: "}</h")
    else { return nil }
    let id = line[open.upperBound..<close.lowerBound]
    let start = line.dropFirst(3)
    let level = line.prefix(3)
    return "\(level) id=\"\(id)\"\(start[..<open.lowerBound])\(line[line.index(after: close.lowerBound)...])"
  }

  private static func isCell(_ line: Substring, _ name: String) -> Bool {
    line.hasPrefix("<\(name)>") || line.hasPrefix("<\(name) ")
  }

  private struct Cell {
    var alignment: Substring?
    var content: Substring

    init?(_ line: Substring) {
      guard let open = line.firstIndex(of: ">"), line.hasSuffix("</th>") || line.hasSuffix("</td>") else { return nil }
      let tag = line[..<open]
      if let range = tag.firstRange(of: "align=\"") { alignment = tag[range.upperBound...].dropLast() }
      content = line[line.index(after: open)...].dropLast(5)
    }

    func html(_ name: String, scope: String?) -> Substring {
      let css = alignment.map { " class=\"\($0)\"" } ?? ""
      let scope = scope.map { " scope=\"\($0)\"" } ?? ""
      return "<\(name)\(scope)\(css)>\(content)</\(name)>"
    }
  }
}
