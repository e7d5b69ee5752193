import Diagnostics
import TensorFiles

extension CheckpointFamily {
  static let saev = CheckpointFamily(
    name: "saev", title: "saev", options: ["k", "apply-b-dec"],
    source: "OSU-NLP-Group/saev (src/saev/nn/modeling.py); saev 0.1.0 (PyPI)",
    detect: { source in
      guard let file = try source.soleWeights(), let torch = file.container as? TorchFile, torch.headerLine != nil
      else {
        return nil
      }
      return Note(.familyOfFirstLine, file.name)
    },
    read: { try Saev.read($0) })
}

/// saev: a JSON line (schema, configuration) before a torch archive.
///
///     h = x·W_enc + b_enc;  a = relu(h) | top k of h, signs kept | h·1[h > θ];  x̂ = a·W_dec + b_dec
///
/// Files without a schema come from a time when b_dec was subtracted first.
enum Saev {
  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    guard let file = try source.soleWeights(), let header = (file.container as? TorchFile)?.headerLine else {
      throw AtlasError(
        path: source.path, "a saev file begins with a line of JSON", hint: "name the file (sae.pt) itself")
    }
    let weights = try source.weightReader(file.name)
    let line = ConfigurationObject(header, path: weights.container.path)
    let schema = try line.integer("schema")
    if let schema, !(1...5).contains(schema) {
      throw AtlasError(.input, "saev schema \(schema) is not known", hint: "schemas 1 to 5 are read")
    }
    let subtracts = try source.options.bool("apply-b-dec") ?? (schema == nil)
    if schema == nil, source.options.options["apply-b-dec"] == nil {
      source.warnings.append(Note(.noSchema))
    }
    var reading = CheckpointReading(
      architecture: "", autoencoder: try weights.autoencoder(.plain(subtracting: subtracts)))
    try setActivation(line, schema, weights, source, &reading)
    source.warnOfUnusedTensors()
    return reading
  }

  /// Where each schema keeps the name of the activation and its parameters.
  private static func activation(
    _ line: ConfigurationObject, _ schema: Int?
  ) throws -> (name: String, parameters: ConfigurationObject?) {
    let configuration = try line.object("cfg")
    if let inner = try configuration?.object("activation") {
      return (
        try inner.string("cls") ?? inner.string("kind") ?? inner.string("key") ?? "Relu",
        try inner.object("params") ?? inner
      )
    }
    if let name = try line.string("cls") { return (name, configuration) }
    return (try line.string("activation") ?? "Relu", configuration ?? line)
  }

  private static func setActivation(
    _ line: ConfigurationObject, _ schema: Int?, _ weights: WeightReader, _ source: CheckpointSource,
    _ reading: inout CheckpointReading
  ) throws {
    let (name, parameters) = try activation(line, schema)
    reading.architecture = name
    let plain = name.lowercased().filter { $0.isLetter }
    switch plain {
    case "relu": reading.autoencoder.activation = .relu
    case "topk":
      guard let k = try source.options.integer("k") ?? parameters?.integer("top_k") ?? parameters?.integer("k") else {
        throw AtlasError(.input, "top_k is missing in the header", hint: "say it with the option k=…")
      }
      reading.autoencoder.activation = .topK(k, rectified: false)
      reading.declaredL0 = Double(k)
    case "batchtopk":
      let threshold = try weights.scalar("activation.threshold")
      reading.autoencoder.activation = .threshold(
        [Float](repeating: max(0, threshold), count: reading.autoencoder.featureCount))
      reading.declaredL0 = try parameters?.integer("top_k").map(Double.init)
    default:
      throw AtlasError(.input, "the activation \(quoted(name)) is not known", hint: "saev has Relu, TopK and BatchTopK")
    }
  }
}
