import Datasets
import Diagnostics
import LinearAlgebra
import Parallel
import SparseAutoencoders
import Synchronization

/// One pass over the states of a dataset: encoded block by block, each block handed on in order and forgotten.
///
/// Memory is bounded by the blocks in flight (a few per thread); what remains is what the consumer keeps. Rows of states
/// that shards have encoded are taken from their parts.
public enum EncodingPass {
  /// Encodes every token and calls `consume` with the blocks in order of examples, from one thread at a time.
  ///
  /// - Parameters:
  ///   - choice: how products are computed; the result is the same.
  ///   - shard: which blocks; their bounds are those of the whole dataset, so that shards add up to one run's bytes.
  ///   - digesting: whether blocks carry the digests of their states; they do with a cache.
  ///   - poolings: by which blocks carry their states pooled: from the same reading of them.
  ///   - digests: of the states of each block, where an earlier pass told them: what the cache has is not read again.
  ///   - cache: where blocks are looked up before they are encoded, and stored after.
  ///   - chosen: is told the way taken, once all is done, if anything had to be encoded.
  ///   - progress: is told the tokens done, of how many.
  /// - Throws: what reading the states throws, with the source's file.
  public static func run(
    _ source: any HiddenStateSource, with autoencoder: SparseAutoencoder, encoder choice: EncoderChoice = .auto,
    threads: Int, shard: Shard = .whole, digesting: Bool = false, pooling poolings: [Pooling] = [],
    digests: [String] = [], cache: BlockCache? = nil, chosen: (String) -> Void = { _ in },
    progress: (Int, Int) -> Void = { _, _ in },
    consume: (PooledBlock) throws -> Void
  ) throws {
    let blocks = Array(ExampleBlocks(offsets: source.offsets).ranges(of: shard))
    let encoder = EncoderOnDemand {
      FeatureEncoder(autoencoder, choice: choice, sample: try source.firstRows(192), threads: threads)
    }
    defer { if let encoder = encoder.made { chosen(encoder.description) } }
    let recorded = (source as? RecordedStates).map { (states: $0, encoder: autoencoder.encoderDigest()) }
    let lookup =
      recorded == nil ? cache.map { BlockLookup(cache: $0, encoder: autoencoder.encoderDigest()) } : nil
    let workers = WorkerPool {
      EncodingWorker(
        encoder, source, featureCount: autoencoder.featureCount, recorded: recorded, lookup: lookup,
        isDigesting: digesting || lookup != nil, poolings: poolings)
    }
    let wave = max(1, threads) * 4
    func tokens(_ count: Int) -> Int {
      source.offsets[blocks[count - 1].upperBound] - source.offsets[blocks[0].lowerBound]
    }
    var start = 0
    while start < blocks.count {
      let count = min(wave, blocks.count - start)
      let first = start
      let results = try parallelMap(count, threads: threads) { index in
        let known = digests.isEmpty ? nil : digests[first + index]
        return try workers.with { try $0.encode(examples: blocks[first + index], known: known) }
      }
      for block in results { try consume(block) }
      start += count
      progress(tokens(start), tokens(blocks.count))
    }
  }

  /// The same for features that were encoded elsewhere.
  public static func run(_ encoded: EncodedFeatures, consume: (PooledBlock) throws -> Void) throws {
    var accumulator = ExampleAccumulator(featureCount: encoded.matrix.columnCount)
    for range in ExampleBlocks(offsets: encoded.offsets).ranges {
      let rows = encoded.offsets[range.lowerBound]..<encoded.offsets[range.upperBound]
      let offsets = (range.lowerBound...range.upperBound).map { encoded.offsets[$0] - rows.lowerBound }
      try consume(
        PooledBlock(
          firstExample: range.lowerBound, tokens: encoded.matrix.selectingRows(Array(rows)), tokenOffsets: offsets,
          accumulator: &accumulator))
    }
  }
}

/// The cache as one encoder sees it.
private struct BlockLookup: Sendable {
  let cache: BlockCache
  let encoder: String
}

/// The encoder of a pass, made when the first block is not found in a cache: its preparation reads all weights.
private final class EncoderOnDemand: @unchecked Sendable {
  private let make: () throws -> FeatureEncoder
  private let ready = Mutex<FeatureEncoder?>(nil)

  init(_ make: @escaping () throws -> FeatureEncoder) { self.make = make }

