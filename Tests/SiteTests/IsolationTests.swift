import Files
import Findings
import Foundation
import Markup
import TestSupport
import Testing

@testable import Site

/// Text of another direction does not move what stands around it.
@Suite struct IsolationTests {
  private static let hebrew = "שלום (2) עולם"
  private static let arabic = "مرحبا 123"

  private func isNeeded(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { TextIsolation.isNeeded($0) }
  }

  /// Every character, by the classes of Unicode: those of the right-to-left scripts and the control characters of direction.
  @Test func exactlyTheCharactersThatTurnALineAreIsolated() {
    // Bidi_Class R or AL by blocks, with what these blocks reserve: UAX #9 and DerivedBidiClass.
    let ranges: [ClosedRange<UInt32>] = [
      0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF, 0x200E...0x200F,
      0x202A...0x202E, 0x2066...0x2069,
    ]
    for value in UInt32(0)...0x1FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(isNeeded("a\(scalar)1") == ranges.contains { $0.contains(value) }, "U+\(String(value, radix: 16))")
    }
    #expect(!isNeeded("") && !isNeeded("日本語 ελληνικά кириллица हिन्दी 👩‍👩‍👧‍👦 “…” −1"))
  }

  /// The text nodes of a page that hold such characters and are neither in a `<bdi>`, nor in a paragraph that finds its own
  /// direction, nor between the characters that isolate.
  private func loose(_ page: String) -> [String] {
    var found: [String] = []
    var (bdi, isAuto) = (0, false)
    for part in page.split(separator: "<", omittingEmptySubsequences: false).dropFirst() {
      let pieces = part.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)
      let tag = pieces[0]
      if tag == "bdi" || tag.hasPrefix("bdi ") { bdi += 1 }
      if tag == "/bdi" { bdi -= 1 }
      if tag.hasPrefix("p") || tag == "/p" || tag.hasPrefix("/ol") { isAuto = tag.contains("dir=\"auto\"") }
      let text = pieces.count > 1 ? String(pieces[1]) : ""
      let isBetween = text.contains("\u{2068}") && text.contains("\u{2069}")
      if bdi == 0, !isAuto, !isBetween, isNeeded(text) { found.append(String(text.prefix(80))) }
    }
    return found
  }

  @Test func theCheckFindsLooseText() {
    #expect(loose("<p>a \(Self.hebrew)</p>").count == 1)
    #expect(loose("<p>a <bdi>\(Self.hebrew)</bdi></p><p dir=\"auto\"><i>\(Self.arabic)</i> x</p>").isEmpty)
    #expect(loose("<p><bdi class=\"made\">\(Self.hebrew)</bdi> x</p>").isEmpty)
  }

  @Test func everyPageIsolatesWhatComesFromTheData() {
    let files = RenderedSite.html.files
    #expect(files["FAILED"] == nil, "\(RenderedSite.html.text("FAILED"))")
    var isolated = 0
    for (path, bytes) in files where path.hasSuffix(".html") {
      let page = String(decoding: bytes, as: UTF8.self)
      isolated += page.split(separator: "<bdi>").count - 1
      #expect(loose(page) == [], "\(path)")
    }
    #expect(isolated > 100)
  }

  /// Names of classes, groups, attributes and the title in Hebrew and Arabic, and templates of somebody else.
  @Test func anOverrideIsolatesToo() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileSink.write(
      folder + "/feature.md",
      Array(
        """
        # Mine {{feature}}

        {{site_words}}

        """.replacing("{{site_words}}", with: "{{#each attributes}}\n**{{attribute}}** (1), {{checkpoint}}\n{{/each}}")
          .utf8))
    try FileSink.write(folder + "/overview.md", Array("# {{title}} (3)\n\nA [{{title}}](x.html) b\n".utf8))
    var findings = SyntheticFindings.atlas(hostile: false)
    findings.title = Self.hebrew
    findings.decision = nil
    for index in findings.datasets.indices {
      findings.datasets[index].bias[0].attribute = Self.arabic
    }
    let sink = MemorySink()
    try RenderedSite.render(
      findings, tables: SyntheticTables(width: SyntheticFindings.widths, isHostile: false), overrides: [folder],
      into: sink)
    let page = sink.text("features/reviews/l6-w24/6.html")
    #expect(page.contains("<strong><bdi>\(Self.arabic)</bdi></strong> (1), l6-w24"))
    // The title of the document, where no element may stand, and the name of the report in the head of the page.
    #expect(page.contains("\u{2068}\(Self.hebrew)\u{2069}</title>"))
    #expect(page.contains("<span><bdi>\(Self.hebrew)</bdi></span>"))
    #expect(sink.text("index.html").contains("<h1><bdi>\(Self.hebrew)</bdi> (3)</h1>"))
    for (path, bytes) in sink.files where path.hasSuffix(".html") {
      #expect(loose(String(decoding: bytes, as: UTF8.self)) == [], "\(path)")
    }
  }
}
