import Foundation
import Testing

@testable import Site

/// No table has more columns than are read at a glance, on pages and in documents.
@Suite struct TableWidthTests {
  private static let most = 7

  @Test(arguments: ["en", "ja"]) func templatesKeepTablesNarrow(language: String) throws {
    let folder = RenderedSite.templates + "/" + language
    var tables = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".md") {
      let lines = try String(contentsOfFile: folder + "/" + name, encoding: .utf8).split(
        separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() where line.hasPrefix("| ---") || line.hasPrefix("| :--") {
        tables += 1
        let columns = line.split(separator: "|").filter { $0.contains("-") }.count
        #expect(columns <= Self.most, "\(name):\(index): \(columns) columns")
      }
    }
    #expect(tables > 60)
  }

  /// Also what code writes. A matrix has as many columns as data sets.
  @Test func pagesKeepTablesNarrow() throws {
    var tables = 0
    for (path, bytes) in RenderedSite.html.files where path.hasSuffix(".html") {
      let text = String(decoding: bytes, as: UTF8.self)
      for head in text.matches(of: /<thead>(.*?)<tbody/.dotMatchesNewlines()) {
        if text[..<head.range.lowerBound].suffix(400).contains("class=\"matrix") { continue }
        tables += 1
        let columns = head.1.matches(of: /<t[hd][ >]/).count
        #expect(columns <= Self.most, "\(path): \(columns) columns: \(head.1.prefix(300))")
      }
    }
    #expect(tables > 500)
  }
}
