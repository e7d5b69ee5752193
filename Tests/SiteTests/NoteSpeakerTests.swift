import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import Site

@Suite struct NoteSpeakerTests {
  /// English with a file of one's own before it.
  private func speaker(_ own: String = "", format: PageFormat = .html) throws -> NoteSpeaker {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileSink.write(folder + "/notes.md", Array(own.utf8))
    let folders = TemplateFolders(overrides: [folder], base: TestPaths.repository + "/templates")
    let style = PageStyle(format: format, numbers: try Words(folders: folders, language: "en").numbers)
    return try NoteSpeaker(folders: folders, language: "en", style: style)
  }

  private func html(_ note: Note) throws -> String {
    String(decoding: try speaker().fragment(note).bytes, as: UTF8.self)
  }

  /// The file of the language holds each code once, names nothing else, and lacks nothing: it is read whole.
  @Test func everyCodeHasItsSentence() throws {
    let path = TestPaths.repository + "/templates/en/notes.md"
    let parts = try SentenceFile.parts(of: TemplateFolders.read(path), path: path).filter { $0.section != "form" }
    #expect(parts.map { "\($0.section).\($0.entry)" }.sorted() == NoteCode.allCases.map(\.rawValue).sorted())
    for part in parts {
      let code = try #require(NoteCode(rawValue: "\(part.section).\(part.entry)"))
      for argument in code.arguments {
        #expect(part.text.contains("{{\(argument.name)}}"), "\(code): \(argument.name)")
      }
    }
    _ = try speaker(format: .markdown)
  }

  @Test func numbersAreWrittenByTheirKind() throws {
    let note = Note(.poorFit, "reviews", 0.7512, 0.7512)
    let text = try speaker().text(note)
    #expect(
      text.hasPrefix("On the states of reviews the checkpoint leaves 75.1% of the variance unexplained (FVU 0.751)."))
    #expect(try speaker().text(Note(.unlabelledLeftOut, 1200)) == "1,200 examples without a label are left out.")
    #expect(try speaker().text(Note(.onlyC, 0.01)).hasPrefix("C is 0.01, the only one given"))
  }

  @Test func listsAreJoinedAndCut() throws {
    let tensors = (1...23).map { "t\($0)" }
    #expect(try speaker().text(Note(.unusedTensors, ["t1"])) == "Not used by the formula: t1.")
    let text = try speaker().text(Note(.unusedTensors, tensors))
    #expect(text == "Not used by the formula: \(tensors.prefix(20).joined(separator: ", ")) and 3 more.")
    let own = try speaker("## form\n\n### list\n{{items}}; {{item}}\n")
    #expect(try own.text(Note(.unusedTensors, ["a", "b", "c"])) == "Not used by the formula: a; b; c.")
  }

  @Test func whatComesFromDataIsEscapedOnce() throws {
    let note = Note(.unusedTensors, ["<b>&", "*"]).about(.checkpoint, "<i>")
    #expect(try speaker().text(note) == "<i>: Not used by the formula: <b>&, *.")
    #expect(try html(note) == "&lt;i&gt;: Not used by the formula: &lt;b&gt;&amp;, *.")
    #expect(try html(Note(.positiveUnused, "<", 3)).contains("<code>positive: &lt;</code>"))
  }

  @Test func aFileOfOnesOwnReplacesSingleEntries() throws {
    let own = try speaker("## probes\n\n### unscaled\nNothing is scaled.\n")
    #expect(try own.text(Note(.unscaled)) == "Nothing is scaled.")
    #expect(try own.text(Note(.sharedFolds)) == speaker().text(Note(.sharedFolds)))
    let error = #expect(throws: AtlasError.self) { try speaker("## probes\n\n### unscalled\nNothing.\n") }
    #expect(error?.hint == "did you mean ‘unscaled’?")
    #expect(throws: AtlasError.self) { try speaker("## probes\n\n### unscaled\n{{count}} are not scaled.\n") }
  }

  @Test func aLanguageThatLacksOneIsRefused() throws {
    let base = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: base) }
    let english = TemplateFolders(base: TestPaths.repository + "/templates")
    let style = PageStyle(format: .markdown, numbers: try Words(folders: english, language: "en").numbers)
    try Paths.makeFolders(base + "/xx")
    let path = TestPaths.repository + "/templates/en/notes.md"
    let text = try TemplateFolders.read(path)
    let lacking = text.replacing("### unscaled\n", with: "### intervals-not\n")
    try FileSink.write(base + "/xx/notes.md", Array(lacking.utf8))
    let unknown = #expect(throws: AtlasError.self) {
      try NoteSpeaker(folders: TemplateFolders(base: base), language: "xx", style: style)
    }
    #expect(unknown?.message == "‘probes’ has no entry ‘intervals-not’")
    let cut = try #require(text.firstRange(of: "### unscaled"))
    let next = try #require(text[cut.upperBound...].firstRange(of: "### "))
    let without = String(text[..<cut.lowerBound] + text[next.lowerBound...])
    try FileSink.write(base + "/xx/notes.md", Array(without.utf8))
    let missing = #expect(throws: AtlasError.self) {
      try NoteSpeaker(folders: TemplateFolders(base: base), language: "xx", style: style)
    }
    #expect(missing?.message == "sentences are missing: probes / unscaled")
  }
}
