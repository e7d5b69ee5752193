import Diagnostics
import Files
import TensorFiles
import YAMLFiles

extension CheckpointFamily {
  static let mwhanna = CheckpointFamily(
    name: "mwhanna", title: "mwhanna transcoders", options: [],
    source: "mwhanna/*-transcoders; SAELens 6.54.12 mwhanna_transcoder; circuit_tracer 0.5.0",
    detect: { source in
      guard let file = try source.soleWeights(), !file.isTorch,
        file.holds(["W_enc", "W_dec", "b_enc", "b_dec"]),
        let encoder = file.shape("W_enc"), let decoder = file.shape("W_dec"), encoder == decoder,
        let yaml = Mwhanna.configurations.first(where: source.hasBeside)
      else { return nil }
      return Note(.familyOfTurnedTensorsBeside, file.name, yaml, ["W_enc", "W_dec"])
    },
    read: { try Mwhanna.read($0) })
}

/// Transcoders of Michael Hanna: W_enc [D, d] and W_dec [D, d], b_dec not subtracted, ReLU.
enum Mwhanna {
  static let configurations = ["config.yaml", "wandb-config.yaml", "wanb-config.yaml"]

  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    guard let file = try source.soleWeights() else {
      throw AtlasError(
        path: source.path, "several layers lie in this folder", hint: "name the file (layer_N.safetensors) itself")
    }
    let weights = try source.weightReader(file.name)
    var sae = try weights.autoencoder(
      StandardParts(
        encoder: "W_enc", encoderIsTransposed: true, encoderBias: "b_enc", decoder: "W_dec", decoderBias: "b_dec"))
    if weights.has("W_skip") {
      sae.skip = try weights.matrix(
        "W_skip", inputs: sae.inputDimension, outputs: sae.outputDimension, transposed: true)
    }
    var model: String?
    for name in configurations where source.hasBeside(name) {
      source.use(name)
      model = try model ?? YAMLFile.scalars(of: Paths.join(source.folder, name))["model_name"]
    }
    source.warnOfUnusedTensors()
    let digits = file.name.hasPrefix("layer_") ? file.name.dropFirst(6).prefix { $0.isASCII && $0.isNumber } : ""
    let layer = Int(digits)
    return CheckpointReading(
      architecture: sae.skip == nil ? "transcoder" : "skip transcoder", autoencoder: sae, model: model, layer: layer,
      hook: layer.map { "blocks.\($0).mlp.hook_in" })
  }
}
