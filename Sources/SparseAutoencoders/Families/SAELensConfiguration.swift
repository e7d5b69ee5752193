import Diagnostics
import TensorFiles

/// `cfg.json` of SAELens: version 6, or the flat one before 6.0.0 with its older names and defaults.
struct SAELensConfiguration {
  static let known = [
    "standard", "gated", "jumprelu", "topk", "abstopk", "batchtopk", "matryoshka_batchtopk", "transcoder",
    "skip_transcoder", "jumprelu_transcoder", "jumprelu_skip_transcoder",
  ]
  static let refused = [
    "temporal": "its features depend on the order of tokens (attention over positions), which stored rows do not keep",
    "matching_pursuit": "its features come from an iterative search, not from one encoding step",
  ]

  let path: String
  /// As the file names it.
  let declaredArchitecture: String
  /// What it computes: a flat configuration says `standard` and means top-k by its activation.
  let architecture: String
  let usesTanh: Bool
  let inputs: Int?
  let features: Int?
  /// A fraction is possible for batchtopk, where it is an average.
  let k: Double?
  let rescalesByDecoderNorm: Bool
  let appliesDecoderBias: Bool
  let normalisation: String
  /// nil where the configuration does not know the setting.
  let usesScalingFactor: Bool?
  let l0: Double?
  let model: String?
  let hook: String?
  let layer: Int?

  init(_ file: ConfigurationObject) throws {
    path = file.path
    let metadata = try file.object("metadata")
    let activation = try file.string("activation_fn") ?? file.string("activation_fn_str") ?? "relu"
    declaredArchitecture = try file.string("architecture") ?? "standard"
    let arguments = try file.object("activation_fn_kwargs")
    let isLegacy = metadata == nil || file.has("activation_fn") || file.has("activation_fn_str")
    if isLegacy, declaredArchitecture == "standard", activation == "topk" {
      architecture = "topk"
    } else {
      architecture = declaredArchitecture
    }
    usesTanh = isLegacy && activation == "tanh-relu"
    guard ["relu", "topk", "tanh-relu"].contains(activation) else {
      throw AtlasError(
        path: path, "the activation \(quoted(activation)) is not known", hint: "SAELens has relu, tanh-relu and topk")
    }
    inputs = try file.integer("d_in")
    features = try file.integer("d_sae")
    k = try file.number("k") ?? arguments?.number("k")
    rescalesByDecoderNorm = try file.bool("rescale_acts_by_decoder_norm") ?? false
    appliesDecoderBias = try file.bool("apply_b_dec_to_input") ?? true
    if let flag = file.boolIfBool("normalize_activations") {
      normalisation = flag ? "expected_average_only_in" : "none"
    } else {
      normalisation = try file.string("normalize_activations") ?? "none"
    }
    usesScalingFactor = try file.bool("finetuning_scaling_factor")
    l0 = try metadata?.number("l0")
    model = try metadata?.string("model_name") ?? file.string("model_name")
    hook =
      try metadata?.string("hook_name") ?? file.string("hook_name") ?? file.string("hook_point")
    let named = try metadata?.integer("hook_layer") ?? file.integer("hook_layer") ?? file.integer("hook_point_layer")
    layer = named ?? hook.flatMap(HookName.layer)
  }

  var isTranscoder: Bool { architecture.hasSuffix("transcoder") }

  func check(inputs d: Int, features count: Int) throws {
    for (key, declared, found) in [("d_in", inputs, d), ("d_sae", features, count)] {
      if let declared, declared != found {
        throw AtlasError(
          path: path, "\(key) is \(declared), but W_enc has the shape [\(d), \(count)]",
          hint: "configuration and weights are not of one checkpoint, or W_enc lies the other way round")
      }
    }
  }
}
