import Diagnostics
import Files
import TensorFiles

extension CheckpointFamily {
  static let llamaScope = CheckpointFamily(
    name: "llama-scope", title: "Llama Scope", options: ["k"],
    source: "OpenMOSS lm_saes 4ec6f0aa; SAELens 6.54.12 llama_scope_sae_huggingface_loader",
    detect: { source in
      guard source.hasBeside("hyperparams.json"), try !LlamaScopeR1.matches(source) else { return nil }
      return Note(.familyOfConfiguration, "hyperparams.json", "Llama Scope")
    },
    read: { try LlamaScope.read($0) })
}

/// Llama Scope: `hyperparams.json` and `checkpoints/final.safetensors`. With s = √d / mean norm of the site:
///
///     x' = x·s_in;  h = (x' [− b_dec])·Wᵀ + b;  a = relu(h)·1[h·n > θ·s_out], n = ‖W_dec‖ or 1;  x̂ = (a·W_decᵀ + b_dec)/s_out
///
/// The threshold is in units of raw states, not of h. Reported is a, as SAELens does.
enum LlamaScope {
  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    guard let configuration = try source.configuration("hyperparams.json") else {
      throw AtlasError(.input, "there is no hyperparams.json", hint: "give the folder of the release")
    }
    source.use("hyperparams.json")
    let file =
      source.givenFile
      ?? ["checkpoints/final.safetensors", "checkpoints/pruned.safetensors", "final.safetensors"]
      .first(where: source.has)
    guard let file, file.hasSuffix(".safetensors") else {
      throw AtlasError(.input, "checkpoints/final.safetensors is missing", hint: "give the folder of the release")
    }
    let weights = try source.weightReader(file)
    let subtracts = try configuration.bool("apply_decoder_bias_to_pre_encoder") ?? true
    let hasDecoderBias = weights.has("decoder.bias")
    guard !subtracts || hasDecoderBias else {
      throw AtlasError(.input, "decoder.bias is missing, but the configuration says that it is subtracted")
    }
    var sae = try weights.autoencoder(
      .linear(decoderBias: hasDecoderBias ? "decoder.bias" : nil, subtracted: subtracts ? "decoder.bias" : nil))
    if try configuration.bool("use_glu_encoder") ?? false {
      sae.gatedLinearUnit = (
        try weights.matrix(
          "encoder_glu.weight", inputs: sae.inputDimension, outputs: sae.featureCount, transposed: true),
        try weights.vector("encoder_glu.bias", count: sae.featureCount, of: "feature")
      )
    }
    let outputScale = try setScales(configuration, source, &sae)
    var reading = CheckpointReading(architecture: "", autoencoder: sae)
    try setActivation(configuration, source, outputScale, &reading)
    reading.hook = try configuration.string("hook_point_in")
    reading.layer = reading.hook.flatMap(HookName.layer)
    if let output = try configuration.string("hook_point_out"), output != reading.hook {
      reading.architecture += " transcoder"
    }
    source.warnOfUnusedTensors()
    return reading
  }

  private static func setScales(
    _ configuration: ConfigurationObject, _ source: CheckpointSource, _ sae: inout SparseAutoencoder
  ) throws -> Float {
    let kind = try configuration.string("norm_activation") ?? "dataset-wise"
    switch kind {
    case "dataset-wise":
      guard let norms = try configuration.object("dataset_average_activation_norm"), let input = try norms.number("in"),
        input > 0
      else { throw configuration.lacks("dataset_average_activation_norm", hint: "it scales the states") }
      let output = try norms.number("out") ?? input
      guard output > 0 else {
        throw AtlasError(path: configuration.path, "dataset_average_activation_norm.out is \(output)")
      }
      sae.inputTransform = .scale(Float(Double(sae.inputDimension).squareRoot() / input))
      let outputScale = Float(Double(sae.outputDimension).squareRoot() / output)
      sae.outputScale = 1 / outputScale
      return outputScale
    case "token-wise": sae.inputTransform = .unitRootMeanSquare
    case "inference", "none": break
    default:
      throw AtlasError(
        path: configuration.path, "norm_activation \(quoted(kind)) cannot be evaluated for a single token",
        hint: "known are dataset-wise, token-wise, inference")
    }
    return 1
  }

  private static func setActivation(
    _ configuration: ConfigurationObject, _ source: CheckpointSource, _ outputScale: Float,
    _ reading: inout CheckpointReading
  ) throws {
    let threshold = try configuration.number("jump_relu_threshold") ?? 0
    var name = try configuration.string("act_fn") ?? "relu"
    // As the authors' loader does: the threshold was set so that on average k are active.
    if name == "topk", threshold > 0 { name = "jumprelu" }
    reading.architecture = name
    switch name {
    case "relu": reading.autoencoder.activation = .relu
    case "jumprelu": reading.autoencoder.setThreshold(Float(threshold) * outputScale)
    case "topk":
      guard let k = try source.options.integer("k") ?? configuration.integer("top_k") else {
        throw configuration.lacks("top_k", hint: "say it with the option k=…")
      }
      reading.autoencoder.activation = .topK(k, rectified: true)
    default: throw AtlasError(path: configuration.path, "act_fn \(quoted(name)) is not known")
    }
    reading.declaredL0 = try configuration.integer("top_k").map(Double.init)
    if try configuration.bool("sparsity_include_decoder_norm") ?? true, name != "relu" {
      try reading.autoencoder.includeDecoderNorms()
    }
  }
}
