import Datasets
import Diagnostics
import Features
import LinearAlgebra
import SparseAutoencoders

/// States and a checkpoint on their way to files.
struct FeatureEncoding {
  let checkpoint: Checkpoint
  let source: any HiddenStateSource
  let encoder: EncoderChoice
  let threads: Int
  let reporter: Reporter

  /// Writes sparse features: one row per token, or per example when pooled.
  func write(to path: String, pooling: Pooling?) throws {
    let width = checkpoint.autoencoder.featureCount
    var features = EncodedFeatures(matrix: SparseMatrix(columnCount: width), offsets: source.offsets, files: [])
    if let pooling {
      let collector = try FeatureCollector.encoding(
        source, with: checkpoint.autoencoder, checkpoint: checkpoint.path,
        options: MeasurementOptions(poolings: [pooling], examplesPerFeature: 0, threads: threads, encoder: encoder),
        chosen: { reporter.detail("encoder: \($0)") }, progress: { reporter.progress($0, of: $1, "encoding") })
      features.matrix = collector.pooled[0]
      features.offsets = Array(0...source.exampleCount)
    } else {
      try checkWidth()
      try EncodingPass.run(
        source, with: checkpoint.autoencoder, encoder: encoder, threads: threads,
        chosen: { reporter.detail("encoder: \($0)") }, progress: { reporter.progress($0, of: $1, "encoding") }
      ) { features.matrix.append($0.tokens) }
    }
    try PlainWriter.write(features, to: path)
    let mean = Double(features.matrix.entryCount) / Double(max(1, features.matrix.rowCount))
    reporter.stage(
      "\(features.matrix.rowCount) rows × \(width) features, \((mean * 100).rounded() / 100) active a row: \(path)")
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

/// The decoder's view of a source, encoded and decoded block by block as it is read.
private struct ReconstructedStates: HiddenStateSource {
  let source: any HiddenStateSource
  let encoder: FeatureEncoder
  let decoder: Decoder

  var dimension: Int { decoder.dimension }
  var tokenCount: Int { source.tokenCount }
  var offsets: [Int] { source.offsets }
  var isTokenLevel: Bool { source.isTokenLevel }
  var files: [String] { source.files }

  func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws {
    var states = [Float](repeating: 0, count: tokens.count * source.dimension)
    try states.withUnsafeMutableBufferPointer { try source.read(tokens, into: $0) }
    let encoder = TokenEncoder(encoder)
    var rows = SparseMatrix(columnCount: self.encoder.featureCount)
    let decoded = states.withUnsafeBufferPointer { buffer in
      encoder.encode(buffer, into: &rows)
      return decoder.decode(rows, states: buffer)
    }
    _ = target.update(from: decoded)
  }
}

extension SparseMatrix {
  /// Appends the rows of `other`, which has as many columns.
  mutating func append(_ other: SparseMatrix) {
    let start = indices.count
    indices.append(contentsOf: other.indices)
    values.append(contentsOf: other.values)
    offsets.append(contentsOf: other.offsets.dropFirst().map { start + $0 })
  }
}