  /// nil while none was needed.
  var made: FeatureEncoder? { ready.withLock { $0 } }

  func encoder() throws -> FeatureEncoder {
    try ready.withLock { ready in
      if let ready { return ready }
      let encoder = try make()
      ready = encoder
      return encoder
    }
  }
}

/// Buffers of one thread.
private final class EncodingWorker {
  private let encoders: EncoderOnDemand
  private var encoder: TokenEncoder?
  private let source: any HiddenStateSource
  private let featureCount: Int
  /// What shards have encoded already, and the digest of their encoder.
  private let recorded: (states: RecordedStates, encoder: String)?
  private let lookup: BlockLookup?
  private let isDigesting: Bool
  private let poolings: [Pooling]
  private var reader: StatesReader
  private var accumulator: ExampleAccumulator

  init(
    _ encoders: EncoderOnDemand, _ source: any HiddenStateSource, featureCount: Int,
    recorded: (states: RecordedStates, encoder: String)?, lookup: BlockLookup?, isDigesting: Bool, poolings: [Pooling]
  ) {
    self.encoders = encoders
    self.recorded = recorded
    self.source = source
    self.lookup = lookup
    self.isDigesting = isDigesting
    self.poolings = poolings
    reader = StatesReader(source)
    self.featureCount = featureCount
    accumulator = ExampleAccumulator(featureCount: featureCount)
  }

  /// - Parameter known: the digest of the states, where it was made before.
  func encode(examples: Range<Int>, known: String?) throws -> PooledBlock {
    let tokens = source.offsets[examples.lowerBound]..<source.offsets[examples.upperBound]
    let offsets = (examples.lowerBound...examples.upperBound).map { source.offsets[$0] - tokens.lowerBound }
    let digest = isDigesting ? try known ?? reader.digest(of: tokens) : nil
    var block = PooledBlock(
      firstExample: examples.lowerBound, tokens: try rows(of: tokens, digest), tokenOffsets: offsets,
      accumulator: &accumulator)
    block.statesDigest = digest
    if !poolings.isEmpty {
      block.pooledStates = try StatePooler.pool(examples, offsets: source.offsets, by: poolings, reading: &reader)
    }
    return block
  }

  /// One row per token, from the cache where it has them.
  private func rows(of tokens: Range<Int>, _ digest: String?) throws -> SparseMatrix {
    if let recorded { return try recorded.states.rows(of: tokens, encoder: recorded.encoder) }
    guard let lookup, let digest else { return try encodedRows(of: tokens) }
    let key = BlockCache.key(encoder: lookup.encoder, states: digest)
    if let rows = lookup.cache.rows(key, rowCount: tokens.count, columnCount: featureCount) { return rows }
    let rows = try encodedRows(of: tokens)
    lookup.cache.store(rows, key)
    return rows
  }

  private func encodedRows(of tokens: Range<Int>) throws -> SparseMatrix {
    let encoder = try encoder ?? TokenEncoder(try encoders.encoder())
    self.encoder = encoder
    var rows = SparseMatrix(columnCount: featureCount)
    try reader.forEachPiece(of: tokens) { encoder.encode($0, into: &rows) }
    return rows
  }
}

extension HiddenStateSource {
  /// Up to `count` rows from the start.
  fileprivate func firstRows(_ count: Int) throws -> [Float] {
    let count = min(count, tokenCount)
    var rows = [Float](repeating: 0, count: count * dimension)
    if count > 0 { try rows.withUnsafeMutableBufferPointer { try read(0..<count, into: $0) } }
    return rows
  }
}

/// Hands out one worker per concurrent caller; results must not depend on which one is used.
final class WorkerPool<Worker>: @unchecked Sendable {
  private let make: () -> Worker
  private let idle = Mutex<[UncheckedBox<Worker>]>([])

  init(_ make: @escaping () -> Worker) { self.make = make }

  func with<T>(_ body: (Worker) throws -> T) rethrows -> T {
    let worker = idle.withLock { $0.popLast() } ?? UncheckedBox(make())
    defer { idle.withLock { $0.append(worker) } }
    return try body(worker.value)
  }
}

/// A value that is used by one thread at a time, which the pool above sees to.
private struct UncheckedBox<T>: @unchecked Sendable {
  let value: T
  init(_ value: T) { self.value = value }
}
