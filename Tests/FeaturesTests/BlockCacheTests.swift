import Datasets
import Diagnostics
import Files
import Foundation
import LinearAlgebra
import SparseAutoencoders
import TestSupport
import Testing

@testable import Features

@Suite struct BlockCacheTests {
  private let autoencoder = randomAutoencoder(activation: .absoluteTopK(6))
  /// About 3,600 tokens: seven or eight blocks.
  private let states = MemoryStates(dimension: 12, examples: 900, seed: 8)

  private func withCache(_ body: (BlockCache) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(try BlockCache(folder))
  }

  private func collect(
    _ cache: BlockCache?, with other: SparseAutoencoder? = nil, threads: Int = 2
  ) throws -> FeatureCollector {
    try FeatureCollector.encoding(
      states, with: other ?? autoencoder, checkpoint: "test",
      options: MeasurementOptions(poolings: Pooling.allCases, examplesPerFeature: 4, threads: threads), cache: cache)
  }

  private func expectEqual(_ a: FeatureCollector, _ b: FeatureCollector) {
    #expect(a.tokenCounts == b.tokenCounts)
    for (left, right) in zip(a.pooled, b.pooled) {
      #expect(left.offsets == right.offsets && left.indices == right.indices && left.values == right.values)
    }
    #expect(a.strongestExamples().examples == b.strongestExamples().examples)
    #expect(a.strongestExamples().tokenValues == b.strongestExamples().tokenValues)
  }

  private func blocks(of cache: BlockCache) throws -> [String] {
    try Paths.files(under: cache.folder).filter { $0.hasSuffix(".block") }
  }

  @Test func aSecondRunEncodesNothing() throws {
    let plain = try collect(nil)
    try withCache { cache in
      expectEqual(try collect(cache), plain)
      #expect(cache.report()?.contains("nothing in the cache yet") == true)
      expectEqual(try collect(cache, threads: 3), plain)
      #expect(cache.report() == "encode: from cache")
    }
  }

  private struct Stop: Error {}

  @Test func aStoppedRunGoesOn() throws {
    let plain = try collect(nil)
    try withCache { cache in
      // Four blocks are in flight with one thread.
      #expect(throws: Stop.self) {
        try EncodingPass.run(states, with: autoencoder, threads: 1, cache: cache) { _ in throw Stop() }
      }
      _ = cache.report()
      expectEqual(try collect(cache), plain)
      let count = ExampleBlocks(offsets: states.offsets).ranges.count
      #expect(count > 5)
      #expect(cache.report() == "encode: 4 of \(count) blocks from cache")
    }
  }

  @Test func otherWeightsOptionsAndStatesAreOtherBlocks() throws {
    try withCache { cache in
      _ = try collect(cache)
      let before = try blocks(of: cache).count
      var others = [randomAutoencoder(activation: .absoluteTopK(6), seed: 4), randomAutoencoder(activation: .relu)]
      others.append(autoencoder)
      others[2].inputTransform = .scale(2)
      others.append(autoencoder)
      others[3].subtracted = nil
      for (index, other) in others.enumerated() {
        expectEqual(try collect(cache, with: other), try collect(nil, with: other))
        #expect(try blocks(of: cache).count == before * (index + 2))
      }
    }
  }

  /// Every byte of a block may be damaged, cut off or come from elsewhere.
  @Test func aDamagedBlockIsEncodedAgain() throws {
    let plain = try collect(nil)
    try withCache { cache in
      _ = try collect(cache)
      let files = try blocks(of: cache)
      var damage = TestNumbers(3)
      for (index, name) in files.enumerated() {
        let path = cache.folder + "/" + name
        var bytes = try MappedFile.content(of: path)
        switch index % 4 {
        case 0: bytes[Int(abs(damage.next()) * Float(bytes.count - 1))] ^= 0x10
        case 1: bytes.removeLast(bytes.count / 2)
        case 2: bytes = []
        default: for place in 8..<24 { bytes[place] = 0xFF }
        }
        try FileSink.write(path, bytes)
      }
      _ = cache.report()
      expectEqual(try collect(cache), plain)
      #expect(cache.report()?.contains("nothing in the cache yet") == true)
      expectEqual(try collect(cache), plain)
      #expect(cache.report() == "encode: from cache")
    }
  }

  @Test func trimmingRemovesBlocksAndNothingElse() throws {
    try withCache { cache in
      _ = try collect(cache)
      try FileManager.default.createDirectory(atPath: cache.folder + "/ab", withIntermediateDirectories: true)
      try FileSink.write(cache.folder + "/ab/thesis.block", [1])
      let sizes = try blocks(of: cache).count
      cache.trim()
      #expect(try blocks(of: cache).count == sizes)
      try BlockCache(cache.folder, limit: 1).trim()
      #expect(try blocks(of: cache) == ["ab/thesis.block"])
    }
  }

  /// `--cache DIR` is the user's folder.
  @Test func aFolderThatTheUserNamedIsNeverTrimmed() throws {
    try withCache { cache in
      _ = try collect(cache)
      let named = try BlockCache(cache.folder, limit: nil)
      let before = try blocks(of: cache)
      named.trim()
      #expect(try blocks(of: cache) == before && !before.isEmpty)
    }
  }

  @Test(arguments: [1, 2, 3, 7, 40]) func shardsAddUp(count: Int) throws {
    var all = SparseMatrix(columnCount: 40)
    try EncodingPass.run(states, with: autoencoder, threads: 2) { all.append($0.tokens) }
    var parts = SparseMatrix(columnCount: 40)
    var examples = 0
    for index in 1...count {
      let shard = try Shard(parsing: "\(index)/\(count)")
      let range = ExampleBlocks(offsets: states.offsets).examples(of: shard)
      #expect(range.lowerBound == examples)
      examples = range.upperBound
      try EncodingPass.run(states, with: autoencoder, threads: index % 3 + 1, shard: shard) { parts.append($0.tokens) }
    }
    #expect(examples == states.exampleCount)
    #expect(parts.offsets == all.offsets && parts.indices == all.indices && parts.values == all.values)
  }

  @Test(arguments: ["", "1", "0/2", "3/2", "1/2/3", "a/b", "1/0", "-1/2"]) func shardsThatCannotBe(text: String) {
    #expect(throws: AtlasError.self) { try Shard(parsing: text) }
  }
}

extension SparseMatrix {
  fileprivate mutating func append(_ other: SparseMatrix) {
    let start = indices.count
    indices += other.indices
    values += other.values
    offsets += other.offsets.dropFirst().map { start + $0 }
  }
}
