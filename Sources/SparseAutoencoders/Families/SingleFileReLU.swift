import Diagnostics
import TensorFiles

extension CheckpointFamily {
  static let goodfire = CheckpointFamily(
    name: "goodfire", title: "Goodfire", options: [],
    source: "Goodfire; SAELens 6.54.12 goodfire",
    detect: { source in
      guard let file = try source.soleWeights(), file.holds(["encoder_linear.weight", "decoder_linear.weight"]) else {
        return nil
      }
      return Note(.familyOfTensors, file.name, ["encoder_linear", "decoder_linear"])
    },
    read: {
      try SingleFileReLU.read($0, .linear("encoder_linear", "decoder_linear", decoderBias: "decoder_linear.bias"))
    })

  static let deepSeek = CheckpointFamily(
    name: "deepseek-r1", title: "DeepSeek-R1 (qresearch)", options: [],
    source: "qresearch/DeepSeek-R1-Distill-Llama-8B-SAE; SAELens 6.54.12 deepseek_r1",
    detect: { source in
      // The tensors are those of dictionary_learning's AutoEncoderNew too: only the name tells.
      guard source.path.lowercased().contains("deepseek"), let file = try source.soleWeights(), file.isTorch,
        file.holds(["encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"], without: ["threshold"]),
        try source.configuration("config.json") == nil
      else { return nil }
      return Note(.familyOfTensorsAndPath, file.name, ["encoder", "decoder"], "DeepSeek")
    },
    read: { try SingleFileReLU.read($0, .linear(decoderBias: "decoder.bias")) })

  static let connorRob = CheckpointFamily(
    name: "connor-rob", title: "Connor Kissane and Rob Krzyzanowski (hook_z)", options: [],
    source: "ckkissane/attn-saes-gpt2-small-all-layers; SAELens 6.54.12 connor_rob_hook_z",
    detect: { source in
      guard let file = try source.soleWeights(), file.holds(["W_enc", "W_dec", "b_enc", "b_dec"]),
        let configuration = try source.configuration(SingleFileReLU.configurationName(file.name)),
        configuration.has("act_size"), configuration.has("dict_size")
      else { return nil }
      return Note(.familyOfKeys, SingleFileReLU.configurationName(file.name), ["act_size", "dict_size"])
    },
    read: { source in
      var reading = try SingleFileReLU.read(source, .plain(subtracting: true))
      if let file = try source.soleWeights(),
        let configuration = try source.configuration(SingleFileReLU.configurationName(file.name))
      {
        source.use(SingleFileReLU.configurationName(file.name))
        reading.hook = try configuration.string("act_name")
        reading.layer = try configuration.integer("layer") ?? reading.hook.flatMap(HookName.layer)
        reading.model = try configuration.string("model_name") ?? "gpt2-small"
      }
      return reading
    })
}

/// Files of one ReLU autoencoder without any variant: h = (x [− b_dec])·W_enc + b_enc; a = relu(h); x̂ = a·W_dec + b_dec.
enum SingleFileReLU {
  static func configurationName(_ name: String) -> String {
    (name.hasSuffix(".pt") ? String(name.dropLast(3)) : name) + "_cfg.json"
  }

  static func read(_ source: CheckpointSource, _ parts: StandardParts) throws -> CheckpointReading {
    guard let file = try source.soleWeights() else {
      throw AtlasError(path: source.path, "one file of weights is needed here", hint: "name the file itself")
    }
    let reading = CheckpointReading(
      architecture: "relu", autoencoder: try source.weightReader(file.name).autoencoder(parts))
    source.warnOfUnusedTensors()
    return reading
  }
}
