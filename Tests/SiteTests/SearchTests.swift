import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import Site

/// The search finds what pages show, in every language, and nothing else.
@Suite struct SearchTests {
  @Test(arguments: [
    ("Hello, wörld's 2nd test", ["hello", "world", "s", "2nd", "test"]),
    ("昇進の判断", ["昇進", "進の", "の判", "判断"]), ("東", ["東"]), ("ＡＢＣ ｶﾞ", ["abc", "カ"]),
    ("GPT-4と比べる", ["gpt", "4", "と比", "比へ", "へる"]), ("дом", ["дом"]), ("…", []),
    (String(repeating: "a", count: 50), [String(repeating: "a", count: 32)]),
  ])
  func texts(_ text: String, _ terms: [String]) {
    #expect(SearchTerms.terms(of: text) == terms)
  }

  /// The beginning of a word is looked up in the file of the whole word.
  @Test func beginningsShareAFile() {
    for word in ["promotion", "ärger", "昇進", "ab"] {
      let whole = SearchTerms.terms(of: word)[0]
      let characters = Array(whole)
      for length in (whole.unicodeScalars.count > 1 && whole.first?.isASCII == true ? 2 : 1)...characters.count {
        #expect(
          SearchTerms.file(of: String(characters.prefix(length))) == SearchTerms.file(of: whole), "\(word) \(length)")
      }
    }
  }

  private static func index() throws -> [String: String] {
    let files = RenderedSite.html.files.filter { $0.key.hasPrefix("search/") }
    return files.mapValues { String(decoding: $0, as: UTF8.self) }
  }

  @Test func everyNamedFeatureWithAPageIsFoundByItsName() throws {
    let files = try Self.index()
    let findings = SyntheticFindings.atlas()
    let tables = SyntheticFindings.tables()
    var names = 0
    for dataset in findings.datasets {
      for checkpoint in dataset.checkpoints.map(\.checkpoint) {
        let table = try tables.features(dataset.id, checkpoint)
        for feature in table.names.indices {
          let folder = SitePaths.featureFolder(dataset.id, checkpoint)
          let hasPage = RenderedSite.html.files["\(folder)\(feature).html"] != nil
          guard hasPage, let term = SearchTerms.terms(of: table.names[feature]).first else { continue }
          names += 1
          let file = try #require(files["search/terms-\(SearchTerms.file(of: term)).js"])
          #expect(file.contains("\n\"\(term)\":["), "\(term)")
        }
      }
    }
    #expect(names > 0)
  }

  /// As many entries as pages of features.
  @Test func onlyFeaturesWithAPageAreEntries() throws {
    let pages = RenderedSite.html.files.keys.filter {
      $0.hasPrefix("features/") && Int($0.split(separator: "/").last?.dropLast(5) ?? "") != nil
    }
    let entries = try Self.index().filter { $0.key.hasPrefix("search/entries-") }
    let lines = entries.values.reduce(0) { $0 + $1.components(separatedBy: "\n[").count - 1 }
    #expect(lines == pages.count)
  }

  @Test func scriptsDoNotDependOnThreads() throws {
    let one = MemorySink()
    try RenderedSite.render(threads: 1, into: one)
    for (path, bytes) in one.files where path.hasPrefix("search/") {
      #expect(RenderedSite.html.files[path] == bytes, "\(path)")
    }
  }

  /// The script of the page cuts and looks up as the index does.
  @Test(.enabled(if: SiteCheckers.chromium != nil))
  func theBrowserFindsWhatTheIndexHolds() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (path, bytes) in RenderedSite.html.files { try FolderSink(folder: folder).write(path, bytes) }
    let table = try SyntheticFindings.tables().features(
      "reviews", SyntheticFindings.atlas().datasets[0].checkpoints[0].checkpoint)
    let feature = try #require(
      table.names.indices.first { !SearchTerms.terms(of: table.names[$0]).isEmpty && table.activeExamples[$0] > 0 })
    let name = table.names[feature]
    for query in [name, String(SearchTerms.terms(of: name)[0].prefix(3)), "\(feature)"] {
      let address = query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      let page = try SiteCheckers.dom(of: Paths.join(folder, "search.html"), fragment: address)
      let results = page.components(separatedBy: "id=\"search-results\"").last ?? ""
      #expect(results.contains("/\(feature).html\""), "\(query): \(results.prefix(300))")
    }
    let nothing = try SiteCheckers.dom(of: Paths.join(folder, "search.html"), fragment: "zzzzqqqq")
    #expect(nothing.contains("No feature matches."))
  }
}
