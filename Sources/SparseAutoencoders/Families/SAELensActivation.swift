import Diagnostics
import Glibc
import TensorFiles

/// The activation of each SAELens architecture (sae_lens/saes/*_sae.py).
struct SAELensActivation {
  private let configuration: SAELensConfiguration
  private let weights: WeightReader
  private let source: CheckpointSource

  init(_ configuration: SAELensConfiguration, _ weights: WeightReader, _ source: CheckpointSource) {
    self.configuration = configuration
    self.weights = weights
    self.source = source
  }

  func apply(to reading: inout CheckpointReading) throws {
    let count = reading.autoencoder.featureCount
    switch configuration.architecture {
    case "standard", "transcoder", "skip_transcoder":
      reading.autoencoder.activation = configuration.usesTanh ? .tanhReLU : .relu
    case "gated":
      reading.autoencoder.activation = .gated(
        gateBias: try weights.vector("b_gate", count: count, of: "feature"),
        magnitudeScale: try weights.vector("r_mag", count: count, of: "feature"),
        magnitudeBias: try weights.vector("b_mag", count: count, of: "feature"))
    case "jumprelu", "jumprelu_transcoder", "jumprelu_skip_transcoder":
      // Old training checkpoints keep the logarithm.
      let thresholds =
        try weights.vectorIfPresent("threshold", count: count, of: "feature")
        ?? weights.vectorIfPresent("log_threshold", count: count, of: "feature")?.map { exp($0) }
        ?? weights.vector("threshold", count: count, of: "feature")
      reading.autoencoder.activation = .jumpReLU(thresholds)
    case "batchtopk", "matryoshka_batchtopk":
      let threshold = try weights.scalar("topk_threshold")
      reading.autoencoder.activation = .jumpReLU([Float](repeating: threshold, count: count))
      reading.declaredL0 = configuration.k ?? reading.declaredL0
      try rescale(&reading.autoencoder)
    case "topk":
      let k = try k()
      reading.autoencoder.activation = .topK(k, rectified: true)
      reading.declaredL0 = Double(k)
      try rescale(&reading.autoencoder)
    case "abstopk":
      let k = try k()
      reading.autoencoder.activation = .absoluteTopK(k)
      reading.declaredL0 = Double(k)
      try rescale(&reading.autoencoder)
    default:
      throw AtlasError(path: configuration.path, "the architecture \(configuration.architecture) is not known")
    }
  }

  private func k() throws -> Int {
    if let given = try source.options.integer("k") {
      if let stored = configuration.k, stored != Double(given) {
        source.warnings.append(Note(.kOfOption, given, stored))
      }
      return given
    }
    guard let k = configuration.k else {
      throw AtlasError(
        path: configuration.path, "k is missing for the architecture \(configuration.architecture)",
        hint: "SAELens would silently take 100; say which k with the option k=…")
    }
    guard let whole = Int(exactly: k) else {
      throw AtlasError(
        path: configuration.path, "k is \(k), where the architecture \(configuration.architecture) needs a whole number"
      )
    }
    return whole
  }

  /// rescale_acts_by_decoder_norm: features are chosen and reported as h·‖W_dec‖, and divided again on decoding.
  private func rescale(_ sae: inout SparseAutoencoder) throws {
    guard configuration.rescalesByDecoderNorm else { return }
    guard let decoder = sae.decoder else {
      throw AtlasError(
        .input, "rescale_acts_by_decoder_norm needs the decoder, and W_dec is missing", hint: "use the whole checkpoint"
      )
    }
    let norms = decoder.inputNorms()
    sae.preScale = norms
    sae.decodeScale = norms.reciprocals
  }
}
