import Diagnostics
import TensorFiles

extension CheckpointFamily {
  static let dictionaryLearning = CheckpointFamily(
    name: "dictionary-learning", title: "dictionary_learning", options: ["class", "k"],
    source: "dictionary_learning 0.1.0 (dictionary_learning/dictionary.py)",
    detect: { source in
      guard let file = try source.soleWeights(), file.isTorch else { return nil }
      let trainer = try source.configuration("config.json")?.object("trainer")
      if let trainer, trainer.has("dict_class") || trainer.has("trainer_class") {
        return Note(.familyOfConfiguration, "config.json", "dictionary_learning")
      }
      if InterPLM.matches(file, source) { return nil }
      guard let kind = DictionaryLearning.kindByTensors(file) else { return nil }
      return Note(.familyOfTensorsOf, file.name, "dictionary_learning \(kind)")
    },
    read: { try DictionaryLearning($0).read() })
}

/// dictionary_learning: `ae.pt` and `config.json`; the class decides the formula.
struct DictionaryLearning {
  static let classes = [
    "AutoEncoder", "AutoEncoderNew", "GatedAutoEncoder", "JumpReluAutoEncoder", "AutoEncoderTopK", "BatchTopKSAE",
    "MatryoshkaBatchTopKSAE",
  ]

  /// The class that the tensors' names allow, where they allow one only.
  static func kindByTensors(_ file: WeightFile) -> String? {
    if file.holds(["encoder.weight", "encoder.bias", "decoder.weight", "bias"]) { return "AutoEncoder" }
    if file.holds(["encoder.weight", "r_mag", "gate_bias", "mag_bias", "decoder_bias"]) { return "GatedAutoEncoder" }
    if file.holds(["W_enc", "b_enc", "W_dec", "b_dec", "group_sizes", "threshold"]) { return "MatryoshkaBatchTopKSAE" }
    if file.holds(["W_enc", "b_enc", "W_dec", "b_dec", "threshold"], without: ["k"]) { return "JumpReluAutoEncoder" }
    if file.holds(["encoder.weight", "encoder.bias", "decoder.weight", "b_dec", "k", "threshold"]) {
      return "AutoEncoderTopK / BatchTopKSAE"
    }
    return nil
  }

  private let source: CheckpointSource
  private let trainer: ConfigurationObject?
  private let weights: WeightReader
  private let kind: String

  init(_ source: CheckpointSource) throws {
    self.source = source
    trainer = try source.configuration("config.json")?.object("trainer")
    if trainer != nil { source.use("config.json") }
    guard let file = try source.soleWeights() else {
      throw AtlasError(path: source.path, "one file of weights is needed here", hint: "name the file (ae.pt) itself")
    }
    weights = try source.weightReader(file.name)
    let declared = try source.options.options["class"] ?? trainer?.string("dict_class")
    guard let kind = declared ?? DictionaryLearning.kindByTensors(file) else {
      throw AtlasError(
        .input, "the tensors do not say which class of dictionary_learning this is",
        hint:
          "put config.json beside it, or set the option class to one of \(DictionaryLearning.classes.joined(separator: ", "))"
      )
    }
    // Some forks (sae-for-vlm) misspell it.
    self.kind = kind == "MatroyshkaBatchTopKSAE" ? "MatryoshkaBatchTopKSAE" : kind
  }

  func read() throws -> CheckpointReading {
    guard DictionaryLearning.classes.contains(kind) else {
      throw AtlasError(
        .input, "the class \(kind) of dictionary_learning cannot be told or is not read",
        hint: "put config.json beside the weights, or set the option class to one of "
          + DictionaryLearning.classes.joined(separator: ", "))
    }
    var reading = CheckpointReading(architecture: kind, autoencoder: try autoencoder())
    try check(reading.autoencoder)
    try setActivation(&reading)
    try followLoader(&reading)
    reading.layer = try trainer?.integer("layer")
    reading.model = try trainer?.string("lm_name")
    reading.hook = try trainer?.string("submodule_name")
    source.warnOfUnusedTensors(except: { ["k", "threshold", "group_sizes"].contains($0) })
    return reading
  }

