import Diagnostics
import Files
import TensorFiles
import YAMLFiles

extension CheckpointFamily {
  static let crossLayer = CheckpointFamily(
    name: "cross-layer-transcoder", title: "Cross-layer transcoder", options: ["layer"],
    source: "mntss/clt-*; circuit_tracer 0.5.0",
    detect: { source in
      guard let first = CrossLayerTranscoder.layers(source).first else { return nil }
      return Note(.familyOfLayers, CrossLayerTranscoder.encoder(first))
    },
    read: { try CrossLayerTranscoder.read($0) })
}

/// One layer of a cross-layer transcoder: `W_enc_L.safetensors` with W_enc_L [D, d], b_enc_L and, for a JumpReLU,
/// threshold_L. The decoders write to this layer and all later ones, so that no reconstruction of one layer exists.
///
///     h = x·W_encᵀ + b_enc;  a = relu(h), or h·1[h > θ]
enum CrossLayerTranscoder {
  static let architecture = "cross-layer transcoder"
  static let warning = Note(.severalLayers)

  /// Layers whose encoders lie there, ascending.
  static func layers(_ source: CheckpointSource) -> [Int] {
    source.files { layer(of: $0) != nil }.compactMap(layer).sorted()
  }

  private static func layer(of file: String) -> Int? {
    guard file.hasPrefix("W_enc_"), file.hasSuffix(".safetensors") else { return nil }
    return Int(file.dropFirst("W_enc_".count).dropLast(".safetensors".count))
  }

  static func encoder(_ layer: Int) -> String { "W_enc_\(layer).safetensors" }

  static func read(_ source: CheckpointSource) throws -> CheckpointReading {
    let layers = layers(source)
    let wanted = try source.options.integer("layer") ?? (layers.count == 1 ? layers[0] : nil)
    guard let wanted, layers.contains(wanted) else {
      throw AtlasError(
        path: source.path,
        "this cross-layer transcoder has the layers \(layers.map(String.init).joined(separator: ", "))",
        hint: "say which one with the option layer=…, or name its file, W_enc_….safetensors")
    }
    let weights = try source.weightReader(encoder(wanted))
    var sae = try weights.autoencoder(
      StandardParts(encoder: "W_enc_\(wanted)", encoderIsTransposed: true, encoderBias: "b_enc_\(wanted)"))
    if weights.has("threshold_\(wanted)") {
      sae.activation = .jumpReLU(try weights.vector("threshold_\(wanted)", count: sae.featureCount, of: "feature"))
    }
    source.warnOfUnusedTensors(except: { $0 == "b_dec_\(wanted)" })
    var model: String?
    var hook: String?
    if source.hasBeside("config.yaml") {
      source.use("config.yaml")
      let yaml = try YAMLFile.scalars(of: Paths.join(source.folder, "config.yaml"))
      model = yaml["model_name"]
      hook = yaml["feature_input_hook"].map { "blocks.\(wanted).\($0)" }
    }
    return CheckpointReading(
      architecture: architecture, autoencoder: sae, model: model, layer: wanted, hook: hook,
      warnings: [warning])
  }
}
