import Diagnostics
import Files
import TensorFiles

extension CheckpointFamily {
  static let saelens = CheckpointFamily(
    name: "saelens", title: "SAELens", options: ["k", "apply-b-dec", "scale"],
    source: "SAELens 6.54.12 (sae_lens/saes/*.py), SAELens 3.22.1",
    detect: { source in
      guard source.has("sae_weights.safetensors"), source.hasBeside("cfg.json"),
        try !LlamaScopeR1.matches(source)
      else { return nil }
      return Note(.familyOfNeighbour, "sae_weights.safetensors", "cfg.json")
    },
    read: { try SAELens($0).read() })
}

/// SAELens folders: `cfg.json` and `sae_weights.safetensors`, version 6 and the flat configurations before it.
///
///     u = x' − b_dec (apply_b_dec_to_input; never in transcoders);  h = u·W_enc + b_enc;  x̂' = a·W_dec + b_dec
struct SAELens {
  static let weightName = "sae_weights.safetensors"
  private let source: CheckpointSource
  private let configuration: SAELensConfiguration
  private let weights: WeightReader

  init(_ source: CheckpointSource) throws {
    self.source = source
    guard let object = try source.configuration("cfg.json") else {
      throw AtlasError(.input, "there is no cfg.json beside the weights", hint: "put the file of the release beside it")
    }
    configuration = try SAELensConfiguration(object)
    source.use("cfg.json")
    weights = try source.weightReader(source.givenFile ?? SAELens.weightName)
  }

  /// For older files that carry configuration and weights in one.
  init(_ source: CheckpointSource, configuration: SAELensConfiguration, weights: WeightReader) {
    self.source = source
    self.configuration = configuration
    self.weights = weights
  }

  func read() throws -> CheckpointReading {
    let kind = configuration.architecture
    if let reason = SAELensConfiguration.refused[kind] {
      throw AtlasError(path: configuration.path, "the architecture \(kind) cannot be evaluated: \(reason)")
    }
    guard SAELensConfiguration.known.contains(kind) else {
      throw AtlasError(
        path: configuration.path, "the SAELens architecture \(quoted(kind)) is not known",
        hint: "known are \(SAELensConfiguration.known.joined(separator: ", "))")
    }
    let d = try weights.matrixShape("W_enc").rows
    let count = try weights.matrixShape("W_enc").columns
    try configuration.check(inputs: d, features: count)
    let encoder = try weights.matrix("W_enc", inputs: d, outputs: count)
    var sae = SparseAutoencoder(
      inputDimension: d, featureCount: count, encoder: encoder,
      encoderBias: kind == "gated"
        ? [Float](repeating: 0, count: count) : try weights.vector("b_enc", count: count, of: "feature"),
      activation: .relu, decoder: nil)
    try readDecoder(into: &sae)
    var reading = CheckpointReading(
      architecture: configuration.declaredArchitecture, autoencoder: sae, declaredL0: configuration.l0,
      model: configuration.model, layer: configuration.layer, hook: configuration.hook)
    try SAELensActivation(configuration, weights, source).apply(to: &reading)
    try SAELensNormalisation(configuration, weights, source).apply(to: &reading)
    source.warnOfUnusedTensors()
    return reading
  }

  private func readDecoder(into sae: inout SparseAutoencoder) throws {
    let (d, count) = (sae.inputDimension, sae.featureCount)
    if weights.has("W_dec") {
      let outputs = configuration.isTranscoder ? try weights.matrixShape("W_dec").columns : d
      sae.outputDimension = outputs
      sae.decoder = try weights.matrix("W_dec", inputs: count, outputs: outputs)
      sae.decoderBias = try weights.vector("b_dec", count: outputs, of: "output")
      if weights.has("W_skip") {
        sae.skip = try weights.matrix("W_skip", inputs: d, outputs: outputs, transposed: true)
      }
    }
    let applies = try source.options.bool("apply-b-dec") ?? configuration.appliesDecoderBias
    if applies, !configuration.isTranscoder {
      guard weights.has("b_dec") else {
        throw AtlasError(
          .input, "b_dec is missing, but the configuration says that it is subtracted from the input",
          hint: "set apply_b_dec_to_input to false in cfg.json, or the option apply-b-dec, if the encoder has none")
      }
      sae.subtracted = try weights.vector("b_dec", count: d, of: "input")
    }
  }
}
