import Diagnostics
import TensorFiles

extension CheckpointFamily {
  static let sparsify = CheckpointFamily(
    name: "sparsify", title: "EleutherAI sparsify", options: ["k"],
    source: "eai_sparsify 1.3.3 (sparsify/sparse_coder.py)",
    detect: { source in
      source.has("sae.safetensors") ? Note(.familyOfFileName, "sae.safetensors") : nil
    },
    read: { try Sparsify.read($0) })
}

/// EleutherAI sparsify: `cfg.json` and `sae.safetensors` in a folder per hook point.
///
///     u = x − b_dec (unless transcode);  h = relu(u·Wᵀ + b);  a = top k, or the largest of each of k runs;
///     x̂ = a·W_dec + b_dec (+ x·W_skipᵀ)
enum Sparsify {
  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    guard let configuration = try source.configuration("cfg.json") else {
      throw AtlasError(
        .input, "there is no cfg.json beside sae.safetensors", hint: "put the file of the release beside it")
    }
    source.use("cfg.json")
    let weights = try source.weightReader(source.givenFile ?? "sae.safetensors")
    let isTranscoder = try configuration.bool("transcode") ?? false
    var sae = try weights.autoencoder(
      StandardParts(
        encoder: "encoder.weight", encoderIsTransposed: true, encoderBias: "encoder.bias", decoder: "W_dec",
        decoderBias: "b_dec", subtracted: isTranscoder ? nil : "b_dec"))
    if weights.has("W_skip") {
      sae.skip = try weights.matrix(
        "W_skip", inputs: sae.inputDimension, outputs: sae.outputDimension, transposed: true)
    }
    try check(configuration, sae)
    guard let k = try source.options.integer("k") ?? configuration.integer("k") else {
      throw configuration.lacks("k", hint: "say it with the option k=…")
    }
    // Versions of 2024 knew `signed` instead of `activation`: the largest |h|, no ReLU.
    let isSigned = try configuration.bool("signed") ?? false
    let activation = try configuration.string("activation") ?? "topk"
    switch activation {
    case "topk": sae.activation = isSigned ? .absoluteTopK(k) : .topK(k, rectified: true)
    case "groupmax": sae.activation = .groupMax(k)
    default:
      throw AtlasError(
        path: configuration.path, "the activation \(quoted(activation)) is not known",
        hint: "sparsify has topk and groupmax")
    }
    source.warnOfUnusedTensors()
    let hook = source.folder.split(separator: "/").last.map(String.init)
    return CheckpointReading(
      architecture: (isSigned ? "signed topk" : activation) + (isTranscoder ? " transcoder" : ""), autoencoder: sae,
      declaredL0: Double(k),
      layer: hook.flatMap(HookName.layer), hook: hook)
  }

  private static func check(_ configuration: ConfigurationObject, _ sae: SparseAutoencoder) throws {
    if let d = try configuration.integer("d_in"), d != sae.inputDimension {
      throw AtlasError(path: configuration.path, "d_in is \(d), but the encoder has \(sae.inputDimension) inputs")
    }
    // 0 stands for d_in · expansion_factor.
    if let count = try configuration.integer("num_latents"), count != 0, count != sae.featureCount {
      throw AtlasError(
        path: configuration.path, "num_latents is \(count), but the encoder has \(sae.featureCount) features")
    }
  }
}
