import Diagnostics
import TensorFiles

extension CheckpointFamily {
  static let openAI = CheckpointFamily(
    name: "openai", title: "OpenAI sparse_autoencoder", options: ["k", "class"],
    source: "openai/sparse_autoencoder (sparse_autoencoder/model.py)",
    detect: { source in
      guard let file = try source.soleWeights(), file.holds(["pre_bias", "latent_bias", "encoder.weight"]) else {
        return nil
      }
      return Note(.familyOfTensors, file.name, ["pre_bias", "latent_bias", "encoder.weight"])
    },
    read: { try OpenAI.read($0) })
}

/// OpenAI's autoencoders: `.pt` files; TopK ones normalise each input (unbiased σ, ε = 1e-5) and undo it on decoding.
///
///     h = (x' − pre_bias)·Wᵀ + latent_bias;  a = act(h);  x̂' = a·W_decᵀ + pre_bias
enum OpenAI {
  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    guard let file = try source.soleWeights() else {
      throw AtlasError(path: source.path, "one file of weights is needed here", hint: "name the file itself")
    }
    let weights = try source.weightReader(file.name)
    var parts = StandardParts.linear(
      decoderBias: "pre_bias", subtracted: "pre_bias", encoderBias: "latent_bias")
    if !weights.has("decoder.weight") {
      // Tied: decoder.linear.weight is the encoder's [D, d], which is the decoder's [D, d] in our orientation.
      parts.decoder = weights.has("decoder.linear.weight") ? "decoder.linear.weight" : "encoder.weight"
      parts.decoderIsTransposed = false
    }
    var sae = try weights.autoencoder(parts)
    let state = file.root?["activation_state_dict"]
    let name: String
    if let given = source.options.options["class"] {
      name = given
    } else if case .string(let stored)? = file.root?["activation"] {
      name = stored
    } else {
      throw AtlasError(
        .input, "the file does not say its activation", hint: "set the option class to ReLU, TopK or Identity")
    }
    var reading = CheckpointReading(architecture: name, autoencoder: sae)
    switch name {
    case "ReLU": sae.activation = .relu
    case "Identity":
      sae.activation = .threshold([Float](repeating: -.greatestFiniteMagnitude, count: sae.featureCount))
    case "TopK":
      guard let k = try source.options.integer("k") ?? integer(state?["k"]) ?? integer(file.root?["activation.k"])
      else {
        throw AtlasError(.input, "k is missing in activation_state_dict", hint: "say it with the option k=…")
      }
      let function = text(state?["postact_fn"]) ?? text(file.root?["activation.postact_fn"]) ?? "ReLU"
      guard ["ReLU", "Identity"].contains(function) else {
        throw AtlasError(.input, "postact_fn \(quoted(function)) is not known", hint: "known are ReLU and Identity")
      }
      sae.activation = .topK(k, rectified: function == "ReLU")
      sae.inputTransform = .layerNorm(epsilon: 1e-5, unbiased: true)
      reading.declaredL0 = Double(k)
    default:
      throw AtlasError(.input, "the activation \(quoted(name)) is not known", hint: "known are ReLU, TopK, Identity")
    }
    reading.autoencoder = sae
    source.warnOfUnusedTensors(except: {
      $0.hasPrefix("stats_") || $0.hasPrefix("latents_") || $0.hasPrefix("activation")
    })
    return reading
  }

  private static func integer(_ value: PickleValue?) -> Int? {
    if case .integer(let whole)? = value { return Int(whole) }
    return nil
  }

  private static func text(_ value: PickleValue?) -> String? {
    if case .string(let text)? = value { return text }
    return nil
  }
}
