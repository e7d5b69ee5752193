import Analysis
import ArgumentParser
import Diagnostics
import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// A build whose pages cannot be made keeps the analysis, and `render` goes on with it.
@Suite struct KeptResultsTests {
  private func inFolder(_ body: (String, TinyAtlas) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(
      folder,
      try TinyAtlas(
        folder, columns: [("label", ["a", "b"]), ("sex", ["x", "y"])], roles: "id: id, label: label, groups: [sex]",
        more: "bias: {ablation: false, minimum-cell: 5}"))
  }

  /// Analyses for true; rendering fails.
  private func build(_ atlas: TinyAtlas, to site: String, _ command: String = KeptResults.command) throws -> AtlasError?
  {
    let analysis = AnalysisJob(
      configuration: try AtlasConfiguration.read(atlas.configuration), command: command, threads: 1,
      reporter: Reporter(.quiet), stopwatch: Stopwatch())
    let kept = try KeptResults(besideSite: site)
    return #expect(throws: AtlasError.self) {
      try kept.build(
        { try analysis.run(into: $0) },
        render: { _ in throw AtlasError(path: "overview.md", line: 3, "unknown slot", hint: "did you mean title?") },
        options: ["--templates", "my templates"])
    }
  }

  @Test func theAnalysisIsKeptAndRenderedLater() throws {
    try inFolder { folder, atlas in
      let site = folder + "/site/"
      let error = try build(atlas, to: site)
      #expect(error?.path == "overview.md" && error?.line == 3 && error?.exitCode == 1)
      let results = folder + "/site.results"
      #expect(
        error?.hint?.hasSuffix("`feature-atlas render \(results) -o \(folder)/site --templates 'my templates'`")
          == true,
        "\(error?.hint ?? "")")
      #expect(error?.hint?.hasPrefix("did you mean title?; ") == true)
      #expect(try Paths.entries(of: folder).filter { $0.contains("site") } == ["site.results"])
      var command = try FeatureAtlas.parseAsRoot([
        "render", results, "-o", site, "--quiet", "--templates", TestPaths.repository + "/templates",
      ])
      try command.run()
      command = try FeatureAtlas.parseAsRoot(["verify", site, "--quiet"])
      try command.run()
      // The next build that fails takes its place; results of a user's own stay.
      _ = try build(atlas, to: site)
      #expect(try Paths.entries(of: folder).filter { $0.contains("site") } == ["site", "site.results"])
    }
  }

  @Test func resultsOfTheUsersOwnStay() throws {
    try inFolder { folder, atlas in
      let own = try AnalysisJob.of(atlas.configuration, threads: 1)
      try own.write(to: folder + "/site.results")
      let error = try build(atlas, to: folder + "/site")
      #expect(error?.hint?.contains("site.results-2 -o") == true)
      #expect(try ResultsFolder(reading: folder + "/site.results").findings().command == "feature-atlas analyze")
    }
  }

  @Test func anAnalysisThatFailsLeavesNothing() throws {
    try inFolder { folder, _ in
      let before = try Paths.entries(of: folder)
      let kept = try KeptResults(besideSite: folder + "/site")
      #expect(throws: AtlasError.self) {
        try kept.build({ _ in throw AtlasError(.input, "no states") }, render: { _ in [] }, options: [])
      }
      #expect(try Paths.entries(of: folder) == before)
    }
  }

  @Test(arguments: ["results", "results/site", "."]) func aSiteNeverTakesThePlaceOfTheResults(_ site: String) throws {
    try inFolder { folder, atlas in
      try AnalysisJob.of(atlas.configuration, threads: 1).write(to: folder + "/results")
      var command = try FeatureAtlas.parseAsRoot(["render", folder + "/results", "-o", folder + "/" + site, "--quiet"])
      #expect(throws: ExitCode(2)) { try command.run() }
      #expect(Paths.isFile(folder + "/results/findings.json"))
      #expect(try Paths.entries(of: folder + "/results").allSatisfy { !$0.contains("partial") })
    }
  }
}
