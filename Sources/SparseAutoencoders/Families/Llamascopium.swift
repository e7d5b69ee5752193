import Diagnostics
import TensorFiles

extension CheckpointFamily {
  static let llamascopium = CheckpointFamily(
    name: "llamascopium", title: "OpenMOSS Llamascopium", options: ["k", "scale"],
    source: "llamascopium 2.0.0b34 (src/llamascopium/models/sae.py)",
    detect: { source in
      guard source.hasBeside("config.json"), let configuration = try source.configuration("config.json"),
        configuration.has("sae_type"), try !LlamaScopeR1.matches(source)
      else { return nil }
      return Note(.familyOfKeys, "config.json", ["sae_type"])
    },
    read: { try Llamascopium.read($0) })
}

/// OpenMOSS' current format: `config.json` with `sae_type`, tensors W_E, b_E, W_D, b_D.
///
///     h = x'·W_E + b_E (·σ(x'·W_E_glu + b_E_glu));  a = act(h·n)/n, n = ‖W_D‖ or 1;  b_D is not subtracted
enum Llamascopium {
  private static let candidates = [
    "sae_weights.safetensors", "sae_weights.pt", "checkpoints/pruned.safetensors", "checkpoints/pruned.pt",
    "checkpoints/final.safetensors", "checkpoints/final.pt",
  ]

  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    guard let configuration = try source.configuration("config.json") else {
      throw AtlasError(.input, "there is no config.json beside the weights", hint: "give the folder of the release")
    }
    source.use("config.json")
    let kind = try configuration.string("sae_type") ?? "sae"
    guard kind == "sae" else {
      throw AtlasError(
        path: configuration.path,
        "sae_type \(quoted(kind)) cannot be evaluated: its features do not come from one state",
        hint: "autoencoders and transcoders of one layer (sae_type sae) are read")
    }
    guard let file = source.givenFile ?? candidates.first(where: source.has) else {
      throw AtlasError(
        .input, "no file of weights that is read here",
        hint: "sae_weights.safetensors or .pt; a .dcp folder has to be converted")
    }
    let isWrapped = try WeightFile(name: file, container: source.open(file)).prefix(holding: ["W_E"]) ?? ""
    let weights = try source.weightReader(file, prefix: isWrapped)
    var sae = try weights.autoencoder(
      StandardParts(
        encoder: "W_E", encoderBias: "b_E", decoder: "W_D", decoderBias: weights.has("b_D") ? "b_D" : nil))
    if try configuration.bool("use_glu_encoder") ?? false {
      sae.gatedLinearUnit = (
        try weights.matrix("W_E_glu", inputs: sae.inputDimension, outputs: sae.featureCount),
        try weights.vector("b_E_glu", count: sae.featureCount, of: "feature")
      )
    }
    let name = try configuration.string("act_fn") ?? "relu"
    var reading = CheckpointReading(architecture: name, autoencoder: sae)
    try setActivation(name, configuration, weights, source, &reading)
    if try configuration.bool("sparsity_include_decoder_norm") ?? true { try reading.autoencoder.includeDecoderNorms() }
    try OpenMOSSNorm(configuration, weights, source).apply(to: &reading.autoencoder)
    reading.hook = try configuration.string("hook_point_in")
    reading.layer = reading.hook.flatMap(HookName.layer)
    if let output = try configuration.string("hook_point_out"), output != reading.hook {
      reading.architecture += " transcoder"
    }
    source.warnOfUnusedTensors(except: { $0.contains(OpenMOSSNorm.prefix) })
    return reading
  }

  private static func setActivation(
    _ name: String, _ configuration: ConfigurationObject, _ weights: WeightReader, _ source: CheckpointSource,
    _ reading: inout CheckpointReading
  ) throws {
    switch name {
    case "relu": reading.autoencoder.activation = .relu
    case "jumprelu":
      let logarithms = try weights.vector(
        "activation_function.log_jumprelu_threshold", count: reading.autoencoder.featureCount, of: "feature")
      reading.autoencoder.activation = .jumpReLU(logarithms.map(exponential))
    case "topk":
      guard let k = try source.options.integer("k") ?? configuration.integer("top_k") else {
        throw configuration.lacks("top_k", hint: "say it with the option k=…")
      }
      reading.autoencoder.activation = .topK(k, rectified: true)
      reading.declaredL0 = Double(k)
    case "batchtopk", "layertopk", "batchlayertopk":
      throw AtlasError(
        path: configuration.path,
        "act_fn \(name) chooses features over a whole batch and cannot be evaluated per token",
        hint: "convert the checkpoint to jumprelu with the authors' library")
    default: throw AtlasError(path: configuration.path, "act_fn \(quoted(name)) is not known")
    }
  }
}