  /// AutoEncoder.from_pretrained moves the norms of the decoder into the encoder (normalize_decoder=True), so features of
  /// the library are those of the file times ‖W_dec‖. Trainers that keep the norms at 1 make no difference; the trainer
  /// after Anthropic's update of April 2024 leaves them free.
  private func followLoader(_ reading: inout CheckpointReading) throws {
    guard kind == "AutoEncoder", let decoder = reading.autoencoder.decoder else { return }
    let norms = decoder.inputNorms()
    guard norms.contains(where: { abs($0 - 1) > 1e-3 }) else { return }
    if try trainer?.string("trainer_class")?.contains("AprilUpdate") == true {
      reading.autoencoder.postScale = norms
      reading.autoencoder.decodeScale = norms.reciprocals
      reading.formulaNote = "t = ‖W_dec‖, c = 1/t"
      source.notes.append(
        "the decoder's norms are not 1: features are reported times ‖W_dec‖, as AutoEncoder.from_pretrained does")
    } else {
      source.notes.append(
        "the decoder's norms are not 1: features are those of the file as stored; AutoEncoder.from_pretrained of "
          + "dictionary_learning reports them times ‖W_dec‖")
    }
  }

  private func autoencoder() throws -> SparseAutoencoder {
    switch kind {
    case "AutoEncoder": try weights.autoencoder(.linear(decoderBias: "bias", subtracted: "bias"))
    case "AutoEncoderNew": try weights.autoencoder(.linear(decoderBias: "decoder.bias"))
    case "GatedAutoEncoder":
      try weights.autoencoder(
        StandardParts(
          encoder: "encoder.weight", encoderIsTransposed: true, decoder: "decoder.weight", decoderIsTransposed: true,
          decoderBias: "decoder_bias", subtracted: "decoder_bias"))
    case "JumpReluAutoEncoder": try weights.autoencoder(.plain(subtracting: false))
    case "MatryoshkaBatchTopKSAE": try weights.autoencoder(.plain(subtracting: true))
    default: try weights.autoencoder(.linear(decoderBias: "b_dec", subtracted: "b_dec"))
    }
  }

  private func setActivation(_ reading: inout CheckpointReading) throws {
    let count = reading.autoencoder.featureCount
    switch kind {
    case "GatedAutoEncoder":
      reading.autoencoder.activation = .gated(
        gateBias: try weights.vector("gate_bias", count: count, of: "feature"),
        magnitudeScale: try weights.vector("r_mag", count: count, of: "feature"),
        magnitudeBias: try weights.vector("mag_bias", count: count, of: "feature"))
    case "JumpReluAutoEncoder":
      reading.autoencoder.activation = .jumpReLU(try weights.vector("threshold", count: count, of: "feature"))
    case "AutoEncoderTopK":
      guard let k = try k() else { throw AtlasError(.input, "k is missing", hint: "say it with the option k=…") }
      reading.autoencoder.activation = .topK(k, rectified: true)
      reading.declaredL0 = Double(k)
    case "BatchTopKSAE", "MatryoshkaBatchTopKSAE":
      let threshold = try weights.scalar("threshold")
      if threshold < 0 {
        source.warnings.append(Note(.thresholdUnset, Double(threshold)))
      }
      reading.autoencoder.setThreshold(threshold)
      try closeInactiveGroups(&reading.autoencoder, threshold: threshold)
      reading.declaredL0 = try k().map(Double.init)
    default: break
    }
  }

  /// The option, the tensor, the configuration; the last two should agree.
  private func k() throws -> Int? {
    let declared = try trainer?.integer("k")
    if let given = try source.options.integer("k") { return given }
    guard weights.has("k") else { return declared }
    let stored = try weights.tensor("k").int64s()
    guard stored.count == 1, let k = Int(exactly: stored[0]) else {
      throw AtlasError(.input, "the tensor k is no number")
    }
    if let declared, declared != k {
      source.warnings.append(Note(.kOfWeights, declared, k))
    }
    return k
  }

  /// Features behind the last group are never active.
  private func closeInactiveGroups(_ sae: inout SparseAutoencoder, threshold: Float) throws {
    guard weights.has("group_sizes") else { return }
    var open = 0
    for size in try weights.tensor("group_sizes").int64s() {
      let (sum, overflow) = open.addingReportingOverflow(Int(size))
      guard size >= 0, !overflow, sum <= sae.featureCount else {
        throw AtlasError(.input, "group_sizes do not add up to \(sae.featureCount) features")
      }
      open = sum
    }
    guard open < sae.featureCount else { return }
    var thresholds = [Float](repeating: threshold, count: sae.featureCount)
    for j in open..<sae.featureCount { thresholds[j] = .greatestFiniteMagnitude }
    sae.activation = .jumpReLU(thresholds)
  }

  private func check(_ sae: SparseAutoencoder) throws {
    guard let trainer else { return }
    for (key, found) in [("activation_dim", sae.inputDimension), ("dict_size", sae.featureCount)] {
      if let declared = try trainer.integer(key), declared != found {
        throw AtlasError(path: trainer.path, "\(key) is \(declared), but the weights have \(found)")
      }
    }
  }
}
