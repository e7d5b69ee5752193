import Diagnostics
import TensorFiles

extension CheckpointFamily {
  static let qwenScope = CheckpointFamily(
    name: "qwen-scope", title: "Qwen Scope", options: ["k"],
    source: "Qwen Scope (Qwen/SAE-Res-*); SAELens 6.54.12 qwen_scope",
    detect: { source in
      guard let file = try source.soleWeights(), file.isTorch,
        file.holds(["W_enc", "W_dec", "b_enc", "b_dec"], without: ["threshold", "k"]),
        let shape = file.shape("W_enc"), let features = file.shape("b_enc"), let inputs = file.shape("b_dec"),
        shape.count == 2, features.count == 1, inputs.count == 1, shape == [features[0], inputs[0]],
        features != inputs || (file.name.hasPrefix("layer") && file.name.hasSuffix(".sae.pt"))
      else { return nil }
      return Note(.familyOfTurnedTensors, file.name, ["W_enc"])
    },
    read: { try QwenScope.read($0) })
}

/// Qwen Scope: `layerN.sae.pt`; both matrices lie the other way round than usual, k is in the name of the repository only.
///
///     h = x·W_encᵀ + b_enc;  a = top k of h, then a ReLU;  x̂ = a·W_decᵀ + b_dec       (b_dec is not subtracted)
enum QwenScope {
  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    guard let file = try source.soleWeights() else {
      throw AtlasError(
        path: source.path, "one file of weights is needed here", hint: "name the file (layerN.sae.pt) itself")
    }
    let weights = try source.weightReader(file.name)
    var sae = try weights.autoencoder(
      StandardParts(
        encoder: "W_enc", encoderIsTransposed: true, encoderBias: "b_enc", decoder: "W_dec", decoderIsTransposed: true,
        decoderBias: "b_dec"))
    let folders = source.folder.split(separator: "/").reversed()
    let named = folders.compactMap { number(after: "L0_", in: $0) }.first
    guard let k = try source.options.integer("k") ?? named else {
      throw AtlasError(
        .input, "k is not in the file: Qwen Scope has it in the name of its repository only (…-L0_50)",
        hint: "say it with the option k=…, or keep the repository's name as a folder")
    }
    sae.activation = .topK(k, rectified: true)
    source.warnOfUnusedTensors()
    let layer = number(after: "layer", in: Substring(file.name))
    let model = folders.first { $0.contains("SAE-Res-") }.map(String.init)
    return CheckpointReading(
      architecture: "topk", autoencoder: sae, declaredL0: Double(k), model: model, layer: layer,
      hook: layer.map { "blocks.\($0).hook_resid_post" })
  }

  /// The whole number that follows `marker`.
  private static func number(after marker: String, in text: Substring) -> Int? {
    guard let range = text.firstRange(of: marker) else { return nil }
    return Int(text[range.upperBound...].prefix { $0.isASCII && $0.isNumber })
  }
}
