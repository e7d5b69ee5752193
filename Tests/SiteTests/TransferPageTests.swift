import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import Site

/// Six datasets, three checkpoints, each dataset tested on every other.
@Suite(.serialized) struct TransferPageTests {
  static let site: MemorySink = {
    let sink = MemorySink()
    do {
      try RenderedSite.render(
        SyntheticTransfers.atlas(), tables: SyntheticFindings.tables(SyntheticTransfers.widths), into: sink)
    } catch { sink.failure(error) }
    return sink
  }()

  static func path(_ train: String, _ test: String) -> String { SitePaths.transfer(train, test) + ".html" }

  @Test func everyPairHasAPageAndEveryLinkLeadsSomewhere() {
    #expect(Self.site.files["FAILED"] == nil, "\(Self.site.text("FAILED"))")
    let names = SyntheticTransfers.names
    for train in names {
      for test in names where train != test {
        #expect(Self.site.files[Self.path(train, test)] != nil, "\(train) \(test)")
      }
    }
    #expect(Self.site.files.keys.filter { $0.hasPrefix("transfer/") }.count == 31)
    #expect(LinkChecker(Self.site.files).problems() == [])
  }

  /// Rows and columns of the matrix have heads, its diagonal the ceilings, its cells figures and words.
  @Test func theMatrixIsReadWithoutColour() throws {
    let page = Self.site.text("transfer/index.html")
    let open = try #require(page.firstRange(of: "<div class=\"matrix\">"))
    let table = page[open.upperBound...]
    let end = try #require(table.firstRange(of: "</table>"))
    let matrix = table[..<end.lowerBound]
    #expect(matrix.firstRange(of: "<caption>") != nil)
    #expect(matrix.ranges(of: "<th scope=\"col\">").count == 7)
    #expect(matrix.ranges(of: "<th scope=\"row\">").count == 6)
    #expect(matrix.ranges(of: "class=\"heat own\"").count == 6)
    #expect(matrix.ranges(of: "<a href=").count == 30)
    #expect(
      matrix.firstRange(
        of: "<a href=\"../transfer/english.french.html\">0.840</a> <span class=\"badge kept\">keeps 95.0%</span>")
        != nil)
    for words in ["not above chance", "reversed", "above the ceiling", "not settled", "not defined", "keeps 57.0%"] {
      #expect(matrix.firstRange(of: words) != nil, "\(words)")
    }
  }

  /// Names are data, in cells, lists, charts and file names.
  @Test func namesAreEscaped() {
    for (path, bytes) in Self.site.files where path.hasPrefix("transfer/") && path.hasSuffix(".html") {
      let page = String(decoding: bytes, as: UTF8.self)
      #expect(page.firstRange(of: "<i>") == nil, "\(path)")
    }
    #expect(Self.site.text("transfer/index.html").firstRange(of: "a|b &lt;i&gt;`&amp;`&lt;/i&gt;") != nil)
  }

  /// Datasets that no pair connects do not share a table.
  @Test func oneMatrixForDatasetsThatPairsConnect() throws {
    var findings = SyntheticTransfers.atlas()
    let halves = [Set(SyntheticTransfers.names.prefix(2)), Set(SyntheticTransfers.names.dropFirst(2))]
    findings.transfers.removeAll { pair in !halves.contains { $0.contains(pair.train) && $0.contains(pair.test) } }
    let sink = MemorySink()
    try RenderedSite.render(findings, tables: SyntheticFindings.tables(SyntheticTransfers.widths), into: sink)
    let page = sink.text("transfer/index.html")
    #expect(page.ranges(of: "<table>").count == 2)
    #expect(page.ranges(of: "class=\"heat own\"").count == 6)
    #expect(page.ranges(of: "class=\"heat s").count + page.ranges(of: "class=\"heat below\"").count == 2 + 12)
  }

  @Test func aPageOfAPairLeadsWithItsSentenceAndAPicture() throws {
    let page = Self.site.text(Self.path("english", "german"))
    let sentence = try #require(page.firstRange(of: "id=\"transfer.english.german.score\""))
    let picture = try #require(page.firstRange(of: "<svg class=\"graph dumbbell-graph\""))
    let table = try #require(page.firstRange(of: "<table>"))
    #expect(sentence.lowerBound < picture.lowerBound)
    #expect(picture.lowerBound < table.lowerBound)
    #expect(page.firstRange(of: "rel=\"prev\" href=\"../transfer/english.french.html\"") != nil)
    #expect(page.firstRange(of: "The other way round: <a href=\"../transfer/german.english.html\"") != nil)
  }

  /// What labelled examples change, in a sentence, a picture and a table, and training on both.
  @Test func aPageOfAPairHasItsCurve() throws {
    let pages = Self.site.files.keys.filter { $0.hasPrefix("transfer/") && $0 != "transfer/index.html" }.sorted().map {
      Self.site.text($0)
    }
    // The gain ends in some pairs, lasts in others, and in some there is none.
    let ends = try #require(
      pages.first { $0.contains("<strong>From 256 on it adds less than 0.01</strong>") })
    #expect(
      pages.contains { $0.contains("That the help ends is not shown within what was tried: beside 800 examples") })
    #expect(pages.contains { $0.contains("At no number of labelled examples of <em>") })
    #expect(ends.firstRange(of: "<h2 id=\"curve\">") != nil && ends.firstRange(of: "800 (all)") != nil)
    #expect(ends.ranges(of: "class=\"graph dumbbell-graph\"").count == 2)
    #expect(ends.firstRange(of: "together <strong>does better</strong>") != nil)
    #expect(Self.site.text("transfer/index.html").firstRange(of: "Trained on all others together") != nil)
  }

  @Test func pagesAreSmall() {
    for (path, bytes) in Self.site.files where path.hasPrefix("transfer/") {
      #expect(bytes.count <= 80_000, "\(path): \(bytes.count) bytes")
    }
  }

  /// The page of all pairs takes two screens of 1300 × 900, that of a pair 6,000 pixels.
  @Test(.enabled(if: SiteCheckers.chromium != nil, "needs chromium: make checkers")) func pagesAreShort() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (path, bytes) in Self.site.files where path.hasPrefix("transfer/") || path.hasPrefix("theme/") {
      try FolderSink(folder: folder).write(path, bytes)
    }
    let height = try SiteCheckers.height(of: Paths.join(folder, "transfer/index.html"), width: 1300)
    #expect((600...1800).contains(height ?? 0), "\(height ?? 0) pixels")
    let pair = try SiteCheckers.height(of: Paths.join(folder, Self.path("english", "french")), width: 1300)
    #expect((900...6000).contains(pair ?? 0), "\(pair ?? 0) pixels")
    print("transfer/index.html: \(height ?? 0) pixels, a pair: \(pair ?? 0)")
  }

  @Test func studyDataAndFeaturesLeadToThePair() {
    let link = "transfer/english.french.html\">english → french</a>"
    #expect(Self.site.text("study.html").firstRange(of: "href=\"\(link)") != nil)
    #expect(Self.site.text("inputs.html").firstRange(of: "href=\"\(link)") != nil)
    // A feature has a row for each of five other datasets, which leads to the pair; the navigation leads to all pairs.
    let feature = Self.site.text("features/english/l3-w40/0.html")
    #expect(feature.firstRange(of: "href=\"../../../transfer/english.french.html\"") != nil)
    #expect(feature.ranges(of: "href=\"../../../transfer/").count == 6)
    #expect(
      RenderedSite.html.text("probes/messages/index.html").firstRange(
        of: "href=\"../../transfer/reviews.messages.html\">reviews → messages</a>") != nil)
    // The page of the study shows the first pair of each verdict only.
    #expect(Self.site.text("study.html").ranges(of: "href=\"transfer/").count < 10)
  }
}
