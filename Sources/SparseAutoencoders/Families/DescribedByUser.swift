import Diagnostics
import TensorFiles

extension CheckpointFamily {
  /// A checkpoint of no known family: `format: {encoder: …, orientation: …}` of the configuration names its parts.
  static let described = CheckpointFamily(
    name: "described", title: "described in the configuration", options: [],
    source: "format:",
    detect: { _ in nil }, read: { try DescribedByUser($0).read() })
}

/// Reads tensors by the names that the user gives and applies the formula that the user gives.
struct DescribedByUser {
  private static let keys = [
    "encoder", "orientation", "encoder-bias", "decoder", "decoder-orientation", "decoder-bias", "subtract",
    "activation", "k", "threshold", "scale", "file",
  ]

  private let source: CheckpointSource
  private let mapping: [String: [String]]

  init(_ source: CheckpointSource) throws {
    self.source = source
    mapping = source.options.mapping ?? [:]
    for key in mapping.keys.sorted() where !DescribedByUser.keys.contains(key) {
      let nearest = nearestName(to: key, in: DescribedByUser.keys).map { "did you mean \($0)? " } ?? ""
      throw AtlasError(
        .input, "format: has no key \(quoted(key))",
        hint: nearest + "it has \(DescribedByUser.keys.joined(separator: ", "))")
    }
  }

  private func text(_ key: String) throws -> String? {
    guard let values = mapping[key] else { return nil }
    guard values.count == 1 else { throw AtlasError(.input, "format: \(key) takes one value") }
    return values[0]
  }

  private func needed(_ key: String) throws -> String {
    guard let value = try text(key) else {
      throw AtlasError(.input, "format: lacks \(key)", hint: "see the configuration's description of format:")
    }
    return value
  }

  func read() throws -> CheckpointReading {
    let weights = try source.weightReader(try fileName())
    let encoderName = try needed("encoder")
    let turned = try isTransposed(
      try needed("orientation"), stored: "features-by-inputs", plain: "inputs-by-features")
    let shape = try weights.matrixShape(encoderName)
    let (d, count) = turned ? (shape.columns, shape.rows) : (shape.rows, shape.columns)
    let bias = try text("encoder-bias").map { try weights.vector($0, count: count, of: "feature") }
    var sae = SparseAutoencoder(
      inputDimension: d, featureCount: count,
      encoder: try weights.matrix(encoderName, inputs: d, outputs: count, transposed: turned),
      encoderBias: bias ?? [Float](repeating: 0, count: count),
      activation: try activation(weights, count: count), decoder: nil)
    try readDecoder(weights, into: &sae)
    if let names = mapping["subtract"] {
      var sum = [Float](repeating: 0, count: d)
      for name in names {
        for (i, value) in try weights.vector(name, count: d, of: "input").enumerated() { sum[i] += value }
      }
      sae.subtracted = sum
    }
    if let scale = try text("scale") {
      guard let value = Float(scale), value.isNormal, value > 0 else {
        throw AtlasError(.input, "format: scale is \(quoted(scale)), where a positive number is needed")
      }
      sae.inputTransform = .scale(value)
    }
    return CheckpointReading(
      architecture: try text("activation") ?? "relu", autoencoder: sae, declaredL0: try k().map(Double.init))
  }

  private func fileName() throws -> String {
    if let given = source.givenFile { return given }
    if let name = try text("file") {
      guard source.has(name) else {
        throw AtlasError(path: source.path, "there is no file \(quoted(name)) in this folder")
      }
      return name
    }
    let candidates = source.files { name in
      [".safetensors", ".npz", ".npy", ".pt", ".pth", ".bin", ".ckpt"].contains { name.hasSuffix($0) }
    }
    guard candidates.count == 1 else {
      throw AtlasError(
        path: source.path, "this folder holds \(candidates.count) files of tensors, where one is needed",
        hint: "give the file itself as path")
    }
    return candidates[0]
  }

  private func isTransposed(_ value: String, stored: String, plain: String) throws -> Bool {
    if value == stored { return true }
    if value == plain { return false }
    throw AtlasError(.input, "the orientation \(quoted(value)) is not known", hint: "say \(stored) or \(plain)")
  }

  private func readDecoder(_ weights: WeightReader, into sae: inout SparseAutoencoder) throws {
    let (d, count) = (sae.inputDimension, sae.featureCount)
    guard let name = try text("decoder") else { return }
    let shape = try weights.matrixShape(name)
    let turned: Bool
    if let given = try text("decoder-orientation") {
      turned = try isTransposed(given, stored: "outputs-by-features", plain: "features-by-outputs")
    } else {
      guard shape.rows != shape.columns, shape.rows == count || shape.columns == count else {
        throw AtlasError(
          .input, "the decoder's shape [\(shape.rows), \(shape.columns)] does not show its orientation",
          hint: "add decoder-orientation: outputs-by-features or features-by-outputs")
      }
      turned = shape.columns == count && !(shape.rows == count)
    }
    sae.outputDimension = turned ? shape.rows : shape.columns
    sae.decoder = try weights.matrix(name, inputs: count, outputs: sae.outputDimension, transposed: turned)
    sae.decoderBias = [Float](repeating: 0, count: sae.outputDimension)
    // What is subtracted and is no bias of the decoder stays subtracted: x̂ has to be compared with x, so it is added.
    for term in mapping["decoder-bias"] ?? mapping["subtract"] ?? [] {
      for (i, value) in try weights.vector(term, count: sae.outputDimension, of: "output").enumerated() {
        sae.decoderBias[i] += value
      }
    }
    if mapping["decoder-bias"] == nil, sae.outputDimension != d, mapping["subtract"] != nil {
      throw AtlasError(.input, "a transcoder's decoder-bias has to be named")
    }
  }

  private func k() throws -> Int? {
    guard let text = try text("k") else { return nil }
    guard let value = Int(text) else {
      throw AtlasError(.input, "format: k is \(quoted(text)), where a whole number is needed")
    }
    return value
  }

  private func activation(_ weights: WeightReader, count: Int) throws -> Activation {
    let name = try needed("activation")
    func neededK() throws -> Int {
      guard let k = try k() else { throw AtlasError(.input, "format: the activation \(name) needs k") }
      return k
    }
    switch name {
    case "relu": return .relu
    case "tanh-relu": return .tanhReLU
    case "topk": return .topK(try neededK(), rectified: true)
    case "topk-signed": return .topK(try neededK(), rectified: false)
    case "abstopk": return .absoluteTopK(try neededK())
    case "groupmax": return .groupMax(try neededK())
    case "jumprelu", "threshold":
      let value = try needed("threshold")
      let thresholds: [Float]
      if let number = Float(value) {
        thresholds = [Float](repeating: number, count: count)
      } else if try weights.tensor(value).count == 1 {
        thresholds = [Float](repeating: try weights.scalar(value), count: count)
      } else {
        thresholds = try weights.vector(value, count: count, of: "feature")
      }
      return name == "jumprelu" ? .jumpReLU(thresholds) : .threshold(thresholds)
    default:
      throw AtlasError(
        .input, "the activation \(quoted(name)) is not known",
        hint: "known are relu, tanh-relu, topk, topk-signed, abstopk, groupmax, jumprelu, threshold")
    }
  }
}
