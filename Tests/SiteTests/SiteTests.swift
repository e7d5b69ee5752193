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
    #expect(page.firstRange(of: "<mark class=\"f\">") != nil)
    // Rates in which nothing was found are on the page beside it.
    let more = RenderedSite.html.text("features/reviews/l6-w24/more-0.html")
    #expect((page + more).firstRange(of: ">withheld<") != nil)
    #expect(page.firstRange(of: "data/reviews/l6-w24/features.csv") != nil)
  }

  @Test func aFeaturePageShowsNeighboursWordsAndItsRange() throws {
    let tables = SyntheticFindings.tables()
    let profiles = try tables.profiles("reviews", "l6-w90")
    let pages = RenderedSite.html.files
    let folder = "features/reviews/l6-w90/"
    let feature = try #require(
      (0..<90).first {
        pages["\(folder)\($0).html"] != nil
          && profiles.spread.examples.offsets[$0 + 1] > profiles.spread.examples.offsets[$0]
      })
    let page = RenderedSite.html.text("\(folder)\(feature).html")
    for entry in profiles.coFiring.range(of: feature) {
      let neighbour = profiles.coFiring.features[entry]
      let link = "<a href=\"\(neighbour).html\">\(neighbour)</a>"
      #expect((page.firstRange(of: link) != nil) == (pages["\(folder)\(neighbour).html"] != nil))
    }
    #expect(page.firstRange(of: "id=\"words\"") != nil && page.firstRange(of: "id=\"neighbours\"") != nil)
    #expect(page.firstRange(of: "80–100%") != nil && page.firstRange(of: "0–20%") != nil)
    #expect(page.firstRange(of: "words.csv") != nil && page.firstRange(of: "spread.csv") != nil)
  }

  @Test func testsOnClustersAreSaidToBeSo() {
    let page = RenderedSite.html.text("probes/reviews/index.html")
    #expect(page.firstRange(of: "They form 17 clusters, the largest with 23 examples") != nil)
    #expect(page.firstRange(of: "<em>&lt;b&gt;source&lt;/b&gt;</em>") != nil)
    #expect(page.firstRange(of: "too few clusters to tell") != nil)
  }

  @Test func unusualFeaturesAreNamedOnTheFirstListAlone() throws {
    let table = try SyntheticFindings.tables().features("reviews", "l6-w90")
    let index = RenderedSite.html.text("features/reviews/l6-w90/index.html")
    let kinds = (0..<90).map { table.kind(of: $0) }
    #expect(index.firstRange(of: "active in more than 50% of the examples") != nil)
    for (name, count) in [
      ("Dead", kinds.count { $0 == .dead }), ("Dense", kinds.count { $0 == .dense }),
      ("Duplicate", table.duplicateOf.count { $0 >= 0 }),
    ] {
      #expect(count > 0)
      let row = try #require(index.firstRange(of: "<th scope=\"row\">\(name)</th>"), "\(name)")
      #expect(index[row.upperBound...].prefix(60).firstRange(of: ">\(count)<") != nil, "\(name)")
    }
    #expect(RenderedSite.html.text("features/reviews/l6-w90/by-density-1.html").firstRange(of: "id=\"unusual\"") == nil)
  }

  @Test func withheldCellsShowNoFigure() throws {
    var tables = SyntheticFindings.tables()
    tables.groups = ["a", "b", "c"]
    let groups = try tables.groups("reviews", "l6-w24", "gender")
    let words = try Words(folders: TemplateFolders(base: RenderedSite.templates), language: "en")
    var out = TableWriter(PageStyle(format: .html, numbers: words.numbers))
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
    for (path, bytes) in files where path.hasSuffix(".md") {
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
