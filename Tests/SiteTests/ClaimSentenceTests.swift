import Claims
import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import Site

@Suite struct ClaimSentenceTests {
  /// The sentences of English with a file of one's own before them.
  private func sentences(_ own: String) throws -> ClaimSentences {
    let folder = FileManager.default.temporaryDirectory.path + "/feature-atlas-sentences-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Paths.makeFolders(folder)
    try FileSink.write(folder + "/claims.md", Array(own.utf8))
    return try ClaimSentences(
      folders: TemplateFolders(overrides: [folder], base: TestPaths.repository + "/templates"), language: "en",
      style: PageStyle(format: .html, numbers: english))
  }

  private func failure(_ own: String) -> AtlasError? {
    do {
      _ = try sentences(own)
      return nil
    } catch { return error as? AtlasError }
  }

  @Test func aFileOfOnesOwnReplacesSingleEntries() throws {
    let own = try sentences("## data.size\n\n### stated\nThere are *{{examples}}* of them.\n")
    let values: [String: TemplateValue] = [
      "examples": .count(1200), "dataset": .text("d"), "column": .text("c"), "clusters": .count(3),
    ]
    #expect(try own.sentence("data.size", "stated")?.plain(values) == "There are 1,200 of them.")
    #expect(try own.sentence("data.clusters", "stated")?.plain(values) == "They come in 3 clusters (column c).")
    var out = ByteWriter()
    try own.sentence("data.size", "stated")?.render(values, into: &out)
    #expect(String(decoding: out.bytes, as: UTF8.self) == "There are <em>1,200</em> of them.")
  }

  @Test func mistakesAreNamedWithTheirLine() {
    let cases: [(String, Int, String)] = [
      ("## data.sise\n\n### stated\nText.\n", 4, "unknown section"),
      ("## data.size\n\n### some\nText.\n", 4, "no entry ‘some’"),
      ("## data.size\n\n### stated\n{{nothing}}\n", 4, "unknown slot ‘nothing’"),
      ("## data.size\n\n### stated\n{{#if dataset}}a{{/if}}\n", 4, "in a sentence"),
      ("## data.size\n\n### stated\nOne.\n\nTwo.\n", 4, "more than one paragraph"),
      ("## data.size\n\n### stated\nA.\n\n### stated\nB.\n", 6, "twice"),
      ("### stated\nText.\n", 1, "in no section"), ("## data.size\n\n### stated\n\n", 4, "has no sentence"),
    ]
    for (text, line, message) in cases {
      let error = failure(text)
      #expect(error?.line == line && error?.message.contains(message) == true, "\(text): \(error as Any)")
    }
  }

  /// A language lacks nothing that can be said.
  @Test func everyKindAndVerdictHasItsSentence() throws {
    let english = try sentences("")
    for kind in ClaimKind.allCases {
      for verdict in kind.verdicts { #expect(english.sentence(kind.rawValue, verdict.rawValue) != nil) }
    }
  }
}
