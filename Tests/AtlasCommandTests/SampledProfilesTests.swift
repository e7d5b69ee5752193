import Files
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// `profiles: examples:` as readers of the pages meet it.
@Suite struct SampledProfilesTests {
  private func page(_ folder: String, _ limit: Int, language: String = "en") throws -> String {
    let atlas = try TinyAtlas(
      folder, columns: [("label", ["a", "b"]), ("text", ["red green", "blue grey"])],
      roles: "id: id, label: label, text: text",
      more: "profiles: {examples: \(limit)}\nlanguage: \(language)")
    try BuiltSite.make(atlas.configuration, in: folder)
    let pages = try Paths.files(under: folder + "/site").filter { $0.hasPrefix("features/data/sae/") }
    let feature = try #require(pages.sorted().first { Int(Paths.name(of: $0).dropLast(".html".count)) != nil })
    return String(decoding: try MappedFile.content(of: folder + "/site/" + feature), as: UTF8.self)
  }

  @Test func pagesNameTheSample() throws {
    for (language, note) in [("en", "in a sample of 40 of the 120 examples"), ("ja", "120件の事例から設定の乱数の種で抽出した40件")] {
      let folder = try TestPaths.temporaryFolder()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      #expect(try page(folder, 40, language: language).contains(note))
    }
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try !page(folder, 120).contains("in a sample of"))
  }
}
