import Diagnostics
import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

@Suite struct DiffTests {
  private static func atlas(_ folder: String, more: String = "", seed: UInt64 = 3, threshold: String = "0") throws
    -> String
  {
    try Paths.makeFolders(folder)
    let atlas = try TinyAtlas(
      folder, columns: [("label", ["yes", "no"]), ("gender", ["f", "m", "x"])],
      roles: "id: id, label: label, groups: [gender]", more: more, seed: seed)
    if threshold != "0" {
      let text = try String(contentsOfFile: atlas.configuration, encoding: .utf8)
      try FileSink.write(
        atlas.configuration, Array(text.replacing("thresholds: [0]", with: "thresholds: [0, \(threshold)]").utf8))
    }
    #expect(try Program.run(["build", atlas.configuration, "-o", folder + "/site"]).status == 0)
    #expect(try Program.run(["analyze", atlas.configuration, "-o", folder + "/results"]).status == 0)
    return folder
  }

  private static func difference(_ a: String, _ b: String) throws -> RunDifference {
    let run = try Program.run(["diff", a, b, "--json"])
    #expect(run.status == 0, "\(run.errors)")
    return try Array(run.output.utf8).withUnsafeBytes { try FindingsJSON.decode(RunDifference.self, from: $0) }
  }

  @Test func runsAreCompared() throws {
    let root = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let first = try Self.atlas(root + "/a")
    let other = try Self.atlas(root + "/b", seed: 4, threshold: "1")

    // A run and itself, as a site and as results.
    let same = try Self.difference(first + "/site", first + "/results")
    #expect(same.verdicts.isEmpty && same.appeared.isEmpty && same.gone.isEmpty && same.changedFeatures.isEmpty)
    #expect(!same.figures.isEmpty && same.figures.allSatisfy { !$0.isChanged && $0.difference == 0 })
    #expect(same.datasets.map(\.sameFolds) == [true] && same.features.map(\.method) == [.exact])
    #expect(same.arms.count == 2 && same.arms.allSatisfy { !$0.isChanged })
    let words = try Program.run(["diff", first + "/site", first + "/results"])
    #expect(words.output.contains("No verdict changed, and no figure differs by more than chance."))

    // Other states and another encoder under the same ids.
    let changed = try Self.difference(first + "/site", other + "/site")
    #expect(changed.features.map(\.method) == [.otherCheckpoint])
    #expect(!changed.appeared.isEmpty && changed.before.configuration != changed.after.configuration)
    let japanese = try Program.run(["diff", first + "/site", other + "/site", "--language", "ja", "-o", root + "/d"])
    #expect(japanese.status == 0 && japanese.output.contains("# 2回の実行の間で変わったこと"))
    #expect(japanese.output.contains("同じ名前の別のチェックポイント"))
    #expect(try Set(Paths.entries(of: root + "/d")).isSuperset(of: ["difference.md", "difference.json"]))
    let page = root + "/d/difference.html"
    let html = try String(contentsOfFile: page, encoding: .utf8).replacing("<wbr>", with: "")
    #expect(html.contains("<h1>2回の実行の間で変わったこと") && html.contains("<html lang=\"ja\">"))
    if SiteCheckers.tidy != nil { #expect(try SiteCheckers.tidyProblems([page]).isEmpty) }

    let none = try Program.run(["diff", root, first + "/site"])
    #expect(none.status == 2 && none.errors.contains("findings.json is missing"))
  }

  /// Two months of data: the same rates, every cluster all alike; a flag is false.
  @Test func clustersAreCountedNotRows() {
    var noise = Mutator(seed: 11)
    var (flags, naive, tested) = (0, 0, 0)
    let clusters = 80.0
    for _ in 0..<4000 {
      func drawn() -> Double { Double((0..<Int(clusters)).count { _ in noise.index(below: 1000) < 200 }) / clusters }
      let (a, b) = (drawn(), drawn())
      guard let test = BeyondChance.shares((a, clusters), (b, clusters)),
        let rows = BeyondChance.shares((a, clusters * 10), (b, clusters * 10))
      else { continue }
      tested += 1
      if test.p <= 0.05 { flags += 1 }
      if rows.p <= 0.05 { naive += 1 }
    }
    #expect(tested > 3900)
    // Four standard errors of a share of .05 of 4,000 are .014.
    #expect(Double(flags) / Double(tested) < 0.064)
    // Counting rows, the same data would be called different more often than not.
    #expect(Double(naive) / Double(tested) > 0.4)
  }

  @Test func intervalsOfIndependentRunsAreSquaredAndAdded() throws {
    let test = try #require(BeyondChance.independent((0.5, 0.4, 0.6), (0.7, 0.6, 0.8)))
    #expect(abs(test.low - (0.2 - 0.02.squareRoot())) < 1e-12 && abs(test.high - (0.2 + 0.02.squareRoot())) < 1e-12)
    // z = 1.96·.2/√.02 = 2.7718: scipy.stats.norm.sf × 2.
    #expect(abs(test.p - 0.005574596680784305) < 1e-9)
    // An interval that ends at its bound is taken as wide as on its other side.
    let bounded = try #require(BeyondChance.independent((0, 0, 0.2), (0.1, 0, 0.2)))
    #expect(abs(bounded.high - (0.1 + 0.05.squareRoot())) < 1e-12)
    #expect(BeyondChance.independent((1, 1, 1), (0.5, 0.4, 0.6)) == nil)
    #expect(BeyondChance.shares((0.01, 100), (0.02, 100)) == nil)
  }

  @Test func manyTestsAreCorrected() {
    var changes = [0.001, 0.04, 0.2, 0.9].map {
      RunDifference.Change(subject: "a", figure: "b", before: 0, after: 1, p: $0)
    }
    changes.append(RunDifference.Change(subject: "a", figure: "b", before: 0, after: 1))
    BeyondChance.adjust(&changes)
    #expect(changes.map(\.isChanged) == [true, false, false, false, false])
    #expect(changes[1].q == 0.08 && changes[4].q == nil)
  }
}
