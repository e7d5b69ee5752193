import Files
import Findings
import TestSupport
import Testing

@testable import Site

@Suite struct SiteTests {
  @Test func sameBytesForEveryNumberOfThreads() throws {
    let one = MemorySink()
    let many = MemorySink()
    try RenderedSite.render(threads: 1, into: one)
    try RenderedSite.render(threads: 7, into: many)
    #expect(one.files.keys.sorted() == many.files.keys.sorted())
    for (path, bytes) in one.files { #expect(many.files[path] == bytes, "\(path)") }
  }

  @Test func everyFeatureThatFiresHasAPageUpToTheLimit() throws {
    let tables = SyntheticFindings.tables()
    for (checkpoint, width) in SyntheticFindings.widths {
      let table = try tables.features("reviews", checkpoint)
      let alive = (0..<width).filter { table.activeExamples[$0] > 0 }
      let densest = alive.sorted { (table.activeExamples[$0], $1) > (table.activeExamples[$1], $0) }.prefix(60)
      for feature in 0..<width {
        let page = RenderedSite.html.files["features/reviews/\(checkpoint)/\(feature).html"]
        #expect((page != nil) == densest.contains(feature), "\(checkpoint) \(feature)")
      }
    }
  }

  @Test func aFeaturePageSaysWhatTheTablesSay() throws {
    let table = try SyntheticFindings.tables().features("reviews", "l6-w24")
    let page = RenderedSite.html.text("features/reviews/l6-w24/6.html")
    #expect(page.firstRange(of: "<strong>\(table.activeExamples[6]) of 240</strong>") != nil)
    #expect(page.firstRange(of: "<mark class=\"peak\">") != nil)
    #expect(page.firstRange(of: "withheld: small cell") != nil)
    #expect(page.firstRange(of: "data/reviews/l6-w24/features.csv") != nil)
  }

  @Test func withheldCellsShowNoFigure() throws {
    var tables = SyntheticFindings.tables()
    tables.groups = ["a", "b", "c"]
    let groups = try tables.groups("reviews", "l6-w24", "gender")
    var out = TableWriter(.html)
    let words = try TemplateLibrary(
      folders: TemplateFolders(base: RenderedSite.templates), language: "en", format: .html
    ).words
    GroupRates(table: groups, words: words).write(6, caption: "t", into: &out)
    let rows = String(decoding: out.fragment.bytes, as: UTF8.self).split(separator: "<tr>").dropFirst(2)
    #expect(rows.count == 6)
    for (index, row) in rows.enumerated() {
      let isWithheld = groups.suppressed[6 * 6 + index]
      #expect((row.firstRange(of: "withheld") != nil) == isWithheld)
      if isWithheld { #expect(!row.contains { $0.isNumber } && row.firstRange(of: "<circle") == nil) }
    }
  }

  @Test func noTagOfATemplateIsLeftOver() throws {
    let sink = MemorySink()
    try RenderedSite.render(
      SyntheticFindings.atlas(hostile: false),
      tables: SyntheticTables(width: SyntheticFindings.widths, isHostile: false),
      into: sink)
    for (path, bytes) in sink.files where path.hasSuffix(".html") {
      let page = String(decoding: bytes, as: UTF8.self)
      for rest in ["{{", "}}", ":::", "Zq0x", "{#", "Table: "] {
        #expect(page.firstRange(of: rest) == nil, "\(path): \(rest)")
      }
    }
  }

  @Test func emptyFindingsMakeASite() throws {
    let findings = AtlasFindings(
      title: "", language: "en", seed: 0, version: "0", command: "",
      configuration: ConfigurationRecord(name: "", sha256: "", text: ""))
    let sink = MemorySink()
    try RenderedSite.render(findings, into: sink)
    #expect(sink.files["index.html"] != nil && sink.files["probes/index.html"] == nil)
    #expect(LinkChecker(sink.files).problems() == [])
  }

  @Test func markdownPagesHoldRealTables() throws {
    let files = RenderedSite.markdown.files
    #expect(files.keys.contains("features/reviews/l6-w24/6.md"))
    for (path, bytes) in files {
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.first == "---", "\(path) begins with front matter")
      for (index, line) in lines.enumerated() where line.hasPrefix("| ---") {
        let columns = Self.cells(line)
        #expect(Self.cells(lines[index - 1]) == columns, "\(path): head of the table in line \(index)")
        for row in lines[(index + 1)...].prefix(while: { $0.hasPrefix("|") }) {
          #expect(Self.cells(row) == columns, "\(path): \(row)")
        }
      }
    }
  }

  private static func cells(_ row: Substring) -> Int {
    var count = 0
    var previous: Character = " "
    for character in row {
      if character == "|", previous != "\\" { count += 1 }
      previous = character
    }
    return count
  }
}
