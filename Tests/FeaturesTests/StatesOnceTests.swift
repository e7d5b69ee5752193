import Datasets
import Foundation
import LinearAlgebra
import Synchronization
import TestSupport
import Testing

@testable import Features

/// Digest, pooled states and features of a block come from one reading of its states.
@Suite struct StatesOnceTests {
  /// Counts how often each token is read.
  private final class CountedStates: HiddenStateSource {
    let original: MemoryStates
    let reads: Mutex<[Int]>

    init(_ original: MemoryStates) {
      self.original = original
      reads = Mutex([Int](repeating: 0, count: original.tokenCount))
    }

    var dimension: Int { original.dimension }
    var offsets: [Int] { original.offsets }
    var isTokenLevel: Bool { true }
    var files: [String] { [] }
    var tokenCount: Int { original.tokenCount }

    func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws {
      reads.withLock { reads in for token in tokens { reads[token] += 1 } }
      try original.read(tokens, into: target)
    }
  }

  private let autoencoder = randomAutoencoder(activation: .absoluteTopK(6))

  /// Examples of 1 to 7 tokens, some of none among them.
  private var states: MemoryStates {
    var states = MemoryStates(dimension: 12, examples: 900, seed: 8)
    for place in [0, 300, 300, 700] { states.offsets.insert(states.offsets[place], at: place) }
    states.offsets.append(states.tokenCount)
    return states
  }

  @Test(arguments: [Shard.whole, Shard(index: 2, count: 3)]) func everyTokenIsReadOnce(shard: Shard) throws {
    let source = CountedStates(states)
    let poolings = Pooling.allCases
    var found = poolings.map { _ in [Float]() }
    try EncodingPass.run(
      source, with: autoencoder, threads: 2, shard: shard, digesting: true, pooling: poolings,
      consume: { block in for place in found.indices { found[place] += block.pooledStates[place] } })
    let examples = ExampleBlocks(offsets: source.offsets).examples(of: shard)
    let tokens = source.offsets[examples.lowerBound]..<source.offsets[examples.upperBound]
    var expected = (0..<source.tokenCount).map { tokens.contains($0) ? 1 : 0 }
    // By these the encoder is chosen.
    for token in 0..<192 { expected[token] += 1 }
    #expect(source.reads.withLock { $0 } == expected)
    for (place, pooling) in poolings.enumerated() {
      #expect(found[place] == examples.flatMap { pooled(source.original, $0, pooling) }, "\(pooling)")
    }
    let alone = try PooledStates.pool(source, examples: examples, layer: 0, poolings: poolings, threads: 2)
    #expect(alone.map { Array($0.values) } == found)
  }

  /// A second pass that knows the digests takes its blocks from the cache without the states.
  @Test func knownDigestsSpareTheStates() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let source = CountedStates(states)
    let cache = try BlockCache(folder)
    var (digests, first, second) = ([String](), [Int32](), [Int32]())
    try EncodingPass.run(source, with: autoencoder, threads: 2, cache: cache) { block in
      digests += [block.statesDigest].compactMap { $0 }
      first += Array(block.tokens.indices)
    }
    source.reads.withLock { reads in for token in reads.indices { reads[token] = 0 } }
    try EncodingPass.run(source, with: autoencoder, threads: 2, digests: digests, cache: cache) { block in
      second += Array(block.tokens.indices)
    }
    #expect(!first.isEmpty && second == first)
    #expect(source.reads.withLock { $0.allSatisfy { $0 == 0 } })
  }

  /// By definition.
  private func pooled(_ states: MemoryStates, _ example: Int, _ pooling: Pooling) -> [Float] {
    let tokens = states.offsets[example]..<states.offsets[example + 1]
    return (0..<states.dimension).map { column in
      let values = tokens.map { states.values[$0 * states.dimension + column] }
      let sum = values.reduce(0.0) { $0 + Double($1) }
      return switch pooling {
      case .sum: Float(sum)
      case .mean: Float(sum / Double(max(1, values.count)))
      case .max: values.max() ?? 0
      case .last: values.last ?? 0
      }
    }
  }
}
