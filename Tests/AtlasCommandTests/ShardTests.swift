import Datasets
import Diagnostics
import Features
import Files
import Findings
import Foundation
import SparseAutoencoders
import TestSupport
import Testing

@testable import AtlasCommand

/// `encode --shard` and `merge` against one run, on the demo's files.
@Suite struct ShardTests {
  private static let examples = TestPaths.repository + "/examples"

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// The first of the demo's configuration: checkpoint and states.
  private func encoding(
    states: String = "messages", checkpoint: String? = nil, threads: Int = 1, cache: BlockCache? = nil
  ) throws -> FeatureEncoding {
    let configuration = try AtlasConfiguration.read(TestPaths.fixtures("AtlasCommand") + "/demo.yml")
    let entry = configuration.checkpoints[0]
    let path = try checkpoint.map { Self.examples + "/checkpoints/" + $0 } ?? #require(entry.path)
    let all = configuration.datasets.flatMap(\.states).map(\.path)
    let own = try #require(all.first { $0.contains("messages") }).replacing("messages", with: states)
    guard case .states(let source) = try HiddenStates.open(path: own).activations else {
      throw AtlasError(path: own, "no states")
    }
    return FeatureEncoding(
      checkpoint: try Checkpoints.open(path, options: entry.options), source: source, encoder: .auto, threads: threads,
      reporter: Reporter(.quiet), cache: cache)
  }

  private func writeShards(_ count: Int, _ pooling: Pooling?, in folder: String) throws -> [String] {
    try (1...count).map { index in
      let path = "\(folder)/part-\(index).npz"
      try encoding(threads: index % 3 + 1).write(
        to: path, pooling: pooling, shard: try Shard(parsing: "\(index)/\(count)"))
      return path
    }
  }

  @Test(arguments: [nil, Pooling.sum, .max]) func mergingGivesTheBytesOfOneRun(pooling: Pooling?) throws {
    try withFolder { folder in
      try encoding(threads: 2).write(to: folder + "/whole.npz", pooling: pooling)
      for count in [1, 3] {
        let parts = try writeShards(count, pooling, in: folder)
        _ = try FeatureParts.merge(parts.reversed(), to: folder + "/merged.npz")
        #expect(
          try MappedFile.content(of: folder + "/merged.npz") == MappedFile.content(of: folder + "/whole.npz"),
          "\(count) shards")
      }
      let left = try Paths.entries(of: folder).filter { !$0.hasSuffix(".npz") }
      #expect(left.isEmpty, "\(left)")
    }
  }

  @Test func wrongPartsAreOneErrorEach() throws {
    try withFolder { folder in
      let parts = try writeShards(3, .sum, in: folder)
      func message(_ paths: [String]) -> String? {
        do {
          _ = try FeatureParts.merge(paths, to: folder + "/merged.npz")
        } catch {
          #expect(!Paths.exists(folder + "/merged.npz"))
          return (error as? AtlasError)?.description
        }
        return nil
      }
      #expect(message([parts[0], parts[2]])?.contains("shard 2/3 is missing") == true)
      #expect(message(parts + [parts[1]])?.contains("shard 2/3 is given twice") == true)
      try encoding().write(to: folder + "/whole.npz", pooling: .sum)
      #expect(message(parts + [folder + "/whole.npz"])?.contains("no part of a sharded run") == true)
      try encoding().write(to: folder + "/other.npz", pooling: .max, shard: try Shard(parsing: "2/3"))
      #expect(message([parts[0], folder + "/other.npz", parts[2]])?.contains("another pooling") == true)
      try encoding(states: "reviews").write(to: folder + "/other.npz", pooling: .sum, shard: try Shard(parsing: "2/3"))
      #expect(message([parts[0], folder + "/other.npz", parts[2]])?.contains("other states") == true)
      try encoding(checkpoint: "l6-w2048").write(
        to: folder + "/other.npz", pooling: .sum, shard: try Shard(parsing: "2/3"))
      #expect(message([parts[0], folder + "/other.npz", parts[2]])?.contains("another checkpoint") == true)
      try encoding().write(to: folder + "/other.npz", pooling: .sum, shard: try Shard(parsing: "2/4"))
      #expect(message([parts[0], folder + "/other.npz", parts[2]])?.contains("one of 3") == true)
    }
  }

  /// Sums, statistics, histograms and strongest examples of merged shards are, byte for byte, those of one run.
  @Test func statisticsOfMergedShardsAreThoseOfOneRun() throws {
    try withFolder { folder in
      _ = try FeatureParts.merge(try writeShards(3, nil, in: folder), to: folder + "/merged.npz")
      var text = String(
        decoding: try MappedFile.content(of: TestPaths.fixtures("AtlasCommand") + "/demo.yml"), as: UTF8.self)
      text = text.replacing("../../../examples", with: Self.examples)
        .replacing("representations: [", with: "representations: [majority] #")
      try FileSink.write(folder + "/states.yml", Array(text.utf8))
      let states = try #require(text.firstMatch(of: #/[^ {]*messages.layer6.safetensors/#)).output
      try FileSink.write(folder + "/merged.yml", Array(text.replacing(states, with: "merged.npz").utf8))
      let cache = try BlockCache(folder + "/cache")
      // The shards of other machines, in the cache.
      for index in 1...2 {
        try encoding(cache: cache).write(
          to: folder + "/x.npz", pooling: nil, shard: try Shard(parsing: "\(index)/2"))
      }
      _ = cache.report()
      for name in ["states", "merged"] {
        try AnalysisJob.of(folder + "/\(name).yml", threads: 2).write(to: folder + "/\(name)")
      }
      var cached = try AnalysisJob.of(folder + "/states.yml", threads: 1)
      cached.cache = cache
      try cached.write(to: folder + "/cached")
      for file in ["features.csv", "examples.csv"] {
        let path = "/data/messages/l6-w512/" + file
        let expected = try MappedFile.content(of: folder + "/states" + path)
        #expect(try MappedFile.content(of: folder + "/merged" + path) == expected, "\(file)")
        #expect(try MappedFile.content(of: folder + "/cached" + path) == expected, "\(file)")
      }
      let files = try Paths.files(under: folder + "/states").filter { $0 != DataFiles.timings }
      for file in files {
        #expect(
          try MappedFile.content(of: folder + "/states/" + file) == MappedFile.content(of: folder + "/cached/" + file),
          "\(file)")
      }
    }
  }
}
