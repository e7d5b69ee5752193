import Datasets
import Diagnostics
import LinearAlgebra
import Parallel
import SparseAutoencoders
import Synchronization

/// One pass over the states of a dataset: encoded block by block, each block handed on in order and forgotten.
///
/// Memory is bounded by the blocks in flight (a few per thread); what remains is what the consumer keeps.
public enum EncodingPass {
  /// Encodes every token and calls `consume` with the blocks in order of examples, from one thread at a time.
  ///
  /// - Parameters:
  ///   - encoder: how products are computed; the result is the same.
  ///   - chosen: is told the way taken.
  /// - Throws: what reading the states throws, with the source's file.
  public static func run(
    _ source: any HiddenStateSource, with autoencoder: SparseAutoencoder, encoder choice: EncoderChoice = .auto,
    threads: Int, chosen: (String) -> Void = { _ in }, progress: (Int, Int) -> Void = { _, _ in },
    consume: (PooledBlock) throws -> Void
  ) throws {
    let blocks = ExampleBlocks(offsets: source.offsets).ranges
    let encoder = FeatureEncoder(autoencoder, choice: choice, sample: try source.firstRows(192), threads: threads)
    chosen(encoder.description)
    let workers = WorkerPool { EncodingWorker(encoder) }
    let wave = max(1, threads) * 4
    var start = 0
    while start < blocks.count {
      let count = min(wave, blocks.count - start)
      let first = start
      let results = try parallelMap(count, threads: threads) { index in
        try workers.with { try $0.encode(source, examples: blocks[first + index]) }
      }
      for block in results { try consume(block) }
      start += count
      progress(start, blocks.count)
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

/// Buffers of one thread.
private final class EncodingWorker {
  private let encoder: TokenEncoder
  private let featureCount: Int
  private var states: [Float] = []
  private var accumulator: ExampleAccumulator

  init(_ encoder: FeatureEncoder) {
    self.encoder = TokenEncoder(encoder)
    featureCount = encoder.autoencoder.featureCount
    accumulator = ExampleAccumulator(featureCount: featureCount)
  }

  func encode(_ source: any HiddenStateSource, examples: Range<Int>) throws -> PooledBlock {
    let all = source.offsets[examples.lowerBound]..<source.offsets[examples.upperBound]
    let d = source.dimension
    var rows = SparseMatrix(columnCount: featureCount)
    var start = all.lowerBound
    // A single example may have far more tokens than a block: read it in pieces.
    while start < all.upperBound {
      let tokens = start..<min(start + 1024, all.upperBound)
      if states.count < tokens.count * d { states = [Float](repeating: 0, count: tokens.count * d) }
      try states.withUnsafeMutableBufferPointer { buffer in
        let target = UnsafeMutableBufferPointer(rebasing: buffer[0..<tokens.count * d])
        try source.read(tokens, into: target)
        encoder.encode(UnsafeBufferPointer(target), into: &rows)
      }
      start = tokens.upperBound
    }
    let offsets = (examples.lowerBound...examples.upperBound).map { source.offsets[$0] - all.lowerBound }
    return PooledBlock(
      firstExample: examples.lowerBound, tokens: rows, tokenOffsets: offsets, accumulator: &accumulator)
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
