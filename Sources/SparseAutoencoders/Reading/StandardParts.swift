import Diagnostics
import TensorFiles

/// The names under which a family stores the usual parts, and how its matrices lie.
struct StandardParts {
  var encoder: String
  /// Stored [D, d].
  var encoderIsTransposed = false
  var encoderBias: String?
  var decoder: String?
  /// Stored [d, D].
  var decoderIsTransposed = false
  var decoderBias: String?
  /// What is subtracted from the input.
  var subtracted: String?

  /// `nn.Linear` modules: encoder.weight [D, d], decoder.weight [d, D].
  static func linear(
    _ encoder: String = "encoder", _ decoder: String = "decoder", decoderBias: String?, subtracted: String? = nil,
    encoderBias: String? = nil
  ) -> StandardParts {
    StandardParts(
      encoder: encoder + ".weight", encoderIsTransposed: true, encoderBias: encoderBias ?? encoder + ".bias",
      decoder: decoder + ".weight", decoderIsTransposed: true, decoderBias: decoderBias, subtracted: subtracted)
  }

  /// Parameters W_enc [d, D], W_dec [D, d], b_enc, b_dec.
  static func plain(subtracting: Bool) -> StandardParts {
    StandardParts(
      encoder: "W_enc", encoderBias: "b_enc", decoder: "W_dec", decoderBias: "b_dec",
      subtracted: subtracting ? "b_dec" : nil)
  }
}

extension WeightReader {
  /// The autoencoder of these parts with a ReLU; families set activation and scales afterwards.
  func autoencoder(_ parts: StandardParts) throws -> SparseAutoencoder {
    let shape = try matrixShape(parts.encoder)
    let (d, count) = parts.encoderIsTransposed ? (shape.columns, shape.rows) : (shape.rows, shape.columns)
    var sae = SparseAutoencoder(
      inputDimension: d, featureCount: count,
      encoder: try matrix(parts.encoder, inputs: d, outputs: count, transposed: parts.encoderIsTransposed),
      encoderBias: try parts.encoderBias.map { try vector($0, count: count, of: "feature") }
        ?? [Float](repeating: 0, count: count),
      activation: .relu, decoder: nil)
    // Some publish the encoder alone; what needs the decoder says so.
    if let name = parts.decoder, has(name) {
      let stored = try matrixShape(name)
      sae.outputDimension = parts.decoderIsTransposed ? stored.rows : stored.columns
      sae.decoder = try matrix(
        name, inputs: count, outputs: sae.outputDimension, transposed: parts.decoderIsTransposed)
      sae.decoderBias =
        try parts.decoderBias.map { try vector($0, count: sae.outputDimension, of: "output") }
        ?? [Float](repeating: 0, count: sae.outputDimension)
    }
    sae.subtracted = try parts.subtracted.map { try vector($0, count: d, of: "input") }
    return sae
  }
}

extension SparseAutoencoder {
  /// Decides on h·‖W_dec‖ and reports h: what OpenMOSS calls sparsity_include_decoder_norm.
  ///
  /// - Throws: `AtlasError` without a decoder.
  mutating func includeDecoderNorms() throws {
    guard let decoder else {
      throw AtlasError(
        .input, "sparsity_include_decoder_norm needs the decoder, which is missing", hint: "use the whole checkpoint")
    }
    let norms = decoder.inputNorms()
    preScale = norms
    postScale = norms.reciprocals
  }

  mutating func setThreshold(_ value: Float) {
    activation = .jumpReLU([Float](repeating: value, count: featureCount))
  }
}
