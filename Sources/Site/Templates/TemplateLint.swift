import Diagnostics

/// Mistakes in templates that would show only to the reader: a box that no style knows, a row with more or fewer cells than
/// its table, a link to a place that is not there, a file that nothing reads.
struct TemplateLint {
  let library: TemplateLibrary
  /// Classes that the theme styles.
  let classes: Set<String>

  /// - Throws: `AtlasError` or `AtlasErrors` with line and column of each mistake.
  func check(_ template: PageTemplate) throws {
    let tokens = try library.tokens(of: template)
    let mistakes = Mistakes()
    mistakes.each(tokens, checkBox)
    let lines = TemplateLine.lines(of: tokens)
    checkTables(lines, mistakes)
    checkFragments(lines, mistakes)
    try mistakes.end()
  }

  private func checkBox(_ token: TemplateToken) throws {
    guard case .tag(let tag) = token, case .beginBox(let name) = tag.kind, !classes.contains(name) else { return }
    let nearest = nearestName(to: name, in: classes.sorted()).map { "did you mean ‘\($0)’? " } ?? ""
    throw tag.place.error(
      "the theme has no style for ::: \(name)", hint: nearest + "a class of your own goes into site/atlas.css")
  }

  private func checkTables(_ lines: [TemplateLine], _ mistakes: Mistakes) {
    var columns: Int?
    for (index, line) in lines.enumerated() {
      guard line.isRow else {
        columns = nil
        continue
      }
      if columns == nil, index + 1 < lines.count, lines[index + 1].isDelimiter { columns = lines[index + 1].cells }
      guard let columns, line.cells != columns else { continue }
      mistakes.add(
        line.place.error(
          "this row has \(line.cells) cells, its table \(columns)",
          hint: "a bar within a cell is written \\|, and every row has a cell for each column"))
    }
  }

  /// Links within the page that name no heading of it. What slots name is made together with its heading.
  private func checkFragments(_ lines: [TemplateLine], _ mistakes: Mistakes) {
    let known = Set(lines.flatMap(\.headings))
    for line in lines {
      for fragment in line.fragments where !known.contains(fragment) {
        let nearest = nearestName(to: fragment, in: known.sorted()).map { "did you mean ‘#\($0)’? " } ?? ""
        mistakes.add(
          line.place.error(
            "nothing on this page is called ‘#\(fragment)’",
            hint: nearest + "write ## Heading {#\(fragment)} where the link should lead"))
      }
    }
  }
}

/// A line of a template with its partials, as it is written.
struct TemplateLine {
  var text = ""
  var place: TemplatePlace

  /// Conditions may stand around whole rows of a table, so that the line of a tag that is alone there counts for nothing.
  static func lines(of tokens: [TemplateToken]) -> [TemplateLine] {
    var lines: [TemplateLine] = []
    var current: TemplateLine?
    var followsTag = false
    for token in tokens {
      switch token {
      case .tag(let tag) where tag.isStandalone:
        current = nil
        followsTag = true
      case .tag(let tag):
        current = current ?? TemplateLine(place: tag.place)
        current?.text += tag.spelling
      case .text("\n", _) where followsTag: followsTag = false
      case .text(let text, let place):
        followsTag = false
        var line = current ?? TemplateLine(place: place)
        line.text += text
        current = line
        if text.hasSuffix("\n") {
          lines.append(line)
          current = nil
        }
      }
    }
    return lines + [current].compactMap { $0 }
  }

  private var trimmed: Substring { Substring(text.filter { $0 != "\n" }).trimmingSpaces }

  var isRow: Bool { trimmed.hasPrefix("|") }
  var isDelimiter: Bool { isRow && trimmed.allSatisfy { "|-: ".contains($0) } }

  /// Between bars that are not escaped.
  var cells: Int {
    var count = 0
    var isEscaped = false
    for character in trimmed {
      if character == "|", !isEscaped { count += 1 }
      isEscaped = character == "\\" && !isEscaped
    }
    return trimmed.hasSuffix("|") ? count - 1 : count
  }

  /// Names in `{#name}`.
  var headings: [String] { names(after: " {#", until: "}") }
  /// Names in `](#name)`.
  var fragments: [String] { names(after: "](#", until: ")") }

  private func names(after open: String, until close: String) -> [String] {
    var found: [String] = []
    var rest = text[...]
    while let start = rest.firstRange(of: open), let end = rest[start.upperBound...].firstRange(of: close) {
      let name = rest[start.upperBound..<end.lowerBound]
      if !name.contains("{") { found.append(String(name)) }
      rest = rest[end.upperBound...]
    }
    return found
  }
}
