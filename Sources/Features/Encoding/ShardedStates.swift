import Datasets
import Files

/// The states of a run that is shared out among machines: what its parts say of them.
public struct ShardedStates {
  private let source: any HiddenStateSource
  private let leftOut: TokenDrop
  private let kept: [Int]
  private let blocks: ExampleBlocks

  /// - Parameters:
  ///   - leftOut: what `source` does without already.
  ///   - kept: places of its tokens among all, where a part must know them; else empty.
  public init(_ source: any HiddenStateSource, leftOut: TokenDrop, kept: [Int] = []) {
    (self.source, self.leftOut, self.kept) = (source, leftOut, kept)
    blocks = ExampleBlocks(offsets: source.offsets)
  }

  /// Examples of a shard.
  public func examples(of shard: Shard) -> Range<Int> { blocks.examples(of: shard) }

  /// Tokens of a shard.
  public func tokens(of shard: Shard) -> Range<Int> {
    let examples = examples(of: shard)
    return source.offsets[examples.lowerBound]..<source.offsets[examples.upperBound]
  }

  /// SHA-256 of the offsets and of the rule by which tokens were left out.
  public var selection: String {
    var offsets = RunningDigest()
    for word in leftOut.words { offsets.update(word) }
    source.offsets.withUnsafeBufferPointer { offsets.update($0) }
    if !kept.isEmpty { kept.withUnsafeBufferPointer { offsets.update($0) } }
    return offsets.hex()
  }

  /// What one shard has read and written.
  ///
  /// - Parameters:
  ///   - states: digest of the states as they were read.
  ///   - witness: digest of those of another shard.
  public func piece(
    _ shard: Shard, states: String, witness: (shard: Int, states: String)?, rows: Int, entries: Int
  ) -> FeaturePart.Piece {
    FeaturePart.Piece(
      shard: shard.index, blocks: blocks.blocks(of: shard), examples: examples(of: shard), tokens: tokens(of: shard),
      rows: rows, entries: entries, states: states,
      witness: witness.map { .init(shard: $0.shard, states: $0.states) })
  }

  /// What the shards of one run have in common. Of all states only 256 tokens, spread evenly, are read for it: every state
  /// would cost each shard as much as all of them.
  ///
  /// - Parameters:
  ///   - version: of the program.
  ///   - encoder: digest of all that decides which features are active and how strongly.
  /// - Throws: what reading the states throws.
  public func run(shards: Int, version: String, encoder: String, pooling: String) throws -> FeaturePart.Run {
    var sample = RunningDigest()
    var state = [Float](repeating: 0, count: source.dimension)
    for index in 0..<min(256, source.tokenCount) {
      let token = index * source.tokenCount / min(256, source.tokenCount)
      try state.withUnsafeMutableBufferPointer { try source.read(token..<token + 1, into: $0) }
      state.withUnsafeBufferPointer { sample.update($0) }
    }
    return FeaturePart.Run(
      version: version, encoding: BlockCache.revision, encoder: encoder, pooling: pooling, shards: shards,
      blocks: blocks.ranges.count, examples: source.exampleCount, tokens: source.tokenCount,
      dimension: source.dimension, offsets: selection, sample: sample.hex())
  }
}
