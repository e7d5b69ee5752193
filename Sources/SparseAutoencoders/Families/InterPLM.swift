import Diagnostics
import TensorFiles

extension CheckpointFamily {
  static let interPLM = CheckpointFamily(
    name: "interplm", title: "InterPLM", options: ["class"],
    source: "InterPLM (interplm/sae/dictionary.py)",
    detect: { source in
      guard let file = try source.soleWeights(), file.isTorch, InterPLM.matches(file, source) else { return nil }
      if try source.configuration("config.json")?.object("trainer")?.has("dict_class") == true { return nil }
      return Note(.familyOfTensorsOf, file.name, "InterPLM (dictionary_learning)")
    },
    read: { try InterPLM.read($0) })
}

/// InterPLM's fork of dictionary_learning: the same classes, a flag for inputs of norm √d, factors that bring each
/// feature's maximum to 1 (not applied: reported are the activations that decoding takes).
enum InterPLM {
  static func matches(_ file: WeightFile, _ source: CheckpointSource) -> Bool {
    file.holds(["encoder.weight", "activation_rescale_factor"])
      || file.holds(["encoder.weight", "normalize_to_sqrt_d"])
      || ["ae_normalized.pt", "ae_unnormalized.pt"].contains(file.name)
      || file.holds(["encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias", "threshold"])
  }

  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    guard let file = try source.soleWeights() else {
      throw AtlasError(path: source.path, "one file of weights is needed here", hint: "name the file itself")
    }
    let weights = try source.weightReader(file.name)
    var reading: CheckpointReading
    let declared = source.options.options["class"]
    if weights.has("k") {
      reading = CheckpointReading(
        architecture: declared ?? "",
        autoencoder: try weights.autoencoder(.linear(decoderBias: "b_dec", subtracted: "b_dec")))
      switch declared {
      case "TopKSAE":
        let k = try weights.tensor("k").int64s().first.flatMap { Int(exactly: $0) } ?? 0
        reading.autoencoder.activation = .topK(k, rectified: true)
        reading.declaredL0 = Double(k)
      case "BatchTopKSAE": reading.autoencoder.setThreshold(try weights.scalar("threshold"))
      default:
        throw AtlasError(
          .input, "TopKSAE and BatchTopKSAE hold the same tensors", hint: "set the option class to one of them")
      }
    } else if weights.has("threshold") {
      reading = CheckpointReading(
        architecture: "JumpReLUSAE", autoencoder: try weights.autoencoder(.linear(decoderBias: "decoder.bias")))
      reading.autoencoder.activation = .jumpReLU(
        try weights.vector("threshold", count: reading.autoencoder.featureCount, of: "feature"))
    } else if weights.has("bias") {
      reading = CheckpointReading(
        architecture: "ReLUSAE", autoencoder: try weights.autoencoder(.linear(decoderBias: "bias", subtracted: "bias")))
    } else {
      reading = CheckpointReading(
        architecture: "ReLUSAE_Tied", autoencoder: try weights.autoencoder(.linear(decoderBias: "decoder.bias")))
    }
    if weights.has("normalize_to_sqrt_d"), try weights.scalar("normalize_to_sqrt_d") != 0 {
      reading.autoencoder.inputTransform = .unitRootMeanSquare
    }
    let count = reading.autoencoder.featureCount
    if let factors = try weights.vectorIfPresent("activation_rescale_factor", count: count, of: "feature"),
      factors.contains(where: { $0 != 1 })
    {
      source.warnings.append(Note(.rescalingStored))
    }
    source.warnOfUnusedTensors(except: { ["k", "threshold"].contains($0) })
    return reading
  }
}
