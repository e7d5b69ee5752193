import Charts
import Claims

/// The numbers of a chart as a table, folded below it.
struct FigureTable {
  let heads: [(text: String, alignment: TableWriter.Alignment)]
  /// [row][column].
  let rows: [[Cell]]

  /// Text, with a link where it names a page.
  struct Cell {
    let text: String
    var link: String?
  }
}

extension SiteContext {
  /// The words of a chart of shares: its scale in percent, or in percentage points with a sign.
  func shareText(title: String, description: String, axis: String, isDifference: Bool = false) -> ChartText {
    let numbers = words.numbers
    return ChartText(
      title: title, description: description, axis: axis,
      figure: { numbers.text($0, isDifference ? .points : .percent) },
      tick: { value, decimals in
        numbers.text(value * 100, isDifference ? .signed(max(0, decimals - 2)) : .fixed(max(0, decimals - 2)))
      })
  }

  /// The words of a chart of scores between 0 and 1.
  func scoreText(title: String, description: String, axis: String) -> ChartText {
    let numbers = words.numbers
    return ChartText(
      title: title, description: description, axis: axis, figure: { numbers.text($0, .fixed(3)) },
      tick: { numbers.text($0, .fixed($1)) })
  }

  func figure(_ chart: any Chart, source: (name: String, link: String)? = nil, table: FigureTable? = nil) -> Fragment {
    FigureWriter(words: words, style: style).figure(chart, source: source, table: table)
  }
}

/// Charts as they stand on pages.
struct FigureWriter: Sendable {
  let words: Words
  let style: PageStyle

  var numbers: NumberFormat { words.numbers }

  /// A chart with its title, the file its numbers are from, and the same numbers as a table; nothing where the chart is empty.
  /// In Markdown, which has no pictures, the table.
  func figure(_ chart: any Chart, source: (name: String, link: String)? = nil, table: FigureTable? = nil) -> Fragment {
    let svg = chart.svg()
    guard !svg.isEmpty else { return .empty }
    let numbers = table.map { self.table($0, caption: chart.text.title) } ?? .empty
    guard style.format == .html else { return numbers }
    var out = FragmentWriter(style, capacity: svg.count + numbers.bytes.count + 512)
    out.raw("<figure class=\"seen\"><figcaption>")
    out.text(chart.text.title)
    out.raw("</figcaption>")
    out.trusted(svg[...])
    if let source {
      out.raw("<p class=\"source\">")
      out.text(words[.figureSource])
      out.raw(" <a href=\"")
      out.attribute(source.link)
      out.raw("\">")
      out.text(source.name)
      out.raw("</a></p>")
    }
    if !numbers.isEmpty {
      out.raw("<details><summary>")
      out.text(words[.figureNumbers])
      out.raw("</summary>")
      out.fragment(numbers)
      out.raw("</details>")
    }
    out.raw("</figure>\n")
    return out.fragment
  }

  private func table(_ table: FigureTable, caption: String) -> Fragment {
    var out = TableWriter(style)
    out.begin(caption: caption)
    for head in table.heads { out.head(head.text, head.alignment) }
    out.body(table.heads.map(\.alignment))
    for row in table.rows {
      out.beginRow()
      for (cell, head) in zip(row, table.heads) {
        out.cell(head.alignment) { out in
          guard let link = cell.link else { return out.text(cell.text) }
          out.link(cell.text, link)
        }
      }
      out.endRow()
    }
    out.end()
    return out.fragment
  }
}

extension FragmentWriter {
  /// - Parameter link: a path made by code.
  mutating func link(_ words: String, _ link: String) {
    raw(format == .html ? "<a href=\"" : "[")
    if format == .html { attribute(link) } else { text(words) }
    raw(format == .html ? "\">" : "](")
    if format == .html { text(words) } else { attribute(link) }
    raw(format == .html ? "</a>" : ")")
  }
}
