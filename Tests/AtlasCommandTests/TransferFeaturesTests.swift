import Datasets
import Diagnostics
import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// From two datasets to what their features share: tables, library, groups, pages, and the way of every figure to its row.
@Suite struct TransferFeaturesTests {
  /// Two datasets of one checkpoint, with the same classes and groups.
  private func build(_ folder: String, more: String) throws {
    let roles = "id: id, label: label, groups: [who]"
    _ = try TinyAtlas(
      folder, columns: [("label", ["yes", "no"]), ("who", ["a", "b"])], roles: roles, dataset: "first", more: more)
    try Paths.makeFolders(folder + "/other")
    _ = try TinyAtlas(
      folder + "/other", columns: [("label", ["yes", "no"]), ("who", ["a", "b"])], roles: roles, dataset: "second",
      seed: 11)
    let rows = String(decoding: try MappedFile.content(of: folder + "/other/data.csv"), as: UTF8.self)
    try FileSink.write(folder + "/other/data.csv", Array(rows.replacing("例", with: "Beispiel").utf8))
    let second =
      "\n  - {id: second, examples: other/data.csv, columns: {\(roles)}, states: {6: other/states.npy}}"
    let text = String(decoding: try MappedFile.content(of: folder + "/atlas.yml"), as: UTF8.self)
      .replacing("states: {6: states.npy}}", with: "states: {6: states.npy}}" + second)
    try FileSink.write(folder + "/atlas.yml", Array((text + "transfer: all\n").utf8))
    try BuildCommand.parse([folder + "/atlas.yml", "-o", folder + "/site", "-q"]).run()
  }

  @Test func whatIsSharedIsScoredAndVerified() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try build(folder, more: "bias: {attributes: [who], disclosure: internal, minimum-cell: 5}")
    let site = folder + "/site/"
    let table = try TextTable.read(
      site + DataFiles.transferFeatures("first", "second", "sae"),
      columns: ["feature", "class", "kind", "strength_train", "strength_test", "p_max", "q_max"])
    #expect(table.rowCount == 12 && Set(table.columns[1]) == ["yes"])
    let shared = table.columns[2].indices.filter { table.columns[2][$0] == "shared" }.map { table.columns[0][$0] }
    #expect(!shared.isEmpty)
    // Both directions say the same.
    let back = try TextTable.read(
      site + DataFiles.transferFeatures("second", "first", "sae"), columns: ["kind", "q_max"])
    #expect(
      table.columns[2] == back.columns[0].map { TransferKind(rawValue: $0)?.turned.rawValue ?? "" }
        && table.columns[6] == back.columns[1])
    // The library holds these features with evidence from both sides, and decides both datasets.
    let file = site + DataFiles.transferLibrary("first", "second", "sae")
    let libraries = try LibraryFile.read(file).libraries
    #expect(libraries.map(\.threshold) == [0, nil])
    for library in libraries {
      #expect(library.features.map { "\($0.feature)" } == shared && library.otherDataset == "second")
      #expect(
        library.features.allSatisfy { $0.evidence?.first?.auroc.count == 2 && $0.evidence?.first?.q ?? 1 <= 0.05 })
      #expect(library.encoderDigest != nil && library.positiveClass == "yes" && library.exampleCount == 240)
      for states in ["states.npy", "other/states.npy"] {
        let output = folder + "/decisions.csv"
        let arguments = [
          file, "--arm", library.arm, "--checkpoint", folder + "/sae", "--states", folder + "/" + states, "-o", output,
          "--no-cache", "-q",
        ]
        try (ScoreCommand.parseAsRoot(arguments) as? ScoreCommand)?.run()
        let decisions = try TextTable.read(output, columns: ["decision"]).columns[0]
        let truth = try TextTable.read(folder + "/data.csv", columns: ["label"]).columns[0]
        #expect(zip(decisions, truth).count { $0 == $1 } > 72, "of 120, 60 by chance: \(library.arm) \(states)")
      }
    }
    // Groups: features that follow them, and what the transferred probe decides for them.
    let bias = try TextTable.read(site + DataFiles.transferBias("first", "second"), columns: ["role", "verdict", "p"])
    #expect(bias.columns[0].contains("flagged") && bias.columns[1].contains("reappears"))
    let gaps = try TextTable.read(
      site + DataFiles.transferGaps("first", "second"), columns: ["metric", "kind", "difference", "own", "change"])
    let place = try #require(
      gaps.columns[0].indices.first { gaps.columns[0][$0] == "selection_rate" && gaps.columns[1][$0] == "reference" })
    let numbers = try (2...4).map { try #require(Double(gaps.columns[$0][place])) }
    #expect(abs(numbers[0] - numbers[1] - numbers[2]) < 1e-9)
    // The page of the pair, of a feature beside itself, and every figure at its row.
    func page(_ path: String) throws -> String {
      String(decoding: try MappedFile.content(of: site + path), as: UTF8.self)
    }
    let pair = try page("transfer/first.second.html")
    #expect(
      pair.contains("tested in both data sets") && pair.contains("id=\"groups\"") && pair.contains(".library.json"))
    let own = try page("features/first/sae/\(shared[0]).html")
    #expect(
      own.contains("in both, same direction") && own.contains("href=\"../../../features/second/sae/\(shared[0]).html\"")
    )
    try VerifyCommand.parse([folder + "/site", "-q"]).run()
  }

  /// For everybody counts are rounded: no interval of exact counts, p as bounds.
  @Test func everybodyMayReadIt() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try build(folder, more: "bias: {attributes: [who], disclosure: public, minimum-cell: 5}")
    let site = folder + "/site/"
    let file = site + DataFiles.transferBias("first", "second")
    if Paths.isFile(file) {
      let bias = try TextTable.read(file, columns: ["p", "ci_low", "difference_test"])
      #expect(bias.columns[0].allSatisfy { $0.isEmpty || ["0.001", "0.01", "0.05", "0.1", "1.0"].contains($0) })
      #expect(bias.columns[1].allSatisfy { $0.isEmpty })
      #expect(bias.columns[2].compactMap(Double.init).allSatisfy { ($0 * 100).rounded() / 100 == $0 })
    }
    let gaps = site + DataFiles.transferGaps("first", "second")
    if Paths.isFile(gaps) {
      let table = try TextTable.read(gaps, columns: ["difference", "change"])
      #expect(table.columns[0].compactMap(Double.init).allSatisfy { ($0 * 100).rounded() / 100 == $0 })
      #expect(table.columns[1].allSatisfy { $0.isEmpty })
    }
    try VerifyCommand.parse([folder + "/site", "-q"]).run()
  }
}
