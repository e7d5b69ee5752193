import Datasets
import Diagnostics
import Files
import Findings
import Foundation
import SparseAutoencoders
import TestSupport
import Testing

@testable import AtlasCommand

/// `score` on the demo in small.
@Suite struct ScoreTests {
  private func analysed(_ folder: String) throws -> String {
    var text = String(
      decoding: try MappedFile.content(of: TestPaths.fixtures("AtlasCommand") + "/demo.yml"), as: UTF8.self)
    text = text.replacing("../../../examples", with: TestPaths.repository + "/examples")
      .replacing(#/representations: \[[^\]]*\]/#, with: "representations: [top-n]\n  top: [5]")
    try FileSink.write(folder + "/atlas.yml", Array(text.utf8))
    try AnalysisJob.of(folder + "/atlas.yml", threads: 2).write(to: folder + "/results")
    return folder + "/results/" + DataFiles.library("messages")
  }

  private func score(_ arguments: [String]) -> Bool {
    (try? (ScoreCommand.parseAsRoot(arguments + ["-q"]) as? ScoreCommand)?.run()) != nil
  }

  @Test func decidesByTheLibrary() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let library = try analysed(folder)
    let examples = TestPaths.repository + "/examples"
    let (sae, states) = (examples + "/checkpoints/l6-w512", examples + "/states/messages.layer6.safetensors")
    let output = folder + "/decisions.csv"
    #expect(score([library, "--checkpoint", sae, "--states", states, "-o", output, "--no-cache"]))
    let lines = String(decoding: try MappedFile.content(of: output), as: UTF8.self).split(separator: "\n")
    let header = lines[0].split(separator: ",").map(String.init)
    #expect(header.prefix(4) == ["example", "decision", "probability", "probability:hold"])
    #expect(lines.count == 321)
    // p = 1 / (1 + exp(−b − Σ contributions)): five reasons name all features of this library.
    let own = try LibraryFile.read(library).libraries[0]
    #expect(own.features.count <= 5)
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let isPromote = cells[1] == "promote"
      let contributions = (0..<5).compactMap { Double(cells[7 + 4 * $0]) }.reduce(0, +)
      let odds = contributions + (isPromote ? 1 : -1) * own.intercepts[0]
      #expect(abs(1 / (1 + exp(-odds)) - (try #require(Double(cells[2])))) < 1e-9)
    }
    // States of another layer are as wide, and decided, but not without a warning.
    let opened = try Checkpoints.open(sae, options: CheckpointOptions()).autoencoder
    for (layer, isDoubtful) in [(6, false), (3, true)] {
      let file = examples + "/states/messages.layer\(layer).safetensors"
      guard case .states(let source) = try HiddenStates.open(path: file).activations else { continue }
      let doubt = try own.doubt(of: source, by: opened)
      #expect((doubt != nil) == isDoubtful && doubt.map { $0.values.last == .text("6") } != false)
    }
    // With a table, ids; a table of other examples is refused, and so are thresholds for values.
    let (named, table) = (folder + "/named.csv", examples + "/messages.csv")
    let common = [library, "--checkpoint", sae, "--states", states, "--no-cache", "-o", named]
    #expect(score(common + ["--examples", table]))
    let rows = try TextTable.read(named, columns: ["id", "decision"]).columns
    #expect(rows[0] == (try TextTable.read(table, columns: ["id"]).columns[0]))
    #expect(rows[1] == lines.dropFirst().map { String($0.split(separator: ",")[1]) })
    #expect(!score(common + ["--examples", examples + "/reviews.csv"]))
    #expect(!score(common + ["--examples", table, "--id-column", "name"]))
    #expect(!score(common + ["--own-thresholds"]))
    // Another checkpoint, another arm, a damaged file: refused, and nothing is written.
    let other = folder + "/other.csv"
    #expect(!score([library, "--checkpoint", examples + "/checkpoints/l6-w2048", "--states", states, "-o", other]))
    #expect(!score([library, "--checkpoint", sae, "--states", states, "-o", other, "--arm", "top-n 6"]))
    var damaged = try MappedFile.content(of: library)
    let text = String(decoding: damaged, as: UTF8.self).replacing("\"width\" : 512", with: "\"width\" : 2")
    damaged = Array(text.utf8)
    try FileSink.write(folder + "/damaged.json", damaged)
    #expect(!score([folder + "/damaged.json", "--checkpoint", sae, "--states", states, "-o", other]))
    let foreign = String(decoding: try MappedFile.content(of: library), as: UTF8.self)
      .replacing(#/"encoder_sha256" : "[0-9a-f]{4}/#, with: "\"encoder_sha256\" : \"0000")
    try FileSink.write(folder + "/foreign.json", Array(foreign.utf8))
    #expect(!score([folder + "/foreign.json", "--checkpoint", sae, "--states", states, "-o", other, "--no-cache"]))
    #expect(!Paths.exists(other))
    #expect(
      score([
        folder + "/foreign.json", "--checkpoint", sae, "--states", states, "-o", other, "--any-encoder", "--no-cache",
      ]))
  }
}
