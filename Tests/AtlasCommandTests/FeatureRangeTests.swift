import Diagnostics
import Findings
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand
@testable import Datasets
@testable import Files

/// `analyze --features` on ranges of features, and `analyze --measured` with all of them, against one `analyze`.
@Suite struct FeatureRangeTests {
  /// One checkpoint has 512 features, the other 1,024: a range of one, one across the end of the narrow checkpoint, and one
  /// that only the wide one has.
  private static let cuts = [0...0, 1...300, 301...700, 701...1023]

  private static func text(_ range: ClosedRange<Int>) -> String { "\(range.lowerBound)-\(range.upperBound)" }

  /// Merged parts, without any states being left.
  private func withMerged(_ body: (ShardScratch, _ whole: String, _ merged: String) throws -> Void) throws {
    try ShardScratch.with { scratch in
      let whole = try scratch.analyze([], to: "whole")
      let merged = scratch.folder + "/merged"
      _ = try AnalysisParts.merge(scratch.parts(3), to: merged)
      try FileManager.default.removeItem(atPath: scratch.states)
      try body(scratch, whole, merged)
    }
  }

  /// From the columns of a range alone, or from the merged file.
  @Test func rangesGiveTheBytesOfOneRun() throws {
    try withMerged { scratch, whole, merged in
      let ranges = try Self.cuts.enumerated().map { index, range in
        let part = "\(scratch.folder)/\(index).columns"
        _ = try AnalysisParts.merge([merged], features: range, to: part)
        let measured = try scratch.analyze(["--from", part, "--features", Self.text(range)], to: "\(index).measured")
        let same = try scratch.analyze(["--from", merged, "--features", Self.text(range)], to: "\(index).same")
        #expect(try scratch.differences(measured, same) == [])
        return measured
      }
      let results = try scratch.analyze(["--from", merged, "--measured"] + ranges.shuffled(), to: "results")
      #expect(try scratch.differences(whole, results) == [])
    }
  }

  @Test func wrongRangesAreOneErrorEach() throws {
    try withMerged { scratch, _, merged in
      func measured(_ range: ClosedRange<Int>, config: String? = nil) throws -> String {
        try scratch.analyze(
          ["--from", merged, "--features", Self.text(range)], to: Self.text(range) + (config == nil ? "" : "-other"),
          config: config)
      }
      func message(_ ranges: [String]) -> String? {
        do { try Self.results(scratch, merged, ranges) } catch {
          #expect(!Paths.exists(scratch.folder + "/refused"))
          return "\(error)"
        }
        return nil
      }
      let (low, high) = (try measured(0...499), try measured(500...1023))
      #expect(message([low])?.contains("features 500 to 1023 are missing") == true, "\(message([low]) ?? "")")
      #expect(message([high])?.contains("features 0 to 499 are missing") == true)
      #expect(message([low, high, try measured(20...30)])?.contains("feature 20 is given twice") == true)
      // Another configuration, though it has the same labels.
      let config = scratch.folder + "/other.yml"
      try FileSink.write(config, Array(ShardScratch.configuration.replacing("seed: 17", with: "seed: 18").utf8))
      let other = try measured(500...1023, config: config)
      #expect(message([low, other])?.contains("made with another configuration") == true)
      #expect(message([low, merged])?.contains(merged) == true)
      #expect(throws: AtlasError.self) { try OpenedPart(merged).reading(1000...1024) }
      #expect(message([low, high]) == nil)
      try FileManager.default.removeItem(atPath: scratch.folder + "/refused")

      // Every file of a range, cut off or with one bit wrong.
      for name in try Paths.files(under: high) where !Paths.name(of: name).hasPrefix(".") {
        let path = "\(high)/\(name)"
        let sound = try MappedFile.content(of: path)
        for place in [0, sound.count / 2, sound.count - 1] {
          var bytes = sound
          bytes[place] ^= 0x04
          try FileSink.write(path, bytes)
          #expect(message([low, high])?.contains(high) == true, "\(name), byte \(place)")
          try FileSink.write(path, Array(sound[..<place]))
          #expect(message([low, high])?.contains(high) == true, "\(name), cut off at \(place)")
        }
        try FileManager.default.removeItem(atPath: path)
        #expect(message([low, high])?.contains(high) == true, "\(name) is missing")
        try FileSink.write(path, sound)
      }
    }
  }

  @Test(arguments: [
    ["--features", "0-9"], ["--measured", "a"], ["--from", "a", "--features", "0-9"],
    ["--from", "a", "--features", "0-9", "--measured", "b", "-o", "c"],
    ["--shard", "1/2", "--features", "0-9", "-o", "c"],
  ]) func optionsThatDoNotGoTogetherAreRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try FeatureAtlas.parseAsRoot(["analyze", "atlas.yml"] + arguments) }
  }

  /// What `analyze --from MERGED --measured` does up to its first mistake, with the error as it is.
  private static func results(_ scratch: ShardScratch, _ merged: String, _ ranges: [String]) throws {
    let recorded = try OpenedPart(merged)
    let (configuration, inputs) = try JobCheck(
      scratch.config, output: nil, rendering: nil, threads: 1, reporter: Reporter(.quiet), recorded: recorded
    ).passed()
    let job = AnalysisJob(
      configuration: configuration, command: "", threads: 1, reporter: Reporter(.quiet), stopwatch: .init(),
      inputs: inputs, recorded: recorded, measured: ranges)
    try job.write(to: scratch.folder + "/refused")
  }
}
