import Analysis
import Diagnostics
import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import AtlasCommand

/// What a reporter was told.
private final class Lines: Sendable {
  private let text = Mutex("")

  func add(_ more: String) { text.withLock { $0 += more } }

  func count(of part: String) -> Int { text.withLock { $0.components(separatedBy: part).count - 1 } }
}

@Suite struct EncodedOnceTests {
  /// An encoder is made, and said, by every pass that has to encode anything.
  @Test func withoutACacheEveryCheckpointEncodesOnce() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let atlas = try TinyAtlas(folder, columns: [("label", ["a", "b"])], roles: "id: id, label: label")
    let lines = Lines()
    let results = folder + "/results"
    try AnalysisJob(
      configuration: try AtlasConfiguration.read(atlas.configuration), command: "feature-atlas analyze", threads: 1,
      reporter: Reporter(.verbose, to: ReportOutput(isTerminal: false, now: { 0 }, write: lines.add)),
      stopwatch: Stopwatch()
    ).write(to: results)
    #expect(lines.count(of: "encoder: ") == 1)
    // The examples of which tokens were read again are there, and nothing of the blocks remains.
    let files = try Paths.files(under: results)
    let spread = try #require(files.first { $0.hasSuffix("spread.csv") })
    let rows = String(decoding: try MappedFile.content(of: results + "/" + spread), as: UTF8.self).split(
      separator: "\n")
    #expect(rows.count > 1)
    #expect(!files.contains { $0.contains("block") || $0.contains("CACHEDIR") })
  }
}
