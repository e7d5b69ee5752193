import Datasets
import Files
import Parallel

/// One digest for the states of a shard: of the digests of its blocks, in order.
public struct StatesDigest: ~Copyable {
  private var digest = RunningDigest()

  /// The digest of no blocks yet.
  public init() {}

  /// Takes in the next block.
  ///
  /// - Parameter block: as `PooledBlock.statesDigest`.
  public mutating func update(_ block: String) { digest.update(block) }

  /// Lower-case hexadecimal text.
  public consuming func hex() -> String { digest.hex() }

  /// Reads the states of the shard after this one (after the last the first), so that the two that read them can be
  /// compared: a copy of the states that differs, or was changed between two shards, is found when they are merged.
  /// Digests take a few hundredths of the time of encoding.
  ///
  /// - Returns: the shard that was read, from 1, and its digest; nil where no other shard has blocks.
  /// - Throws: what reading the states throws.
  public static func witness(
    _ source: any HiddenStateSource, besides shard: Shard, threads: Int
  ) throws -> (shard: Int, states: String)? {
    let blocks = ExampleBlocks(offsets: source.offsets)
    guard let next = blocks.neighbour(of: shard) else { return nil }
    return (next.index, try of(source, shard: next, threads: threads))
  }

  /// Reads the states of a shard for their digest alone.
  ///
  /// - Throws: what reading the states throws.
  public static func of(_ source: any HiddenStateSource, shard: Shard, threads: Int) throws -> String {
    let ranges = Array(ExampleBlocks(offsets: source.offsets).ranges(of: shard))
    let readers = WorkerPool { ReaderBox(source) }
    let digests = try parallelMap(ranges.count, threads: threads) { index in
      let examples = ranges[index]
      return try readers.with {
        try $0.reader.digest(of: source.offsets[examples.lowerBound]..<source.offsets[examples.upperBound])
      }
    }
    var digest = StatesDigest()
    for block in digests { digest.update(block) }
    return digest.hex()
  }
}

/// A reader that the pool can hand out.
private final class ReaderBox {
  var reader: StatesReader
  init(_ source: any HiddenStateSource) { reader = StatesReader(source) }
}
