/// Tables that code writes because there are too many of them for templates: on every feature page, in every list of
/// features. Real tables in both formats.
struct TableWriter {
  enum Alignment { case left, right }

  var out: FragmentWriter
  private var column = 0
  /// Without the tags that HTML lets go; the style sheet aligns its columns.
  private var isShort = false

  init(_ style: PageStyle, capacity: Int = 2048) { out = FragmentWriter(style, capacity: capacity) }

  var fragment: Fragment { out.fragment }

  /// - Parameter isShort: for pages that there are thousands of: a first column of heads, and figures after it.
  mutating func begin(caption: String, isShort: Bool = false) {
    self.isShort = isShort && out.format == .html
    if self.isShort {
      out.raw("<table class=\"short\" aria-label=\"")
      out.attribute(caption)
      out.raw("\"><thead><tr>")
    } else if out.format == .html {
      out.raw("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"")
      out.attribute(caption)
      out.raw("\"><table>\n<caption>")
      out.text(caption)
      out.raw("</caption>\n<thead>\n<tr>")
    } else {
      out.raw("\n\nTable: ")
      out.text(caption)
      out.raw("\n\n|")
    }
  }

  mutating func head(_ text: String, _ alignment: Alignment) { head(alignment) { $0.text(text) } }

  mutating func head(_ alignment: Alignment, _ content: (inout FragmentWriter) -> Void) {
    if isShort {
      out.raw("<th>")
      content(&out)
    } else if out.format == .html {
      out.raw(alignment == .right ? "<th scope=\"col\" class=\"right\">" : "<th scope=\"col\">")
      content(&out)
      out.raw("</th>")
    } else {
      out.raw(" ")
      content(&out)
      out.raw(" |")
    }
  }

  /// Ends the head.
  mutating func body(_ alignments: [Alignment]) {
    if out.format == .html {
      out.raw(isShort ? "<tbody>\n" : "</tr>\n</thead>\n<tbody>\n")
    } else {
      out.raw("\n|")
      for alignment in alignments { out.raw(alignment == .right ? " ---: |" : " --- |") }
      out.raw("\n")
    }
  }

  mutating func beginRow() {
    column = 0
    out.raw(out.format == .html ? "<tr>" : "|")
  }

  mutating func cell(_ alignment: Alignment, _ content: (inout FragmentWriter) -> Void) {
    let isHead = column == 0
    column += 1
    guard out.format == .html else {
      out.raw(" ")
      content(&out)
      out.raw(" |")
      return
    }
    if isShort {
      out.raw(isHead ? "<th>" : "<td>")
      return content(&out)
    }
    switch (isHead, alignment) {
    case (true, .left): out.raw("<th scope=\"row\">")
    case (true, .right): out.raw("<th scope=\"row\" class=\"right\">")
    case (false, .left): out.raw("<td>")
    case (false, .right): out.raw("<td class=\"right\">")
    }
    content(&out)
    out.raw(isHead ? "</th>" : "</td>")
  }

  mutating func endRow() { out.raw(out.format == .html && !isShort ? "</tr>\n" : "\n") }

  mutating func end() {
    out.raw(isShort ? "</table>\n" : out.format == .html ? "</tbody>\n</table></div>\n" : "\n\n")
  }
}
