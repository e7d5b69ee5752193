import Charts
import Claims
import Diagnostics
import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import Site

/// Results that the checks let through are rendered without a trap, whatever they hold.
///
/// `FEATURE_ATLAS_FUZZ=2000 swift test --filter DamagedResultsTests` runs two thousand mutations.
@Suite struct DamagedResultsTests {
  private static let widths = ["l6-w24": 12]

  /// The synthetic findings, whose counts do not fit together, with counts that do.
  private static var findings: AtlasFindings {
    var findings = SyntheticFindings.atlas(widths)
    for place in findings.datasets.indices {
      findings.datasets[place].attributes[1].unknown = 141
      for study in findings.datasets[place].bias.indices {
        for summary in findings.datasets[place].bias[study].checkpoints.indices {
          findings.datasets[place].bias[study].checkpoints[summary] = BiasCheckpointSummary(
            checkpoint: "l6-w24", tested: 9, untested: 3, verdicts: [CategoryCount(name: "proxy", count: 9)])
        }
      }
      guard var study = findings.datasets[place].probes else { continue }
      for row in study.rows.indices {
        study.rows[row].trainCount /= 10
        study.rows[row].metrics = MetricKind.samples.map { _ in 0.5 }
      }
      for library in study.libraries.indices { study.libraries[library].width = 12 }
      findings.datasets[place].probes = study
    }
    for place in findings.transfers.indices {
      findings.transfers[place].checkpoints = [
        TransferCheckpointSummary(checkpoint: "l6-w24", rankCorrelation: 0.4, shared: 3, reversed: 1, tested: 9)
      ]
    }
    return findings
  }

  private static func write(to path: String) throws {
    let folder = try StagedFolder(replacing: path)
    let writer = ResultsWriter(folder)
    let tables = SyntheticFindings.tables(widths)
    for dataset in findings.datasets {
      let examples = try tables.examples(dataset.id)
      try writer.write(examples)
      for checkpoint in dataset.checkpoints.map(\.checkpoint) {
        try writer.write(try tables.features(dataset.id, checkpoint), ids: examples.ids)
        try writer.write(try tables.profiles(dataset.id, checkpoint), ids: examples.ids)
        for study in dataset.bias { try writer.write(try tables.groups(dataset.id, checkpoint, study.attribute)) }
      }
    }
    for transfer in findings.transfers {
      try writer.write(try tables.transfer(transfer.train, transfer.test, "l6-w24"))
    }
    try writer.finish(findings, timings: Timings())
    try folder.commit()
  }

  private struct NoSink: PageSink {
    func write(_ path: String, _ bytes: [UInt8]) throws {}
  }

  private static func render(_ path: String, comparesDigests: Bool = false) throws {
    let results = try ResultsFolder(reading: path, comparesDigests: comparesDigests)
    try RenderedSite.render(try results.findings(), tables: results, into: NoSink())
  }

  @Test func nothingTraps() throws {
    let rounds = ProcessInfo.processInfo.environment["FEATURE_ATLAS_FUZZ"].flatMap { Int($0) } ?? 150
    let parent = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: parent) }
    let folder = parent + "/results"
    try Self.write(to: folder)
    try Self.render(folder, comparesDigests: true)
    let files = try Paths.files(under: folder).filter {
      $0.hasPrefix("tables/") || $0.hasPrefix("examples/") || $0 == "findings.json"
    }
    var mutator = Mutator(seed: UInt64(rounds))
    var refused = 0
    for round in 0..<rounds {
      // Findings every other time: they have the most places.
      let file = round % 2 == 0 ? "findings.json" : files[mutator.index(below: files.count)]
      let original = try MappedFile.content(of: folder + "/" + file)
      try FileSink.write(folder + "/" + file, mutator.mutate(original))
      do { try Self.render(folder) } catch is AtlasError { refused += 1 }
      try FileSink.write(folder + "/" + file, original)
    }
    #expect(refused > rounds / 4)
  }

  /// Numbers that JSON can hold and no analysis writes, where code turns them into whole numbers or axes.
  @Test func numbersOfAnySizeAreDrawn() {
    #expect(Axis(holding: [-1e308, 1e308]) == nil)
    #expect(Axis(holding: [1e300, 1e300 * 1.5]) == nil || Axis(holding: [1e300, 1e300 * 1.5])?.ticks.isEmpty == false)
    for value in [Double.nan, .infinity, -.infinity, 1e300, -1e300] {
      #expect(english.text(value, .wholePercent) == "–" && english.text(value, .count) == "–")
      for style in [NumberStyle.fixed(3), .signed(2), .percent, .points, .probability, .magnitude, .plain, .ofHundred] {
        #expect(!english.text(value, style).isEmpty)
      }
    }
  }
}
