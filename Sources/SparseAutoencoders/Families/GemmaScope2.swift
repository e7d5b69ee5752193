import Diagnostics
import TensorFiles

extension CheckpointFamily {
  static let gemmaScope2 = CheckpointFamily(
    name: "gemma-scope-2", title: "Gemma Scope 2", options: [],
    source: "Gemma Scope 2 (gemma-3); SAELens 6.54.12 gemma_3_sae_huggingface_loader",
    detect: { source in
      guard source.has("params.safetensors"),
        try source.configuration("config.json")?.string("architecture") == "jump_relu"
      else { return nil }
      return Note(.familyOfKeys, "config.json", ["architecture: jump_relu"])
    },
    read: { try GemmaScope2.read($0) })
}

/// Gemma Scope 2: the formula of Gemma Scope 1, lower-case names, transcoders with an affine skip connection. Of
/// cross-layer transcoders, w_dec [D, layers, d], the encoder alone.
enum GemmaScope2 {
  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    let configuration = try source.configuration("config.json")
    if configuration != nil { source.use("config.json") }
    let weights = try source.weightReader(source.givenFile ?? "params.safetensors")
    let isCrossLayer = try weights.shape("w_dec").count == 3
    var sae = try weights.autoencoder(
      StandardParts(
        encoder: "w_enc", encoderBias: "b_enc", decoder: isCrossLayer ? nil : "w_dec", decoderBias: "b_dec"))
    sae.activation = .jumpReLU(try weights.vector("threshold", count: sae.featureCount, of: "feature"))
    if !isCrossLayer, weights.has("affine_skip_connection") {
      sae.skip = try weights.matrix(
        "affine_skip_connection", inputs: sae.inputDimension, outputs: sae.outputDimension)
    }
    source.warnOfUnusedTensors(except: { isCrossLayer && ["w_dec", "b_dec", "affine_skip_connection"].contains($0) })
    let hook = try configuration?.string("hf_hook_point_in")
    let folder = source.folder.split(separator: "/").last.map(String.init) ?? ""
    let digits = folder.hasPrefix("layer_") ? folder.dropFirst(6).prefix { $0.isASCII && $0.isNumber } : ""
    let output = try configuration?.string("hf_hook_point_out")
    let kind =
      isCrossLayer
      ? CrossLayerTranscoder.architecture
      : output == nil || output == hook ? "jump_relu" : "jump_relu transcoder"
    return CheckpointReading(
      architecture: kind + (sae.skip == nil ? "" : " + affine skip"), autoencoder: sae,
      declaredL0: try configuration?.number("l0"), model: try configuration?.string("model_name"),
      layer: hook.flatMap(HookName.layer) ?? Int(digits), hook: hook,
      warnings: isCrossLayer ? [CrossLayerTranscoder.warning] : [])
  }
}
