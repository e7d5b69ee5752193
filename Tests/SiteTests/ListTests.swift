import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import Site

/// Lists of features, the comparison, lists of one's own and the map: what the pages hold, and what they do in a browser.
@Suite(.serialized) struct ListTests {
  private static let width = 460
  private static let checkpoint = "l6-wide"

  /// More features than a page of a list holds.
  private static let site: (folder: String, files: [String: [UInt8]])? = {
    var findings = SyntheticFindings.atlas([checkpoint: width], hostile: false)
    findings.datasets = [findings.datasets[0]]
    findings.transfers = []
    findings.site.pages = width
    findings.site.examplesPerFeature = 6
    let sink = MemorySink()
    // The same place every time, so that nothing piles up.
    let folder = TestPaths.repository + "/.build/list-tests"
    try? FileManager.default.removeItem(atPath: folder)
    guard (try? RenderedSite.render(findings, tables: tables, into: sink)) != nil else { return nil }
    for (path, bytes) in sink.files { try? FolderSink(folder: folder).write(path, bytes) }
    return (folder, sink.files)
  }()
  private static let tables = SyntheticTables(width: [checkpoint: width], isHostile: false)
  private static let list = "features/reviews/\(checkpoint)/"

  private static func paged() throws -> [Int] {
    let table = try tables.features("reviews", checkpoint)
    return (0..<width).filter { table.activeExamples[$0] > 0 }
  }

  private static func page(_ path: String) throws -> String {
    try #require(site).folder + "/" + path
  }

  /// Numbers of the features in the list that a page shows, in its order.
  private static func shown(_ dom: String) -> [Int] {
    let table = dom.components(separatedBy: "id=\"listing\"").last?.components(separatedBy: "</table>").first ?? ""
    return table.matches(of: /<th scope="row"[^>]*>.*?href="(\d+)\.html"/).compactMap { Int($0.1) }
  }

  private static func status(_ dom: String) -> String {
    dom.firstMatch(of: /id="filter-status">([^<]*)</).map { String($0.1) } ?? ""
  }

  @Test func rangesOfNumbersLeadToEveryFeatureWithoutAScript() throws {
    let files = try #require(Self.site).files
    let numbers = try Self.paged()
    var found: [Int] = []
    for page in 1...3 {
      let text = String(decoding: files["\(Self.list)by-number-\(page).html"] ?? [], as: UTF8.self)
      let own = Self.shown(text)
      found += own
      let first = try #require(own.first), last = try #require(own.last)
      let index = String(decoding: files["\(Self.list)index.html"] ?? [], as: UTF8.self)
      #expect(index.contains("<a href=\"by-number-\(page).html\">\(first) to \(last)</a>"))
    }
    #expect(found == numbers)
    #expect(files["\(Self.list)by-number-4.html"] == nil)
  }

  @Test func namesComeFirst() throws {
    let index = String(decoding: try #require(Self.site).files["\(Self.list)by-number-1.html"] ?? [], as: UTF8.self)
    #expect(
      index.contains("<th scope=\"row\"><a href=\"6.html\"><bdi>praise</bdi></a> <span class=\"no\">6</span></th>"))
    #expect(index.contains("<th scope=\"row\"><a href=\"7.html\"><bdi class=\"made\">"))
  }

