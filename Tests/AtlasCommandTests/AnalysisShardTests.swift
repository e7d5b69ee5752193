import Diagnostics
import Findings
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand
@testable import Datasets
@testable import Files

/// `analyze --shard`, `merge` and `analyze --from` against one `analyze`, on files of the demo.
@Suite struct AnalysisShardTests {
  /// Cuts that lie anywhere, in any order and as trees of any shape; there are no states any more where results are made.
  @Test func resultsOfShardsHaveTheBytesOfOneRun() throws {
    try ShardScratch.with { scratch in
      let whole = try scratch.analyze([], to: "whole")
      var merged: [String] = []
      for count in [1, 3, 16, 64] {
        let parts = try scratch.parts(count)
        let flat = "\(scratch.folder)/\(count).merged"
        _ = try AnalysisParts.merge(parts.shuffled(), to: flat)
        for (tree, widths) in MergeTree.shapes.enumerated() {
          var ranges = 0
          let level = try MergeTree.level(of: parts, widths: widths) { group, range in
            ranges += 1
            let path = "\(scratch.folder)/\(count)-\(tree)-\(ranges).range"
            _ = try AnalysisParts.merge(group, range: range, to: path)
            return path
          }
          let joined = "\(scratch.folder)/tree.merged"
          _ = try AnalysisParts.merge(level.shuffled(), to: joined)
          #expect(
            try MappedFile.content(of: joined) == MappedFile.content(of: flat), "\(count) shards, tree \(widths)")
        }
        merged.append(flat)
      }
      try FileManager.default.removeItem(atPath: scratch.states)
      for path in merged {
        let results = try scratch.analyze(["--from", path], to: "results")
        #expect(try scratch.differences(whole, results) == [], "\(Paths.name(of: path))")
      }
      let left = try Paths.entries(of: scratch.folder).filter { !$0.contains(".") && $0 != "whole" && $0 != "results" }
      #expect(left.isEmpty, "\(left)")
    }
  }

  /// Cut by features before or after shards are joined, and joined in either order.
  @Test func rangesOfFeaturesJoinToTheSameBytes() throws {
    try ShardScratch.with { scratch in
      let parts = try scratch.parts(3)
      let flat = scratch.folder + "/flat"
      _ = try AnalysisParts.merge(parts, to: flat)
      let whole = try MappedFile.content(of: flat)
      var made = 0
      func merge(_ paths: [String], _ shards: ClosedRange<Int>? = nil, _ features: ClosedRange<Int>? = nil) throws
        -> String
      {
        made += 1
        let path = "\(scratch.folder)/\(made).cut"
        _ = try AnalysisParts.merge(paths.shuffled(), range: shards, features: features, to: path)
        return path
      }
      // One encoder has 512 features, the other 1,024; a range of one, and one that only the wide encoder has.
      let cuts = [0...99, 100...100, 101...600, 601...1023]
      let ranges = try cuts.map { try merge(parts, nil, $0) }
      #expect(try MappedFile.content(of: merge(ranges)) == whole)
      // What does not belong to a feature is there once; what a range of one feature has, all of them have.
      let sizes = try ranges.map { try MappedFile($0).count }
      #expect(sizes.reduce(0, +) < whole.count + 3 * sizes[1], "\(sizes)")
      let entries = try ranges.map { try OpenedPart($0).tensor("states.1.features.0").count }
      #expect(try entries.reduce(0, +) == OpenedPart(flat).tensor("states.1.features.0").count && entries[3] == 0)
      // Shards first.
      let two = try cuts.map { try merge(Array(parts[0...1]), 1...2, $0) }
      #expect(try MappedFile.content(of: merge([merge(two), parts[2]])) == whole)
      // Features first.
      let own = try parts.enumerated().map { try merge([$1], $0 + 1...$0 + 1, 0...99) }
      #expect(try MappedFile.content(of: merge(own)) == MappedFile.content(of: ranges[0]))

      func message(_ paths: [String], _ features: ClosedRange<Int>? = nil, _ range: ClosedRange<Int>? = nil) -> String?
      {
        let path = scratch.folder + "/refused"
        do { _ = try AnalysisParts.merge(paths, range: range, features: features, to: path) } catch {
          #expect(!Paths.exists(path))
          return "\(error)"
        }
        return nil
      }
      #expect(message([ranges[0], ranges[2], ranges[3]])?.contains("features 100 to 100 are missing") == true)
      #expect(message(Array(ranges[0...2]))?.contains("features 601 to 1023 are missing") == true)
      #expect(message(ranges + [try merge(parts, nil, 100...110)])?.contains("is given twice") == true)
      #expect(message(ranges + [flat])?.contains("has all features already") == true)
      #expect(message([ranges[0], two[1], ranges[2], ranges[3]])?.contains("1-2/3, features 100-100") == true)
      #expect(message(ranges, nil, 1...3)?.contains("join ranges of features first") == true)
      #expect(message(parts, 1000...1024)?.contains("the widest checkpoint has 1024 features") == true)
      #expect(message([ranges[0]], 0...5)?.contains("cut by features already") == true)
      #expect(throws: AtlasError.self) { try Self.results(scratch, ranges[0]) }
    }
  }

  /// A range that was changed to leave out a feature of a token: the shards know how many there were.
  @Test func aRangeThatLacksEntriesIsRefused() throws {
    try ShardScratch.with { scratch in
      let parts = try scratch.parts(1)
      let (low, high) = (scratch.folder + "/low", scratch.folder + "/high")
      _ = try AnalysisParts.merge(parts, features: 0...499, to: low)
      _ = try AnalysisParts.merge(parts, features: 501...1023, to: high)
      // It says that it begins one feature earlier.
      let opened = try OpenedPart(high)
      var changed = opened.part
      changed.features = 500...1023
      try AnalysisPartWriter.write(changed, to: scratch.folder + "/changed") { [try opened.tensor($0.name).plainBytes] }
      let error = #expect(throws: AtlasError.self) {
        try AnalysisParts.merge([low, scratch.folder + "/changed"], to: scratch.folder + "/merged")
      }
      #expect(error?.message.contains("active features, but the shards had") == true, "\(error?.description ?? "")")
      #expect(!Paths.exists(scratch.folder + "/merged"))
    }
  }

  /// Matrices and states that lie in files, of one run and of shards, give the bytes of those in memory.
  @Test func numbersInFilesChangeNoByte() throws {
    try ShardScratch.with { scratch in
      let whole = try scratch.analyze([], to: "whole")
      try SpillLimit.lowered(to: 1 << 14) {
        let stored = try scratch.analyze([], to: "stored")
        #expect(try scratch.differences(whole, stored) == [])
        let merged = "\(scratch.folder)/3.merged"
        _ = try AnalysisParts.merge(scratch.parts(3), to: merged)
        let results = try scratch.analyze(["--from", merged], to: "results")
        #expect(try scratch.differences(whole, results) == [])
      }
    }
  }

  /// Rows joined to the table by id, and a shard without a block.
  @Test func joinedRowsAreServedInTheOrderOfTheTable() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try TinyAtlas(folder, columns: [("label", ["a", "b"])], roles: "id: id, label: label")
    let ids = (0..<120).reversed().map { "例\($0)" }.joined(separator: "\n") + "\n"
    try FileSink.write(folder + "/states.ids.txt", Array(ids.utf8))
    let scratch = ShardScratch(folder: folder)
    let whole = try scratch.analyze([], to: "whole")
    let parts = try scratch.parts(2)
    try scratch.run(["merge"] + parts + ["-o", folder + "/merged"])
    let opened = try OpenedPart(folder + "/merged")
    try FileManager.default.removeItem(atPath: folder + "/states.npy")
    let results = try scratch.analyze(["--from", folder + "/merged"], to: "results")
    #expect(try scratch.differences(whole, results) == [])
    #expect(opened.part.states[0].opening.isReordered)
    #expect(opened.part.states[0].part.pieces[1].tokens.isEmpty)
    // Another table is another run.
    let table = String(decoding: try MappedFile.content(of: folder + "/data.csv"), as: UTF8.self)
    try FileSink.write(folder + "/data.csv", Array(table.replacing("例7,", with: "x7,").utf8))
    let error = #expect(throws: AtlasError.self) {
      try AnalysisShardTests.results(scratch, folder + "/merged")
    }
    #expect(error?.message.contains("other ids") == true, "\(error?.description ?? "")")
  }

  /// What `analyze --from` does up to its first mistake, with the error as it is.
  private static func results(_ scratch: ShardScratch, _ merged: String) throws {
    let recorded = try OpenedPart(merged)
    try recorded.checkWhole(version: Version.full)
    let (configuration, inputs) = try JobCheck(
      scratch.config, output: nil, rendering: nil, threads: 1, reporter: Reporter(.quiet), recorded: recorded
    ).passed()
    let job = AnalysisJob(
      configuration: configuration, command: "", threads: 1, reporter: Reporter(.quiet), stopwatch: .init(),
      inputs: inputs, recorded: recorded)
    try job.write(to: scratch.folder + "/refused")
  }

  /// Cut off anywhere, or with one bit wrong in any member: an error with the part's name.
  @Test func damagedPartsAreRefused() throws {
    try ShardScratch.with { scratch in
      let parts = try scratch.parts(8)
      let (first, second) = (parts[0], parts[1])
      let sound = try MappedFile.content(of: second)
      func expectRefusal(_ what: String) {
        let error = #expect(throws: AtlasError.self, "\(what)") {
          try AnalysisParts.merge([first, second], range: 1...2, to: scratch.folder + "/merged")
        }
        #expect(error?.path == second, "\(what)")
        #expect(!Paths.exists(scratch.folder + "/merged"), "\(what)")
      }
      for length in stride(from: 0, to: sound.count, by: 4096) {
        try FileSink.write(second, Array(sound[..<length]))
        expectRefusal("cut off at \(length)")
      }
      let contents = try ShardTests.members(of: sound)
      // Of each layer: lengths, pooled by max, mean and last, two of the sample, three of each of two encoders.
      #expect(contents.count == 2 * (1 + 3 + 2 + 2 * 3) + 1)
      for (name, place) in contents where !place.isEmpty {
        for byte in [place.lowerBound, place.lowerBound + place.count / 2, place.upperBound - 1] {
          var bytes = sound
          bytes[byte] ^= 0x04
          try FileSink.write(second, bytes)
          expectRefusal("\(name), byte \(byte)")
        }
      }
    }
  }

  @Test func wrongPartsAreOneErrorEach() throws {
    try ShardScratch.with { scratch in
      let parts = try scratch.parts(3)
      func message(_ paths: [String], _ range: ClosedRange<Int>? = nil) -> String? {
        do { _ = try AnalysisParts.merge(paths, range: range, to: scratch.folder + "/merged") } catch {
          #expect(!Paths.exists(scratch.folder + "/merged"))
          return (error as? AtlasError)?.description
        }
        return nil
      }
      /// Shard 2 of a run with another configuration.
      func other(_ change: (String) -> String, _ shard: String = "2/3") throws -> [String] {
        let config = scratch.folder + "/other.yml"
        try FileSink.write(config, Array(change(ShardScratch.configuration).utf8))
        return [parts[0], try scratch.analyze(["--shard", shard], to: "other.part", config: config), parts[2]]
      }
      #expect(message([parts[0], parts[2]])?.contains("shard 2/3 is missing") == true)
      #expect(message([parts[0], parts[2]], 1...3)?.contains("shard 2/3 is missing") == true)
      #expect(message(parts + [parts[1]])?.contains("shard 2/3 is given twice") == true)
      // Ranges that overlap.
      let ranges = try [1...2, 2...3].map { range in
        let path = "\(scratch.folder)/\(range.lowerBound).range"
        _ = try AnalysisParts.merge(Array(parts[range.lowerBound - 1..<range.upperBound]), range: range, to: path)
        return path
      }
      #expect(message(ranges)?.contains("shard 2/3 is given twice") == true)
      #expect(message(parts, 1...2)?.contains("outside of --range") == true)
      #expect(message([parts[0], scratch.config, parts[2]])?.contains("atlas.yml") == true)
      #expect(try message(other { $0 }) == nil)
      try FileManager.default.removeItem(atPath: scratch.folder + "/merged")
      #expect(try message(other { $0.replacing("[max, mean]", with: "[max]") })?.contains("another pooling") == true)
      #expect(
        try message(other { $0.replacing("drop: [first]", with: "drop: [last]") })?.contains("other states") == true)
      #expect(
        try message(other { $0.replacing(", random-dictionary", with: "") })?.contains("another checkpoint") == true)
      #expect(try message(other({ $0 }, "2/4"))?.contains("one of 3") == true)
      #expect(
        try message(other { $0.replacing("id: messages", with: "id: others") })?.contains("other datasets") == true)
      // A version before this one.
      let opened = try OpenedPart(parts[1])
      var older = opened.part
      older.states[0].part.run.version = "0.0.9"
      try AnalysisPartWriter.write(older, to: scratch.folder + "/older.part") {
        [try opened.tensor($0.name).plainBytes]
      }
      #expect(
        message([parts[0], scratch.folder + "/older.part", parts[2]])?.contains(
          "another version of feature-atlas (0.0.9)")
          == true)
      // Arrays that are not those it speaks of.
      var shorter = opened.part
      shorter.states[1].part.pieces[0].entries -= 1
      try AnalysisPartWriter.write(shorter, to: scratch.folder + "/older.part") {
        [try opened.tensor($0.name).plainBytes]
      }
      #expect(message([parts[0], scratch.folder + "/older.part", parts[2]])?.contains("cannot be") == true)
    }
  }

  /// A copy of the states with some tokens replaced, on one of the machines.
  @Test(arguments: [1, 2, 3]) func changedStatesAreFoundByAnotherShard(which: Int) throws {
    try ShardScratch.with { scratch in
      var parts = try scratch.parts(3)
      let path = scratch.states + "/messages.layer6.safetensors"
      guard case .states(let source) = try HiddenStates.open(path: path).activations else { return }
      let piece = try OpenedPart(parts[which - 1]).part.states[1].part.pieces[0]
      // f16 states lie at the end of the file; tokens that are left out are among those of the file.
      let size = try MappedFile(path).count
      let start = size - source.tokenCount * source.dimension * 2
      let example = (piece.examples.lowerBound + piece.examples.upperBound) / 2
      let token = source.offsets[example] + 2
      #expect(source.offsets[example + 1] > token)
      var bytes = try MappedFile.content(of: path)
      bytes[start + token * source.dimension * 2] ^= 0x01
      try FileSink.write(path, bytes)
      parts[which - 1] = try scratch.analyze(["--shard", "\(which)/3"], to: "changed.part")
      let error = #expect(throws: AtlasError.self) {
        try AnalysisParts.merge(parts, to: scratch.folder + "/merged")
      }
      let isFound = ["encoded other states", "other states"].contains { error?.message.contains($0) == true }
      #expect(isFound, "\(error?.description ?? "")")
    }
  }

  @Test func whatThePartLacksIsSaid() throws {
    try ShardScratch.with { scratch in
      let parts = try scratch.parts(2)
      let merged = scratch.folder + "/merged"
      _ = try AnalysisParts.merge(parts, to: merged)
      func message(_ change: (String) -> String, _ path: String? = nil) throws -> String? {
        try FileSink.write(scratch.config, Array(change(ShardScratch.configuration).utf8))
        do { try Self.results(scratch, path ?? merged) } catch { return "\(error)" }
        return nil
      }
      #expect(try message({ $0 }, parts[0])?.contains("1/2 of a run") == true)
      let opened = try OpenedPart(merged)
      var older = opened.part
      older.states[0].part.run.version = "0.0.9"
      older.states[1].part.run.version = "0.0.9"
      try AnalysisPartWriter.write(older, to: scratch.folder + "/older") { [try opened.tensor($0.name).plainBytes] }
      #expect(try message({ $0 }, scratch.folder + "/older")?.contains("made by version 0.0.9") == true)
      #expect(
        try message { $0.replacing("6: states/messages.layer6", with: "6: states/messages.layer3") }?
          .contains("have read states/messages.layer6.safetensors") == true)
      #expect(try message { $0.replacing("[max, mean]", with: "[sum]") }?.contains("pooled by sum") == true)
      #expect(try message { $0.replacing("drop: [first]", with: "drop: [last]") }?.contains("other tokens") == true)
      #expect(
        try message { $0.replacing("/l6-w512, layer", with: "/l6-w2048, layer") }?.contains("one of its checkpoints")
          == true)
    }
  }
}
