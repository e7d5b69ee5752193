import Datasets
import Diagnostics
import Features
import Files
import SparseAutoencoders

/// States and a checkpoint on their way to files.
struct FeatureEncoding {
  let checkpoint: Checkpoint
  let source: any HiddenStateSource
  let encoder: EncoderChoice
  let threads: Int
  let reporter: Reporter
  var cache: BlockCache?
  /// What `source` does without already; the file remembers it.
  var leftOut = TokenDrop.none

  /// Writes sparse features: one row per token, or per example when pooled; all of them, or those of a shard.
  ///
  /// Rows per token go straight to the disk; pooled ones are held until the end.
  func write(to path: String, pooling: Pooling?, shard: Shard? = nil) throws {
    try checkWidth()
    let witness = try shard.flatMap { shard in
      try reporter.during("reading the states of the next shard", unit: "shards") { _ in
        try StatesDigest.witness(source, besides: shard, threads: threads)
      }
    }
    func part(_ shard: Shard, _ states: String, _ rows: Int, _ entries: Int) throws -> FeaturePart {
      let sharded = ShardedStates(source, leftOut: leftOut)
      let run = try sharded.run(
        shards: shard.count, version: Version.full, encoder: checkpoint.autoencoder.encoderDigest(),
        pooling: pooling?.rawValue ?? "tokens")
      return FeaturePart(
        run: run, pieces: [sharded.piece(shard, states: states, witness: witness, rows: rows, entries: entries)])
    }
    let size = try reporter.during("encoding", unit: "tokens") { progress in
      if let pooling {
        try writePooled(to: path, pooling, shard, part, progress)
      } else {
        try writeTokens(to: path, shard, part, progress)
      }
    }
    cache?.trim()
    if let report = cache?.report() { reporter.stage(report) }
    let mean = Double(size.entries) / Double(max(1, size.rows))
    reporter.stage(
      "\(size.rows) rows × \(checkpoint.autoencoder.featureCount) features, "
        + "\((mean * 100).rounded() / 100) active a row: \(path)")
  }

  private func writeTokens(
    to path: String, _ shard: Shard?, _ part: MakePart, _ progress: Progress
  ) throws -> (rows: Int, entries: Int) {
    let writer = try CompressedRowsWriter(path, columnCount: checkpoint.autoencoder.featureCount)
    var states = StatesDigest()
    try EncodingPass.run(
      source, with: checkpoint.autoencoder, encoder: encoder, threads: threads, shard: shard ?? .whole,
      digesting: shard != nil, cache: cache, chosen: { reporter.detail("encoder: \($0)") },
      progress: { progress.set($0, of: $1) }
    ) { block in
      try writer.append(block.tokens)
      if let digest = block.statesDigest { states.update(digest) }
    }
    let digest = states.hex()
    let examples = ExampleBlocks(offsets: source.offsets).examples(of: shard ?? .whole)
    let offsets = source.offsets[examples.lowerBound...examples.upperBound]
    try writer.finish(
      exampleOffsets: offsets.map { $0 - source.offsets[examples.lowerBound] }, leftOut: leftOut,
      part: try shard.map { try part($0, digest, writer.rowCount, writer.entryCount) })
    return (writer.rowCount, writer.entryCount)
  }

  private func writePooled(
    to path: String, _ pooling: Pooling, _ shard: Shard?, _ part: MakePart, _ progress: Progress
  ) throws -> (rows: Int, entries: Int) {
    var states = StatesDigest()
    let collector = try FeatureCollector.encoding(
      source, with: checkpoint.autoencoder, checkpoint: checkpoint.path,
      options: MeasurementOptions(poolings: [pooling], examplesPerFeature: 0, threads: threads, encoder: encoder),
      shard: shard ?? .whole, digesting: shard != nil, cache: cache,
      chosen: { reporter.detail("encoder: \($0)") }, progress: { progress.set($0, of: $1) },
      inspect: { if let digest = $0.statesDigest { states.update(digest) } })
    let digest = states.hex()
    let matrix = collector.pooled[0]
    try PlainWriter.write(
      EncodedFeatures(matrix: matrix, offsets: Array(0...matrix.rowCount), files: [], leftOut: leftOut), to: path,
      part: try shard.map { try part($0, digest, matrix.rowCount, matrix.entryCount) })
    return (matrix.rowCount, matrix.entryCount)
  }

  /// Makes what a part says of itself: shard, digest of its states, rows and entries.
  private typealias MakePart = (Shard, String, _ rows: Int, _ entries: Int) throws -> FeaturePart

  /// Writes x̂ of every token.
  func writeReconstruction(to path: String) throws {
    try checkWidth()
    guard let decoder = Decoder(checkpoint.autoencoder) else {
      throw AtlasError(
        path: checkpoint.path, "this checkpoint has no decoder, so nothing can be reconstructed",
        hint: "leave --reconstruction out")
    }
    try PlainWriter.write(
      .states(
        ReconstructedStates(
          source: source, encoder: FeatureEncoder(checkpoint.autoencoder, threads: threads), decoder: decoder)),
      to: path)
    reporter.stage("reconstruction: \(path)")
  }

  private func checkWidth() throws {
    let expected = checkpoint.autoencoder.inputDimension
    guard source.dimension == expected else {
      throw AtlasError(
        path: source.files.first,
        "the states have \(source.dimension) dimensions, but the checkpoint takes \(expected)",
        hint: "give the states of the layer and model that the checkpoint was trained on")
    }
  }
}
