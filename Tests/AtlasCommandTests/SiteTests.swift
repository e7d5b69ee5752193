import Analysis
import Diagnostics
import Files
import Findings
import Foundation
import Site
import TestSupport
import Testing

@testable import AtlasCommand

/// The whole site of the small demo, data included.
@Suite struct WholeSiteTests {
  private func withSite(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try BuiltSite.make(TestPaths.fixtures("AtlasCommand") + "/demo.yml", in: folder)
    try body(folder + "/site")
  }

  @Test func everyLinkLeadsSomewhereAndTheManifestIsWhole() throws {
    try withSite { site in
      let paths = try Paths.files(under: site)
      let pages = paths.count { $0.hasPrefix("features/") && $0.hasSuffix(".html") }
      #expect(pages > 480)
      // Contents of the data files are not looked at: their names suffice.
      let files = try Dictionary(
        uniqueKeysWithValues: paths.map {
          ($0, $0.hasSuffix(".html") ? try MappedFile.content(of: site + "/" + $0) : [])
        })
      let problems = LinkChecker(files, checksData: true).problems()
      #expect(problems.isEmpty, "\(problems.prefix(10).joined(separator: "\n"))")

      let manifest = try MappedFile(site + "/" + DataFiles.manifest).withBytes {
        try FindingsJSON.decode(Manifest.self, from: $0)
      }
      let unlisted = [DataFiles.manifest, DataFiles.timings, StagedFolder.marker]
      #expect(manifest.outputs.map(\.path) == paths.filter { !unlisted.contains($0) })
      for output in manifest.outputs.prefix(20) {
        #expect(try SHA256Digest.hex(ofFile: site + "/" + output.path) == output.sha256)
      }
      #expect(manifest.inputs.map(\.path).contains { $0.hasSuffix("messages.csv") })
      #expect(manifest.inputs.allSatisfy { !$0.path.hasPrefix("/") })

      // Every page names the report that the data make up.
      let report = ReportDigest(of: manifest.outputs)
      #expect(manifest.reportSHA256 == report.sha256)
      for (path, bytes) in files where path.hasSuffix(".html") {
        #expect(bytes.withUnsafeBytes(ReportDigest.named) == report.short, "\(path)")
      }
      #expect((try? VerifyCommand.parse([site, "--quiet"]).run()) != nil)

      try renderedAgain(site, files: paths.count - 1)
    }
  }

  /// The same results write the times alone; with another page, that page and the manifest too.
  private func renderedAgain(_ site: String, files: Int) throws {
    let results = try ResultsFolder(reading: Paths.folder(of: site) + "/results")
    func render(_ overrides: [String] = []) throws -> String? {
      let renderer = SiteRenderer(
        templates: TemplateFolders(overrides: overrides, base: TestPaths.repository + "/templates"),
        theme: ThemeFolders([TestPaths.repository + "/site"]), options: RenderOptions(threads: 2))
      return try SiteBuilder(renderer: renderer, stopwatch: Stopwatch()).build(from: results, to: site).first
    }
    #expect(try render() == "wrote 1 of \(files) files")
    let own = Paths.folder(of: site) + "/own"
    try Paths.makeFolders(own)
    try FileSink.write(own + "/inputs.md", Array("# Data of mine\n".utf8))
    // The page, the manifest and the times.
    #expect(try render([own]) == "wrote 3 of \(files) files")
  }

  @Test(.enabled(if: SiteCheckers.tidy != nil)) func tidyFindsNoErrors() throws {
    try withSite { site in
      let pages = try Paths.files(under: site).filter { $0.hasSuffix(".html") }.map { Paths.join(site, $0) }
      #expect(pages.count > 480)
      let problems = try SiteCheckers.tidyProblems(pages)
      #expect(problems.isEmpty, "\(problems.prefix(10).joined(separator: "\n"))")
    }
  }

  @Test(
    .enabled(if: SiteCheckers.chromium != nil && SiteCheckers.python != nil, "needs chromium and axe: make checkers"))
  func axeFindsNothingSerious() throws {
    try withSite { site in
      let (status, output) = try SiteCheckers.axe(site)
      #expect(status == 0, "\(output.suffix(4000))")
    }
  }
}
