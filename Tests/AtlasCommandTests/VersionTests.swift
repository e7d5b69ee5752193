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

  /// The newest version that the changelog describes is the program's, and so that of the package: `.ci/packaging/deb.sh` marks
  /// any other as one that comes before. What is not released yet may stand above it.
  @Test func theChangelogDescribesTheVersion() throws {
    let log = try String(contentsOfFile: TestPaths.repository + "/CHANGELOG.md", encoding: .utf8)
    var headings = log.matches(of: /(?:^|\n)## ([^\n]*)/).map { String($0.1) }
    if headings.first == "Unreleased" { headings.removeFirst() }
    let released = try headings.map { heading in
      let found = try #require(
        heading.wholeMatch(of: /([0-9]+)\.([0-9]+)\.([0-9]+) \(([0-9]{4}-[0-9]{2}-[0-9]{2})\)/), "\(heading)")
      let numbers = [found.1, found.2, found.3].map { String(repeating: "0", count: max(0, 9 - $0.count)) + $0 }
      return (version: "\(found.1).\(found.2).\(found.3)", order: numbers.joined(), date: String(found.4))
    }
    #expect(released.first?.version == Version.current)
    for (newer, older) in zip(released, released.dropFirst()) {
      #expect(newer.order > older.order && newer.date >= older.date, "\(newer) before \(older)")
    }
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
