import Diagnostics
import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import Site

/// `{{chart …}}` and rows of examples in templates of one's own.
@Suite struct TemplateChartTests {
  private static let tables = SyntheticTables(width: SyntheticFindings.widths, isHostile: false)

  private func rendered(
    _ files: [String: String], format: PageFormat = .html, language: String = "en"
  ) throws -> MemorySink {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let sink = FolderSink(folder: folder)
    for (name, text) in files { try sink.write(name, Array(text.utf8)) }
    var findings = SyntheticFindings.atlas(hostile: false)
    findings.datasets = [findings.datasets[0]]
    findings.transfers = []
    let pages = MemorySink()
    try RenderedSite.render(
      findings, tables: Self.tables, overrides: [folder], language: language, format: format, into: pages)
    return pages
  }

  private static let list = """
    # Mine

    {{chart histogram features column_max: How large values get | largest value}}

    {{chart scatter features column_density column_max column_feature: Rare and strong? | share of examples | largest value}}

    {{chart forest features column_feature column_max: The largest values | largest value}}

    """

  private func count(_ text: String, _ needle: String) -> Int { text.components(separatedBy: needle).count - 1 }

  @Test func chartsAreDrawnOfTheRows() throws {
    let page = try rendered(["feature-list.md": Self.list]).text("features/reviews/l6-w24/index.html")
    let table = try Self.tables.features("reviews", "l6-w24")
    let alive = (0..<table.featureCount).filter { table.activeExamples[$0] > 0 }
    #expect(count(page, "<figure class=\"seen\">") == 3)
    for title in ["How large values get", "Rare and strong?", "The largest values"] {
      #expect(count(page, "<figcaption>\(title)</figcaption>") == 1 && count(page, "<title>\(title)</title>") == 1)
      #expect(page.contains("<caption>\(title)</caption>"))
    }
    #expect(page.contains("share of examples: \(alive.count) values from "))
    let bars = try #require(page.firstMatch(of: /<path class="bar up" d="([^"]*)"/)).1
    #expect(count(String(bars), "M") > 1)
    // The counts in the table of the histogram are those of the features.
    let figure = try #require(page.components(separatedBy: "<figure class=\"seen\">").dropFirst().first)
    let counts = figure.matches(of: /<td class="right">([0-9]+)<\/td>/).compactMap { Int($0.1) }
    #expect(counts.reduce(0, +) == alive.count)
  }

  @Test func inMarkdownTheNumbersAreATable() throws {
    let page = try rendered(["feature-list.md": Self.list], format: .markdown).text(
      "features/reviews/l6-w24/index.md")
    #expect(!page.contains("<svg") && page.contains("largest value"))
  }

  @Test func theirWordsAreThoseOfTheLanguage() throws {
    let page = try rendered(["ja/feature-list.md": Self.list], language: "ja").text(
      "features/reviews/l6-w24/index.html")
    #expect(page.contains("行の数") && page.contains("個の値、"))
  }

  @Test func examplesAreRows() throws {
    let page = try rendered([
      "feature.md": """
      # Mine {{feature}}

      - {{#row examples}}{{rank}}: {{value:3}} ({{share}}), {{label}}, {{marked}} [{{id}}]{{#each attributes}} {{attribute}} = {{group}};{{/each}}

      """
    ]).text("features/reviews/l6-w24/6.html")
    let table = try Self.tables.features("reviews", "l6-w24")
    let entries = table.strongest.offsets[6]..<table.strongest.offsets[7]
    #expect(!entries.isEmpty)
    let shown = SyntheticFindings.atlas(hostile: false).site.examplesPerFeature
    for (rank, entry) in entries.prefix(shown).enumerated() {
      let value = String(format: "%.3f", table.strongest.activations[entry])
      #expect(page.contains("<li>\(rank + 1): \(value) ("), "\(rank)")
    }
    #expect(shown < entries.count && !page.contains("<li>\(shown + 1): "))
    #expect(page.contains("(100.0%)") && page.contains(" = "))
  }

  @Test(arguments: [
    ("{{chart pie features column_max: T | u}}", "‘pie’ is no kind of chart"),
    ("{{chart histogram features column_max: T}}", "a chart that is not complete"),
    ("{{chart histogram features: T | u}}", "a chart that is not complete"),
    ("{{chart scatter features column_max column_density: T | u}}", "a chart that is not complete"),
    ("{{chart histogram feature column_max: T | u}}", "unknown slot ‘feature’"),
    ("{{chart histogram features column_maxi: T | u}}", "have no slot ‘column_maxi’"),
    ("{{chart histogram features column_name: T | u}}", "‘column_name’ is no number"),
    ("{{chart forest features link column_max: T | u}}", "‘link’ is no number"),
    ("Here: {{chart histogram features column_max: T | u}}", "is a block"),
    ("- {{#row features}}{{column_name:2}}", "‘column_name’ is no number"),
  ])
  func aMistakeIsAnErrorWithItsPlace(_ tag: String, _ message: String) throws {
    let error = #expect(throws: AtlasError.self) { _ = try rendered(["feature-list.md": "# Mine\n\n\(tag)\n"]) }
    #expect(error?.line == 3 && error?.path?.hasSuffix("/feature-list.md") == true)
    #expect(error?.message.contains(message) == true, "\(error?.description ?? "")")
  }
}