  /// Data for scripts hold the features that have a page, and no others.
  @Test func dataHoldOnlyFeaturesWithAPage() throws {
    for (path, bytes) in RenderedSite.html.files where path.hasPrefix("features/") && path.hasSuffix(".js") {
      if path.hasSuffix("/map.js") || path.contains("/more-") { continue }
      let folder = Paths.folder(of: path) + "/"
      let text = String(decoding: bytes, as: UTF8.self)
      let numbers = text.matches(of: path.contains("/compare-") ? /\n"(\d+)":\[/ : /\n\[(\d+),/).map { $0.1 }
      #expect(!numbers.isEmpty, "\(path)")
      for number in numbers { #expect(RenderedSite.html.files["\(folder)\(number).html"] != nil, "\(path) \(number)") }
    }
  }

  @Test func anExcerptIsAFewWordsRoundTheToken() throws {
    let long = String(repeating: "abcdefgh ", count: 20)
    var list = ExampleList(dataset: "d", ids: ["1", "2", "3"], texts: ["plain text", long, ""])
    let plain = try #require(ExampleExcerpt(list, example: 0, token: 0))
    #expect(plain.before == "plain text" && plain.peak.isEmpty && plain.after.isEmpty)
    #expect(ExampleExcerpt(list, example: 1, token: 0)?.before == String(long.prefix(96)) + "…")
    #expect(ExampleExcerpt(list, example: 2, token: 0) == nil && ExampleExcerpt(list, example: 9, token: 0) == nil)
    // The second half of a character stands in the token before it.
    list.tokens = [["The", " good", " 日", "", " end"], [long, " x", long], []]
    let middle = try #require(ExampleExcerpt(list, example: 0, token: 3))
    #expect(middle.before == "The good " && middle.peak == "日" && middle.after == " end")
    let cut = try #require(ExampleExcerpt(list, example: 1, token: 1))
    #expect(cut.before == "…" + long.suffix(48) + " " && cut.peak == "x" && cut.after == long.prefix(48) + "…")
    #expect(ExampleExcerpt(list, example: 0, token: 70)?.before == "plain text", "a token that is not there")
  }

  /// Nothing of an example but its id and a few words, which its page shows, too.
  @Test func theComparisonKnowsOnlyWhatPagesShow() throws {
    let files = try #require(Self.site).files
    let table = try Self.tables.features("reviews", Self.checkpoint)
    let list = try Self.tables.examples("reviews")
    let text = String(decoding: files["\(Self.list)compare-0.js"] ?? [], as: UTF8.self)
    let feature = try #require(try Self.paged().first)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\"\(feature)\":[") })
    let row = Int(table.strongest.examples[table.strongest.offsets[feature]])
    let token = Int(table.strongest.tokens[table.strongest.offsets[feature]])
    let excerpt = try #require(ExampleExcerpt(list, example: row, token: token))
    func json(_ text: String) -> String {
      var out = ByteWriter(capacity: 64)
      out.append(json: text)
      return String(decoding: out.bytes, as: UTF8.self)
    }
    #expect(line.contains("[\(json(list.ids[row])),"))
    #expect(line.contains("\(json(excerpt.before)),\(json(excerpt.peak)),\(json(excerpt.after))]"))
    for group in list.groups.compactMap({ $0.at(row) }) where !group.isEmpty {
      #expect(!line.contains(json(group)), "the group of an example")
    }
  }

  @Test(.enabled(if: SiteCheckers.chromium != nil)) func headsSortAllRows() throws {
    let table = try Self.tables.features("reviews", Self.checkpoint)
    let numbers = try Self.paged()
    let expected = numbers.sorted { (table.activeExamples[$0], $1) > (table.activeExamples[$1], $0) }
    let dom = try SiteCheckers.dom(of: Self.page("\(Self.list)index.html"), fragment: "sort=-active")
    let found = Self.shown(dom)
    // Those in view and a few more, not all.
    #expect(found.count >= 20 && found.count < 120, "\(found.count) rows in the page")
    #expect(found == Array(expected.prefix(found.count)))
    #expect(dom.contains("aria-rowcount=\"\(numbers.count + 1)\""))
    // A click on the head does the same, first the largest, then the smallest.
    let script = """
      addEventListener("load", function () {
        var head = document.querySelectorAll("#listing thead [role=button]")[1];
        setTimeout(function () { head.click(); }, 1000);
        setTimeout(function () { head.click(); }, 3000);
      });
      """
    let clicked = try SiteCheckers.dom(of: Self.page("\(Self.list)index.html"), running: script)
    let rising = numbers.sorted { (table.activeExamples[$0], $0) < (table.activeExamples[$1], $1) }
    let least = Self.shown(clicked)
    #expect(least.count >= 20 && least == Array(rising.prefix(least.count)))
  }

  /// Controls, words and conditions in the address give the same view again.
  @Test(
    .enabled(if: SiteCheckers.chromium != nil),
    arguments: [
      ("find=density%3E10%25", 1), ("find=density%20%EF%BC%9E%2010%20%25", 1), ("from=10&to=20", 2), ("named=yes", 3),
      ("label=promote&shown=1", 4), ("find=100-200", 5), ("find=-praise", 6), ("verdict%3Agender=insufficient", 7),
      ("find=auroc%200.6..0.7", 8), ("find=foo%3E3%20praise", 9),
    ]) func theAddressRestoresTheView(_ fragment: String, _ kind: Int) throws
  {
    let table = try Self.tables.features("reviews", Self.checkpoint)
    let groups = try Self.tables.groups("reviews", Self.checkpoint, "gender")
    func clearest(_ feature: Int) -> Int? {
      let known = (0..<2).filter { table.auroc[$0][feature].isFinite }
      // As FeatureCatalog: shown ones first, by distance; else by q.
      return known.max {
        func key(_ index: Int) -> Double {
          let (auroc, q) = (table.auroc[index][feature], table.q[index][feature])
          let distance = (auroc - 0.5).magnitude + (auroc > 0.5 ? 1e-12 : 0)
          guard q.isFinite else { return distance - 1 }
          return q <= 0.05 ? 2 + distance : 1 - q + 1e-9 * distance
        }
        return key($0) < key($1)
      }
    }
    let expected = try Self.paged().filter { feature in
      let density = table.density[feature]
      switch kind {
      case 1: return (density * 1e5).rounded() > 10_000
      case 2: return density >= 0.1 - 1e-6 && density <= 0.2 + 1e-6
      case 3, 9: return !table.names[feature].isEmpty
      case 4:
        guard let index = clearest(feature) else { return false }
        return index == 1 && table.q[1][feature] <= 0.05
      case 5: return (100...200).contains(feature)
      case 6: return table.names[feature].isEmpty
      case 7: return groups.verdict[feature] == "insufficient"
      default:
        guard let index = clearest(feature) else { return false }
        let auroc = (table.auroc[index][feature] * 1e4).rounded()
        return auroc >= 6000 && auroc <= 7000
      }
    }
    let dom = try SiteCheckers.dom(of: Self.page("\(Self.list)by-number-1.html"), fragment: fragment)
    let found = Self.shown(dom)
    #expect(
      Self.status(dom).hasPrefix("\(expected.count) of \(try Self.paged().count) features"), "\(Self.status(dom))")
    #expect(!found.isEmpty && found == Array(expected.prefix(found.count)), "\(fragment)")
    if kind == 9 { #expect(Self.status(dom).contains("foo&gt;3"), "\(Self.status(dom))") }
  }

  @Test(.enabled(if: SiteCheckers.chromium != nil)) func twoFeaturesStandSideBySide() throws {
    let table = try Self.tables.features("reviews", Self.checkpoint)
    let profiles = try Self.tables.profiles("reviews", Self.checkpoint)
    let a = 12
    let b = try #require(
      profiles.coFiring.range(of: a).map { Int(profiles.coFiring.features[$0]) }.first {
        table.activeExamples[$0] > 0 && $0 != a
      })
    let dom = try SiteCheckers.dom(
      of: Self.page("compare.html"), fragment: "a=reviews/\(Self.checkpoint)/\(a)&b=reviews/\(Self.checkpoint)/\(b)")
    for feature in [a, b] {
      #expect(dom.contains("href=\"\(Self.list)\(feature).html\""))
      #expect(dom.contains("\(table.activeExamples[feature]) of 240"))
    }
    let words = profiles.words.range(of: a).map { profiles.words.vocabulary[Int(profiles.words.words[$0])] }
    #expect(dom.contains(words.joined(separator: ", ")))
    let entry = try #require(profiles.coFiring.range(of: a).first { Int(profiles.coFiring.features[$0]) == b })
    #expect(dom.contains(">" + String(format: "%.3f", profiles.coFiring.values[entry]) + "<"))
    // A few words of the examples of each, as its page shows them.
    let list = try Self.tables.examples("reviews")
    for feature in [a, b] {
      let table = try Self.tables.features("reviews", Self.checkpoint)
      let entry = table.strongest.offsets[feature]
      let excerpt = try #require(
        ExampleExcerpt(
          list, example: Int(table.strongest.examples[entry]), token: Int(table.strongest.tokens[entry])))
      #expect(dom.contains("Strongest examples of feature \(feature)"))
      #expect(dom.contains("<mark class=\"f\">\(excerpt.peak)</mark>"), "\(excerpt)")
    }
    let missing = try SiteCheckers.dom(of: Self.page("compare.html"), fragment: "a=reviews/\(Self.checkpoint)/4")
    #expect(missing.contains("This atlas has no page of feature 4"))
  }

  /// Kept features become a CSV file that no spreadsheet takes for formulas, and come back from it.
  @Test(.enabled(if: SiteCheckers.chromium != nil)) func listsAreSavedAndReadAgain() throws {
    let script = """
      addEventListener("load", function () {
        setTimeout(function () {
          var t = window.atlasTools, at = {d: "reviews", c: "\(Self.checkpoint)"};
          t.own.add([{d: at.d, c: at.c, f: 6, n: "=HYPERLINK(\\"x\\")", t: "a, \\"b\\""}, {d: at.d, c: at.c, f: 7, n: "", t: "-"}]);
          t.own.add([{d: at.d, c: at.c, f: 6, n: "again", t: ""}]);
          var text = t.ownText();
          t.own.data().lists = [{name: "x", items: []}];
          t.own.write();
          t.ownRead(text + "My list,reviews,\(Self.checkpoint),999999,,\\r\\nMy list,nowhere,none,1,,\\r\\n");
          var again = t.ownText(), out = document.createElement("pre");
          out.id = "result";
          out.textContent = text + "|" + again + "|" + document.querySelector("#mine .status").textContent + "|" + t.own.isBlocked();
          document.body.append(out);
        }, 2000);
      });
      """
    let dom = try SiteCheckers.dom(of: Self.page("lists.html"), running: script)
    let parts = try #require(dom.firstMatch(of: /<pre id="result">([\s\S]*?)<\/pre>/)).1.split(
      separator: "|", omittingEmptySubsequences: false)
    #expect(parts.count == 4)
    let lines = parts[0].replacing("\r\n", with: "\n").split(separator: "\n")
    try #require(lines.count == 3, "\(parts[0])")
    #expect(lines[0] == "list,dataset,checkpoint,feature,name,note")
    #expect(lines[1] == "My list,reviews,\(Self.checkpoint),6,\"'=HYPERLINK(\"\"x\"\")\",\"a, \"\"b\"\"\"")
    #expect(lines[2] == "My list,reviews,\(Self.checkpoint),7,,'-")
    #expect(parts[1] == parts[0], "what was read is what was saved")
    #expect(parts[2].hasPrefix("2 features were read; 2 lines"), "\(parts[2])")
  }

