import Claims
import Diagnostics

/// Splits a template's source into text and tags.
struct TemplateScanner {
  /// Largest template, with its partials: the Markdown parser has inputs of quadratic cost.
  static let maximumBytes = 262_144

  let path: String
  private var tokens: [TemplateToken] = []

  /// - Parameter firstLine: number of the line of the file that the source begins with.
  /// - Throws: `AtlasError` with line and column for a `{{` without `}}`, or a tag that means nothing.
  static func scan(_ source: String, path: String, firstLine: Int = 1) throws -> [TemplateToken] {
    guard source.utf8.count <= maximumBytes else {
      throw AtlasError(
        path: path, "this template is larger than \(maximumBytes) bytes", hint: "split it into partials, or shorten it")
    }
    var scanner = TemplateScanner(path: path)
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let isLast = index == lines.count - 1
      try scanner.scan(line: line.last == "\r" ? line.dropLast() : line, number: firstLine + index, isLast: isLast)
    }
    return scanner.tokens
  }

  private init(path: String) { self.path = path }

  private mutating func scan(line: Substring, number: Int, isLast: Bool) throws {
    let end = isLast ? "" : "\n"
    let trimmed = line.trimmingSpaces
    if trimmed.hasPrefix(":::") {
      let place = TemplatePlace(path: path, line: number, column: 1)
      tokens.append(.tag(TemplateTag(kind: try Self.box(trimmed, place), place: place, isStandalone: true)))
      tokens.append(.text(end, place))
      return
    }
    var rest = line
    var column = 1
    while let open = rest.firstRange(of: "{{") {
      let before = rest[..<open.lowerBound]
      column += before.count
      let place = TemplatePlace(path: path, line: number, column: column)
      guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
        throw place.error("{{ without }} on the same line", hint: "close the tag, or write the braces apart")
      }
      if !before.isEmpty { tokens.append(.text(String(before), place)) }
      let content = rest[open.upperBound..<close.lowerBound].trimmingSpaces
      let standalone = trimmed.count == rest.distance(from: open.lowerBound, to: close.upperBound)
      if !content.hasPrefix("!") {
        let (kind, style) = try Self.kind(content, place)
        tokens.append(.tag(TemplateTag(kind: kind, place: place, isStandalone: standalone, style: style)))
      }
      column += rest.distance(from: open.lowerBound, to: close.upperBound)
      rest = rest[close.upperBound...]
    }
    tokens.append(.text(String(rest) + end, TemplatePlace(path: path, line: number, column: column)))
  }

  private static func kind(
    _ content: Substring, _ place: TemplatePlace
  ) throws -> (TemplateTag.Kind, NumberStyle?) {
    if content.hasPrefix("chart ") {
      return (.chart(try TemplateChart(content, place) { try name($0, place) }), nil)
    }
    let parts = content.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !"#/>&^".contains(content.first ?? "#") else { return (try kind(content, place), nil) }
    guard let style = SlotStyle.style(parts[1].trimmingSpaces) else {
      throw place.error("‘\(parts[1].trimmingSpaces)’ is no style of numbers", hint: "known: \(SlotStyle.known)")
    }
    return (.slot(try name(parts[0].trimmingSpaces, place)), style)
  }

  private static func kind(_ content: Substring, _ place: TemplatePlace) throws -> TemplateTag.Kind {
    let words = content.split(separator: " ")
    switch (words.first.map(String.init) ?? "", words.count) {
    case ("#if", 2): return .beginIf(try name(words[1], place))
    case ("#each", 2): return .beginEach(try name(words[1], place))
    case ("#row", 2): return .row(try name(words[1], place))
    case ("else", 1): return .otherwise
    case ("/if", 1): return .endIf
    case ("/each", 1): return .endEach
    case (">", 2): return .partial(try name(words[1], place))
    case (let word, 1) where !"#/>&^".contains(word.first ?? "#"): return .slot(try name(words[0], place))
    default:
      throw place.error(
        "unknown tag {{\(content)}}",
        hint:
          "tags are {{name}}, {{#if name}} {{else}} {{/if}}, {{#each name}} {{/each}}, {{#row name}}, {{> partial}},"
          + " {{chart …}}"
      )
    }
  }

  /// Names are plain words: a partial's name is part of a file name and must not lead out of its folder.
  private static func name(_ word: Substring, _ place: TemplatePlace) throws -> String {
    let isName = word.utf8.allSatisfy {
      ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
    }
    guard isName, !word.isEmpty else {
      throw place.error("‘\(word)’ is no name", hint: "names consist of a-z, 0-9, - and _")
    }
    return String(word)
  }

  private static func box(_ line: Substring, _ place: TemplatePlace) throws -> TemplateTag.Kind {
    let content = line.dropFirst(3).trimmingSpaces
    if content.isEmpty { return .endBox }
    if content.firstRange(of: "{{") != nil {
      throw place.error(
        "slots cannot stand in a ::: line", hint: "name it without, and put the slot into the text below")
    }
    if content.hasPrefix("details ") { return .beginDetails(String(content.dropFirst(8).trimmingSpaces)) }
    return .beginBox(try name(content, place))
  }
}

extension Substring {
  var trimmingSpaces: Substring {
    guard let first = firstIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    let last = lastIndex { $0 != " " && $0 != "\t" } ?? first
    return self[first...last]
  }
}

extension StringProtocol {
  /// The first occurrence of `needle`, byte for byte.
  func firstRange(of needle: String) -> Range<Index>? {
    let pattern = Array(needle.utf8)
    var index = utf8.startIndex
    while index < utf8.endIndex {
      if utf8[index] == pattern[0] {
        var end = index
        var matched = 0
        while matched < pattern.count, end < utf8.endIndex, utf8[end] == pattern[matched] {
          end = utf8.index(after: end)
          matched += 1
        }
        if matched == pattern.count { return index..<end }
      }
      index = utf8.index(after: index)
    }
    return nil
  }
}
