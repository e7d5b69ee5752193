import Diagnostics
import TensorFiles

extension CheckpointFamily {
  static let prisma = CheckpointFamily(
    name: "vit-prisma", title: "ViT-Prisma", options: ["k"],
    source: "ViT-Prisma aa5ff6a (src/vit_prisma/sae/sae.py)",
    detect: { source in
      if let found = try PickledConfiguration(source), found.isPrisma {
        return Note(.familyOfStateDict, found.file.name, found.className)
      }
      guard let file = try source.soleWeights(), file.isTorch, file.holds(["W_enc", "W_dec", "b_dec"]),
        let configuration = try source.configuration("config.json"), !configuration.has("trainer"),
        configuration.has("activation_fn_str") || configuration.has("expansion_factor")
      else { return nil }
      return Note(.familyOfConfiguration, "config.json", "ViT-Prisma")
    },
    read: { try Prisma($0).read() })
}

/// ViT-Prisma: `weights.pt` and `config.json`, or both in one pickle. Always subtracts b_dec after normalising.
struct Prisma {
  private let source: CheckpointSource
  private let configuration: ConfigurationObject
  private let weights: WeightReader

  init(_ source: CheckpointSource) throws {
    self.source = source
    if let found = try PickledConfiguration(source) {
      weights = try source.weightReader(found.file.name, prefix: found.prefix)
      configuration = found.configuration(weights.container.path)
    } else {
      guard let file = try source.soleWeights(), let found = try source.configuration("config.json") else {
        throw AtlasError(path: source.path, "weights.pt and config.json are needed", hint: "give their folder")
      }
      weights = try source.weightReader(file.name, prefix: file.prefix(holding: ["W_enc"]) ?? "")
      configuration = found
      source.use("config.json")
    }
  }

  func read() throws -> CheckpointReading {
    let architecture = try configuration.string("architecture") ?? "standard"
    let isGated = architecture == "gated"
    guard isGated || architecture == "standard" else {
      throw AtlasError(
        path: configuration.path, "the architecture \(quoted(architecture)) is not known",
        hint: "ViT-Prisma has standard and gated")
    }
    var parts = StandardParts.plain(subtracting: true)
    // Gated files carry a b_enc that the formula never uses.
    if isGated { parts.encoderBias = nil }
    if weights.has("b_dec_out") { parts.decoderBias = "b_dec_out" }
    var sae = try weights.autoencoder(parts)
    let normalisation = try configuration.string("normalize_activations") ?? "layer_norm"
    switch normalisation {
    case "none": break
    case "layer_norm": sae.inputTransform = .layerNorm(epsilon: 1e-5, unbiased: true)
    case "constant_norm_rescale": sae.inputTransform = .unitRootMeanSquare
    default:
      throw AtlasError(path: configuration.path, "normalize_activations \(quoted(normalisation)) is not known")
    }
    var reading = CheckpointReading(architecture: architecture, autoencoder: sae)
    try setActivation(isGated, &reading)
    reading.model = try configuration.string("model_name")
    reading.layer = try configuration.integer("hook_point_layer")
    reading.hook = try configuration.string("layer_subtype")
    source.warnOfUnusedTensors(except: { isGated && $0.hasSuffix("b_enc") })
    return reading
  }

  private func setActivation(_ isGated: Bool, _ reading: inout CheckpointReading) throws {
    let count = reading.autoencoder.featureCount
    if isGated {
      reading.autoencoder.activation = .gated(
        gateBias: try weights.vector("b_gate", count: count, of: "feature"),
        magnitudeScale: try weights.vector("r_mag", count: count, of: "feature"),
        magnitudeBias: try weights.vector("b_mag", count: count, of: "feature"))
      return
    }
    let name = try configuration.string("activation_fn_str") ?? "topk"
    switch name {
    case "relu": reading.autoencoder.activation = .relu
    case "tanh-relu": reading.autoencoder.activation = .tanhReLU
    case "topk":
      let stored = try configuration.object("activation_fn_kwargs")?.integer("k")
      guard let k = try source.options.integer("k") ?? stored else {
        throw configuration.lacks("activation_fn_kwargs.k", hint: "say it with the option k=…")
      }
      reading.autoencoder.activation = .topK(k, rectified: true)
      reading.declaredL0 = Double(k)
    default:
      throw AtlasError(
        path: configuration.path, "the activation \(quoted(name)) is not known",
        hint: "ViT-Prisma has relu, tanh-relu and topk")
    }
  }
}