  /// Ticked rows lead to the comparison, and the page of a feature keeps it.
  @Test(.enabled(if: SiteCheckers.chromium != nil)) func rowsAreTickedAndPagesKept() throws {
    let script = """
      addEventListener("load", function () {
        setTimeout(function () {
          document.querySelectorAll("#listing .pick").forEach(function (mark, index) { if (index < 2) mark.click(); });
        }, 1500);
      });
      """
    let dom = try SiteCheckers.dom(of: Self.page("\(Self.list)by-number-1.html"), running: script)
    #expect(dom.contains("2 ticked"))
    #expect(dom.contains("compare.html#a=reviews/\(Self.checkpoint)/0&amp;b=reviews/\(Self.checkpoint)/1"))
    let page = try SiteCheckers.dom(of: Self.page("\(Self.list)12.html"), fragment: "")
    #expect(
      page.contains("Keep in “My list”") && page.contains("../../../compare.html#a=reviews/\(Self.checkpoint)/12"))
    #expect(page.contains("&amp;b=reviews/\(Self.checkpoint)/"), "its neighbours can be compared with it")
  }

  @Test(.enabled(if: SiteCheckers.chromium != nil)) func theMapNamesFeaturesByTheKeyboard() throws {
    let script = """
      addEventListener("load", function () {
        setTimeout(function () {
          var canvas = document.getElementById("map-canvas");
          ["ArrowRight", "ArrowRight", "+"].forEach(function (key) {
            canvas.dispatchEvent(new KeyboardEvent("keydown", {key: key, bubbles: true}));
          });
        }, 2000);
      });
      """
    let page = try Self.page("\(Self.list)map.html")
    let opened = try SiteCheckers.dom(of: page, fragment: "f=12")
    #expect(
      opened.contains(
        "<p class=\"map-status\" role=\"status\" id=\"map-status\"><a href=\"12.html\"><bdi class=\"\">praise"))
    let dom = try SiteCheckers.dom(of: page, fragment: "f=12", running: script)
    let table = try Self.tables.features("reviews", Self.checkpoint)
    func next(_ from: Int) throws -> Int {
      try #require(
        try Self.paged().filter { $0 != from }.compactMap { other -> (Int, Float)? in
          func rounded(_ value: Float) -> Float { (value * 10_000).rounded() }
          let along = rounded(table.mapX[other]) - rounded(table.mapX[from])
          let aside = (rounded(table.mapY[other]) - rounded(table.mapY[from])).magnitude
          return along > 0 && aside <= along ? (other, along + 2 * aside) : nil
        }.min { ($0.1, $0.0) < ($1.1, $1.0) }
      ).0
    }
    let expected = try next(next(12))
    #expect(dom.contains("id=\"map-status\"><a href=\"\(expected).html\""))
    // Without a script the picture is there.
    let plain = String(decoding: try #require(Self.site).files["\(Self.list)map.html"] ?? [], as: UTF8.self)
    #expect(plain.contains("<svg class=\"graph map-graph\"") && !plain.contains("<canvas"))
  }
}
