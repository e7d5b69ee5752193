import Diagnostics
import Files
import TensorFiles

extension CheckpointFamily {
  static let gemmaScope = CheckpointFamily(
    name: "gemma-scope", title: "Gemma Scope", options: [],
    source: "Gemma Scope (google/gemma-scope-*); SAELens 6.54.12 gemma_2_sae_huggingface_loader",
    detect: { source in
      guard let name = GemmaScope.weights(source) else { return nil }
      let container = try source.open(name)
      let names = Set(container.tensors.map { $0.name.lowercased() })
      guard names.isSuperset(of: ["w_enc", "w_dec", "b_enc", "b_dec", "threshold"]) else { return nil }
      return Note(.familyOfTensorsAlone, name, ["W_enc", "W_dec", "b_enc", "b_dec", "threshold"])
    },
    read: { try GemmaScope.read($0) })
}

/// Gemma Scope 1: `params.npz`, what it was trained on told by the names of its folders only.
///
///     h = x·W_enc + b_enc;  a = relu(h)·1[h > θ];  x̂ = a·W_dec + b_dec       (b_dec is not subtracted)
enum GemmaScope {
  /// The only .npz file, or, of several, the one with the release's name.
  static func weights(_ source: CheckpointSource) -> String? {
    let files = source.files { $0.hasSuffix(".npz") }
    return files.count == 1 ? files[0] : files.first { $0 == "params.npz" }
  }

  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    guard let name = weights(source) else {
      throw AtlasError(path: source.path, "Gemma Scope needs one params.npz here", hint: "name the file itself")
    }
    let weights = try source.weightReader(name)
    // Some releases write the names in lower case.
    func stored(_ name: String) -> String { weights.has(name) ? name : name.lowercased() }
    let (d, count) = try weights.matrixShape(stored("W_enc"))
    let outputs = try weights.matrixShape(stored("W_dec")).columns
    var sae = SparseAutoencoder(
      inputDimension: d, featureCount: count, outputDimension: outputs,
      encoder: try weights.matrix(stored("W_enc"), inputs: d, outputs: count),
      encoderBias: try weights.vector(stored("b_enc"), count: count, of: "feature"),
      activation: .jumpReLU(try weights.vector("threshold", count: count, of: "feature")),
      decoder: try weights.matrix(stored("W_dec"), inputs: count, outputs: outputs),
      decoderBias: try weights.vector(stored("b_dec"), count: outputs, of: "output"))
    sae.decodeScale = try weights.vectorIfPresent("scaling_factor", count: count, of: "feature")
    let place = GemmaScopePlace(path: source.folder)
    if place.isEmbedding {
      // SAELens' W_enc / √d and W_dec · √d: the model multiplies its embeddings by √d.
      let root = Float(d).squareRoot()
      sae.inputTransform = .scale(1 / root)
      sae.decodeScale = (sae.decodeScale ?? [Float](repeating: 1, count: count)).map { $0 * root }
      sae.outputScale = 1
      source.warnings.append(Note(.embeddings))
    }
    source.warnOfUnusedTensors()
    return CheckpointReading(
      architecture: place.isTranscoder ? "jumprelu transcoder" : "jumprelu", autoencoder: sae, declaredL0: place.l0,
      model: place.model, layer: place.layer,
      hook: place.hook)
  }
}

/// What the folders of a Gemma Scope release say: `gemma-scope-2b-pt-res/layer_20/width_16k/average_l0_71`.
struct GemmaScopePlace {
  var model: String?
  var layer: Int?
  var l0: Double?
  var hook: String?
  var isEmbedding = false
  var isTranscoder = false

  init(path: String) {
    var site: Substring?
    for part in path.split(separator: "/") {
      if let number = GemmaScopePlace.number(after: "layer_", in: part) { layer = number }
      if let number = GemmaScopePlace.number(after: "average_l0_", in: part) { l0 = Double(number) }
      if part == "embedding" { isEmbedding = true }
      if let range = part.firstRange(of: "gemma-scope-") {
        let words = part[range.upperBound...].split(separator: "-")
        if words.count >= 3 {
          model = "gemma-2-\(words[0])" + (words[1] == "it" ? "-it" : "")
          site = words[2]
        }
      }
    }
    isTranscoder = site == "transcoders"
    guard let layer else { return }
    switch site {
    case "res": hook = "blocks.\(layer).hook_resid_post"
    case "att": hook = "blocks.\(layer).attn.hook_z"
    case "mlp": hook = "blocks.\(layer).hook_mlp_out"
    case "transcoders": hook = "blocks.\(layer).ln2.hook_normalized"
    default: break
    }
  }

  private static func number(after prefix: String, in part: Substring) -> Int? {
    guard part.hasPrefix(prefix), let number = Int(part.dropFirst(prefix.count)), number >= 0 else { return nil }
    return number
  }
}
