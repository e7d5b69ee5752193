import Analysis
import Diagnostics
import Files
import Findings
import Foundation
import Site
import TestSupport
import Testing

@testable import AtlasCommand

/// The version and the commit that the program was built from.
@Suite struct VersionTests {
  /// What the plugin writes for a checkout, after the shell line has run in it.
  private func commit(after line: String, of checkout: String = ".") throws -> String {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let git = "git -c user.name=n -c user.email=e@e -c init.defaultBranch=main"
    let script = TestPaths.repository + "/Plugins/Commit/commit.sh"
    let status = try Program.run(
      shell: "cd \(folder) && mkdir out below && g='\(git)' && \(line) && sh \(script) \(checkout) out", [])
    #expect(status == 0)
    let text = try String(contentsOfFile: folder + "/out/Commit.swift", encoding: .utf8)
    let start = "extension Version { static let commit: String? = "
    #expect(text.hasPrefix(start) && text.hasSuffix(" }\n"), "\(text)")
    return String(text.dropFirst(start.count).dropLast(3))
  }

  @Test func aCheckoutHasItsCommitAndWhetherItHasChanges() throws {
    let first = "$g init -q && echo out > .gitignore && $g add .gitignore && $g commit -qm first"
    #expect(try commit(after: first).wholeMatch(of: /"[0-9a-f]{12}"/) != nil)
    #expect(try commit(after: first + " && echo x > new").wholeMatch(of: /"[0-9a-f]{12}\+changes"/) != nil)
    // A folder inside another project's checkout is none of that project's commits.
    #expect(try commit(after: first, of: "below") == "nil")
    #expect(try commit(after: "$g init -q") == "nil")
    #expect(try commit(after: "true") == "nil")
  }

  @Test func theCommandSaysVersionAndCommit() throws {
    #expect(try Program.run(["--version"]).output == Version.full + "\n")
    #expect(Version.full == Version.commit.map { "\(Version.current) (\($0))" } ?? Version.current)
  }

  @Test func onlyTheManifestDependsOnTheCommit() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let atlas = try TinyAtlas(folder, columns: [("label", ["a", "b"])], roles: "id: id, label: label")
    try AnalysisJob.of(atlas.configuration, threads: 1).write(to: folder + "/results")
    var findings = try ResultsFolder(reading: folder + "/results").findings()
    #expect(findings.commit == Version.commit)
    let sites = ["123456789abc", "cba987654321+changes"].map { folder + "/" + $0 }
    for site in sites {
      findings.commit = Paths.name(of: site)
      try FileSink.write(folder + "/results/findings.json", try FindingsJSON.encode(findings))
      let renderer = BuiltSite.renderer()
      // The digests of the folder are those of before.
      let results = try ResultsFolder(reading: folder + "/results", comparesDigests: false)
      try SiteBuilder(renderer: renderer, stopwatch: Stopwatch()).build(from: results, to: site)
    }
    let files = try sites.map { try Paths.files(under: $0) }
    #expect(files[0] == files[1] && files[0].count > 10)
    let differing = try files[0].filter {
      try Data(contentsOf: URL(filePath: sites[0] + "/" + $0)) != Data(contentsOf: URL(filePath: sites[1] + "/" + $0))
    }
    #expect(differing.filter { $0 != DataFiles.timings } == [DataFiles.manifest])
  }
}
