import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import Site

@Suite struct OverrideTests {
  @Test func anySingleTemplateMayBeReplaced() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Paths.makeFolders(folder + "/en")
    try FileSink.write(folder + "/feature.md", Array("# Mine {{feature}}\n\n{{> _foot}}\n".utf8))
    try FileSink.write(folder + "/en/_foot.md", Array("of {{dataset}}\n".utf8))
    let sink = MemorySink()
    try RenderedSite.render(overrides: [folder], into: sink)
    let page = sink.text("features/reviews/l6-w24/6.html")
    #expect(page.firstRange(of: "<h1>Mine 6</h1>") != nil && page.firstRange(of: "<p>of reviews</p>") != nil)
    #expect(sink.text("index.html") == RenderedSite.html.text("index.html"))
  }

  @Test func aMistakeInAnOverrideNamesFileAndPage() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileSink.write(folder + "/overview.md", Array("# x\n\n{{> oveview}}\n".utf8))
    let error = #expect(throws: AtlasError.self) { try RenderedSite.render(overrides: [folder], into: MemorySink()) }
    #expect(error?.path == folder + "/overview.md" && error?.line == 3)
    #expect(error?.message == "unknown partial ‘oveview’ (making index.html)")
    #expect(error?.hint == "did you mean ‘overview’?")
  }

  @Test func sourcesAreFoundFromTheProgram() throws {
    let root = TestPaths.repository
    let sources = try SiteSources(executable: root + "/.build/x/release/feature-atlas", environment: nil)
    #expect(sources.base == root)
    #expect(try SiteSources(executable: "/usr/bin/feature-atlas", environment: root).base == root)
    #expect(throws: AtlasError.self) { try SiteSources(executable: "/usr/bin/feature-atlas", environment: nil) }
    #expect(throws: AtlasError.self) { try SiteSources(override: root + "/nowhere") }
  }
}
