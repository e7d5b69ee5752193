import Diagnostics
import TensorFiles

extension CheckpointFamily {
  static let interProt = CheckpointFamily(
    name: "interprot", title: "InterProt", options: ["k"],
    source: "etowahadams/interprot 287c373 (interprot/sae_model.py)",
    detect: { source in
      guard let file = try source.soleWeights(), file.prefix(holding: ["w_enc", "w_dec", "b_enc", "b_pre"]) != nil
      else {
        return nil
      }
      return Note(.familyOfTensors, file.name, ["w_enc", "w_dec", "b_enc", "b_pre"])
    },
    read: { try InterProt.read($0) })

  static let bioNeMo = CheckpointFamily(
    name: "bionemo", title: "NVIDIA BioNeMo", options: ["k"],
    source: "NVIDIA BioNeMo TopKSAE",
    detect: { source in
      guard let file = try source.soleWeights(), file.root?["model_state_dict"] != nil,
        file.prefix(holding: ["pre_bias", "encoder.weight", "latent_bias"]) == "model_state_dict."
      else { return nil }
      return Note(
        .familyOfTensors, file.name, ["pre_bias", "encoder.weight", "latent_bias"].map { "model_state_dict." + $0 })
    },
    read: { try BioNeMo.read($0) })
}

/// InterProt: layer norm (unbiased σ, ε = 1e-5), then −b_pre; a = relu of the k largest; x̂ = (a·w_dec + b_pre)·σ + μ.
enum InterProt {
  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    guard let file = try source.soleWeights(),
      let prefix = file.prefix(holding: ["w_enc", "w_dec", "b_enc", "b_pre"])
    else {
      throw AtlasError(path: source.path, "w_enc, w_dec, b_enc and b_pre are needed", hint: "name the file itself")
    }
    let weights = try source.weightReader(file.name, prefix: prefix)
    var sae = try weights.autoencoder(
      StandardParts(
        encoder: "w_enc", encoderBias: "b_enc", decoder: "w_dec", decoderBias: "b_pre", subtracted: "b_pre"))
    sae.inputTransform = .layerNorm(epsilon: 1e-5, unbiased: true)
    let stored = file.root?["hyper_parameters"]?["args"]?.json
    var k = try source.options.integer("k")
    if k == nil, let stored { k = try ConfigurationObject(stored, path: weights.container.path).integer("k") }
    if k == nil { k = number(after: "_k", in: file.name) }
    let isAssumed = k == nil
    if isAssumed {
      k = 128
      source.warnings.append(Note(.kAssumed))
    }
    sae.activation = .topK(k ?? 128, rectified: true)
    source.warnOfUnusedTensors(except: { $0.hasSuffix("stats_last_nonzero") })
    let layer = number(after: "_l", in: file.name)
    return CheckpointReading(
      architecture: "topk", autoencoder: sae, declaredL0: k.map(Double.init),
      model: file.name.hasPrefix("esm2") ? "esm2" : nil, layer: layer)
  }

  /// The number of a part such as `_k128` or `_l24` of a file name.
  private static func number(after marker: String, in name: String) -> Int? {
    for part in name.split(whereSeparator: { $0 == "_" || $0 == "." }) where part.hasPrefix(marker.dropFirst()) {
      if let value = Int(part.dropFirst(marker.count - 1)) { return value }
    }
    return nil
  }
}

/// BioNeMo's TopKSAE: the layout of OpenAI's, wrapped; inputs optionally normalised with ε = 1e-8.
enum BioNeMo {
  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    guard let file = try source.soleWeights() else {
      throw AtlasError(path: source.path, "one file of weights is needed here", hint: "name the file itself")
    }
    let weights = try source.weightReader(
      file.name, prefix: file.prefix(holding: ["pre_bias", "encoder.weight", "latent_bias"]) ?? "")
    var sae = try weights.autoencoder(
      .linear(decoderBias: "pre_bias", subtracted: "pre_bias", encoderBias: "latent_bias"))
    let configuration = (file.root?["model_config"]?.json).map { ConfigurationObject($0, path: weights.container.path) }
    guard let k = try source.options.integer("k") ?? configuration?.integer("top_k") ?? configuration?.integer("k")
    else {
      throw AtlasError(.input, "k is missing in model_config", hint: "say it with the option k=…")
    }
    sae.activation = .topK(k, rectified: true)
    if try configuration?.bool("normalize_input") ?? false {
      sae.inputTransform = .layerNorm(epsilon: 1e-8, unbiased: true)
    }
    source.warnOfUnusedTensors(except: { $0.contains("stats_last_nonzero") })
    return CheckpointReading(architecture: "TopKSAE", autoencoder: sae, declaredL0: Double(k))
  }
}
