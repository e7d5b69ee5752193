import Datasets
import Diagnostics
import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// The probes without the features that follow a group are applied by `score`.
@Suite struct RemedyScoreTests {
  @Test func scoreDecidesWithoutThem() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var text = String(
      decoding: try MappedFile.content(of: TestPaths.fixtures("AtlasCommand") + "/demo.yml"), as: UTF8.self)
    let examples = TestPaths.repository + "/examples"
    text = text.replacing("../../../examples", with: examples)
      .replacing(#/representations: \[[^\]]*\]/#, with: "representations: [binarized]")
      .replacing("folds: 4", with: "folds: 2")
      .replacing("bias: {ablation: false}", with: "bias: {attributes: [gender]}")
    try FileSink.write(folder + "/atlas.yml", Array(text.utf8))
    try AnalysisJob.of(folder + "/atlas.yml", threads: 2).write(to: folder + "/results")
    let dropped = try TextTable.read(
      folder + "/results/" + DataFiles.biasDropped("messages", "gender"), columns: ["checkpoint", "feature"])
    #expect(dropped.rowCount > 0)
    let checkpoint = try #require(dropped.columns[0].first)
    let file = folder + "/results/" + DataFiles.biasWithout("messages", "gender", checkpoint)
    let own = try LibraryFile.read(file).libraries
    #expect(own.map(\.threshold) == [0, nil])
    let absent = Set(zip(dropped.columns[0], dropped.columns[1]).filter { $0.0 == checkpoint }.map(\.1))
    let truth = try TextTable.read(examples + "/messages.csv", columns: ["label"]).columns[0]
    for library in own {
      #expect(absent.isDisjoint(with: library.features.map { "\($0.feature)" }))
      let output = folder + "/decisions.csv"
      let arguments = [
        file, "--arm", library.arm, "--checkpoint", examples + "/checkpoints/" + checkpoint, "--states",
        examples + "/states/messages.layer\(library.layer ?? 0).safetensors", "-o", output, "--no-cache", "-q",
        "--reasons", "3",
      ]
      try (ScoreCommand.parseAsRoot(arguments) as? ScoreCommand)?.run()
      let table = try TextTable.read(output)
      let decisions = table.columns[try #require(table.header.firstIndex(of: "decision"))]
      #expect(decisions.count == truth.count)
      // It was fitted to these examples: most are decided rightly, by features that are left.
      #expect(zip(decisions, truth).count { $0 == $1 } > truth.count * 8 / 10)
      let reasons = table.header.indices.filter { table.header[$0].hasPrefix("feature") }
      #expect(!reasons.isEmpty && reasons.allSatisfy { absent.isDisjoint(with: table.columns[$0]) })
    }
  }
}
