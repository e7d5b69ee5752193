import Diagnostics
import Files
import TensorFiles

/// `normalize_activations` and the scaling factor of old fine-tuned checkpoints.
struct SAELensNormalisation {
  private let configuration: SAELensConfiguration
  private let weights: WeightReader
  private let source: CheckpointSource

  init(_ configuration: SAELensConfiguration, _ weights: WeightReader, _ source: CheckpointSource) {
    self.configuration = configuration
    self.weights = weights
    self.source = source
  }

  func apply(to reading: inout CheckpointReading) throws {
    try applyScalingFactor(&reading.autoencoder)
    switch configuration.normalisation {
    case "none": break
    case "constant_norm_rescale": reading.autoencoder.inputTransform = .unitRootMeanSquare
    case "layer_norm": reading.autoencoder.inputTransform = .layerNorm(epsilon: 1e-5, unbiased: true)
    case "expected_average_only_in": try applyStoredScale(&reading.autoencoder)
    case "covariance_whitening": try applyWhitening(&reading.autoencoder)
    default:
      throw AtlasError(
        path: configuration.path, "normalize_activations \(quoted(configuration.normalisation)) is not known",
        hint: "known are none, expected_average_only_in, constant_norm_rescale, layer_norm, covariance_whitening")
    }
    if case .none = reading.autoencoder.inputTransform, let scale = try source.options.number("scale") {
      try setScale(scale, &reading.autoencoder)
    }
  }

  private func setScale(_ scale: Double, _ sae: inout SparseAutoencoder) throws {
    guard scale > 0, Float(scale).isNormal else {
      throw AtlasError(.input, "the scale of the input is \(scale), but has to be positive")
    }
    sae.inputTransform = .scale(Float(scale))
  }

  /// The factor √d/mean‖x‖ is not in the weights; training checkpoints keep it in a file of its own.
  private func applyStoredScale(_ sae: inout SparseAutoencoder) throws {
    if let scale = try source.options.number("scale") { return try setScale(scale, &sae) }
    if let file = try source.configuration("activation_scaler.json"), let scale = try file.number("scaling_factor") {
      source.use("activation_scaler.json")
      return try setScale(scale, &sae)
    }
    source.warnings.append(Note(.scaleNotStored))
  }

  private func applyWhitening(_ sae: inout SparseAutoencoder) throws {
    let name = "activation_whitening.safetensors"
    guard source.hasBeside(name) else {
      source.warnings.append(Note(.whiteningNotStored, name))
      return
    }
    let container = try source.open(name)
    source.use(name)
    let d = sae.inputDimension
    func values(_ tensor: String, _ shape: [Int]) throws -> [Float] {
      let found = try container.tensor(tensor)
      guard found.shape == shape else {
        throw AtlasError(
          path: container.path, "tensor \(tensor) has the shape \(found.shape), where \(shape) is needed")
      }
      return found.floats()
    }
    sae.inputTransform = .whitening(
      mean: try values("mean", [d]), matrix: try values("matrix", [d, d]),
      inverse: try values("inverse_matrix", [d, d]))
  }

  /// It multiplies on decoding only; the activations that are reported stay unscaled.
  private func applyScalingFactor(_ sae: inout SparseAutoencoder) throws {
    guard let name = weights.firstOf("scaling_factor", "finetuning_scaling_factor") else { return }
    let factors = try weights.vector(name, count: sae.featureCount, of: "feature")
    if factors.allSatisfy({ $0 == 1 }) { return }
    switch configuration.usesScalingFactor {
    case true?: break
    case false?:
      source.warnings.append(Note(.factorsNotApplied, name))
      return
    case nil:
      source.warnings.append(Note(.factorsApplied, name))
    }
    sae.decodeScale = sae.decodeScale.map { zip($0, factors).map(*) } ?? factors
  }
}
