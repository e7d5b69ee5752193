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
    let part = try shard.map {
      FeaturePart(
        index: $0.index, count: $0.count, exampleCount: source.exampleCount, fingerprint: try fingerprint(pooling))
    }
    let size = try reporter.during("encoding", unit: "tokens") { progress in
      if let pooling {
        try writePooled(to: path, pooling, shard ?? .whole, part, progress)
      } else {
        try writeTokens(to: path, shard ?? .whole, part, progress)
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
    to path: String, _ shard: Shard, _ part: FeaturePart?, _ progress: Progress
  ) throws -> (rows: Int, entries: Int) {
    let writer = try CompressedRowsWriter(path, columnCount: checkpoint.autoencoder.featureCount)
    try EncodingPass.run(
      source, with: checkpoint.autoencoder, encoder: encoder, threads: threads, shard: shard, cache: cache,
      chosen: { reporter.detail("encoder: \($0)") }, progress: { progress.set($0, of: $1) }
    ) { try writer.append($0.tokens) }
    let examples = ExampleBlocks(offsets: source.offsets).examples(of: shard)
    let offsets = source.offsets[examples.lowerBound...examples.upperBound]
    try writer.finish(
      exampleOffsets: offsets.map { $0 - source.offsets[examples.lowerBound] }, leftOut: leftOut, part: part)
    return (writer.rowCount, writer.entryCount)
  }

  private func writePooled(
    to path: String, _ pooling: Pooling, _ shard: Shard, _ part: FeaturePart?, _ progress: Progress
  ) throws -> (rows: Int, entries: Int) {
    let collector = try FeatureCollector.encoding(
      source, with: checkpoint.autoencoder, checkpoint: checkpoint.path,
      options: MeasurementOptions(poolings: [pooling], examplesPerFeature: 0, threads: threads, encoder: encoder),
      shard: shard, cache: cache, chosen: { reporter.detail("encoder: \($0)") },
      progress: { progress.set($0, of: $1) })
    let matrix = collector.pooled[0]
    try PlainWriter.write(
      EncodedFeatures(matrix: matrix, offsets: Array(0...matrix.rowCount), files: [], leftOut: leftOut), to: path,
      part: part)
    return (matrix.rowCount, matrix.entryCount)
  }

  /// What the shards of one run have in common: encoder, pooling, offsets, and the states of 256 tokens spread evenly
  /// over all. Reading every state would cost each shard as much as all of them.
  private func fingerprint(_ pooling: Pooling?) throws -> String {
    var digest = RunningDigest()
    digest.update(checkpoint.autoencoder.encoderDigest())
    digest.update(pooling?.rawValue ?? "tokens")
    for word in leftOut.words { digest.update(word) }
    source.offsets.withUnsafeBufferPointer { digest.update($0) }
    var state = [Float](repeating: 0, count: source.dimension)
    for sample in 0..<min(256, source.tokenCount) {
      let token = sample * source.tokenCount / min(256, source.tokenCount)
      try state.withUnsafeMutableBufferPointer { try source.read(token..<token + 1, into: $0) }
      state.withUnsafeBufferPointer { digest.update($0) }
    }
    return digest.hex()
  }

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
