import Diagnostics
import Glibc
import TensorFiles

/// eˣ in single precision.
func exponential(_ x: Float) -> Float { exp(x) }

/// `norm_activation` of OpenMOSS' later formats, whose scales lie among the weights.
struct OpenMOSSNorm {
  static let prefix = "dataset_average_activation_norm."
  private let configuration: ConfigurationObject
  private let weights: WeightReader
  private let source: CheckpointSource

  init(_ configuration: ConfigurationObject, _ weights: WeightReader, _ source: CheckpointSource) {
    self.configuration = configuration
    self.weights = weights
    self.source = source
  }

  func apply(to sae: inout SparseAutoencoder) throws {
    let kind = try configuration.string("norm_activation") ?? "dataset-wise"
    switch kind {
    case "dataset-wise": try applyDatasetWise(&sae)
    case "token-wise": sae.inputTransform = .unitRootMeanSquare
    // Folded already; what is stored under the keys is uninitialised memory.
    case "inference", "none": break
    default:
      throw AtlasError(
        path: configuration.path, "norm_activation \(quoted(kind)) cannot be evaluated for a single token",
        hint: "fold it with the authors' library; read are dataset-wise, token-wise, inference")
    }
  }

  private func applyDatasetWise(_ sae: inout SparseAutoencoder) throws {
    if let scale = try source.options.number("scale") {
      guard scale > 0, Float(scale).isNormal else {
        throw AtlasError(.input, "the scale is \(scale), but has to be positive")
      }
      sae.inputTransform = .scale(Float(scale))
      return
    }
    let inputHook = try configuration.string("hook_point_in")
    let outputHook = try configuration.string("hook_point_out") ?? inputHook
    guard let inputHook, let input = try norm(inputHook, "in") else {
      source.warnings.append(Note(.normNotStored))
      return
    }
    sae.inputTransform = .scale(Float(sae.inputDimension).squareRoot() / input)
    if let outputHook, let output = try norm(outputHook, "out") {
      sae.outputScale = output / Float(sae.outputDimension).squareRoot()
    }
  }

  /// Among the weights, or, as in hyperparams.json, in the configuration under `in` and `out`.
  private func norm(_ hook: String, _ side: String) throws -> Float? {
    let name = OpenMOSSNorm.prefix + hook
    let written = try configuration.object("dataset_average_activation_norm")?.number(side).map { Float($0) }
    guard let value = weights.has(name) ? try weights.scalar(name) : written else { return nil }
    guard value.isNormal, value > 0 else {
      throw AtlasError(.input, "\(quoted(name)) is \(value), where a positive number is needed")
    }
    return value
  }
}
