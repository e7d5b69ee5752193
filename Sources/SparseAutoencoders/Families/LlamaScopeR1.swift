import Diagnostics
import TensorFiles

extension CheckpointFamily {
  static let llamaScopeR1 = CheckpointFamily(
    name: "llama-scope-r1", title: "Llama Scope R1 Distill", options: ["scale"],
    source: "OpenMOSS lm_saes 9c97b678",
    detect: { source in
      guard try LlamaScopeR1.matches(source), let file = try source.soleWeights() else { return nil }
      return Note(.familyOfTensors, file.name, ["encoder.weight", "log_jumprelu_threshold"])
    },
    read: { try LlamaScopeR1.read($0) })
}

/// Llama-Scope-R1-Distill: θ = exp(log_jumprelu_threshold) in units of h.
///
///     h = (x·s)·Wᵀ + b;  a = h·1[h·n > θ], n = ‖W_dec‖ or 1;  x̂ = (a·W_decᵀ + b_dec)/s_out
enum LlamaScopeR1 {
  /// Whether the weights are of this kind. Its folders also hold what other families are told by (`sae_type` in
  /// config.json, hyperparams.json, cfg.json): the tensors' names settle it.
  static func matches(_ source: CheckpointSource) throws -> Bool {
    try source.soleWeights()?.holds(["encoder.weight", "log_jumprelu_threshold"]) ?? false
  }

  private static let configurations = ["config.json", "hyperparams.json", "cfg.json"]

  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    guard let file = try source.soleWeights(), let name = configurations.first(where: source.hasBeside),
      let configuration = try source.configuration(name)
    else {
      throw AtlasError(
        path: source.path, "sae_weights.safetensors and config.json are needed", hint: "give their folder")
    }
    source.use(name)
    if let kind = try configuration.string("sae_type"), kind != "sae" {
      throw AtlasError(
        path: configuration.path,
        "sae_type \(quoted(kind)) cannot be evaluated: its features do not come from one state",
        hint: "autoencoders of one layer (sae_type sae) are read")
    }
    let weights = try source.weightReader(file.name)
    var sae = try weights.autoencoder(.linear(decoderBias: weights.has("decoder.bias") ? "decoder.bias" : nil))
    let logarithms = try weights.vector("log_jumprelu_threshold", count: sae.featureCount, of: "feature")
    sae.activation = .jumpReLU(logarithms.map(exponential))
    if try configuration.bool("sparsity_include_decoder_norm") ?? true { try sae.includeDecoderNorms() }
    try OpenMOSSNorm(configuration, weights, source).apply(to: &sae)
    source.warnOfUnusedTensors(except: { $0.hasPrefix(OpenMOSSNorm.prefix) })
    let hook = try configuration.string("hook_point_in")
    return CheckpointReading(
      architecture: "jumprelu", autoencoder: sae, declaredL0: try configuration.integer("top_k").map(Double.init),
      layer: hook.flatMap(HookName.layer), hook: hook)
  }
}
