import Diagnostics
import TensorFiles

/// Checkpoints that carry weights and a pickled configuration in one file: `{"cfg", "state_dict"}` and its relatives.
struct PickledConfiguration {
  let file: WeightFile
  let prefix: String
  /// Module and class of the configuration; empty where it is a plain dictionary.
  let className: String
  let values: JSONValue

  init?(_ source: CheckpointSource) throws {
    guard let file = try source.soleWeights(), let root = file.root,
      let prefix = file.prefix(holding: ["W_enc", "W_dec", "b_dec"]), let found = root["cfg"] ?? root["config"]
    else { return nil }
    self.file = file
    self.prefix = prefix
    values = found.json
    if case .object(let name, _, _) = found { className = name } else { className = "" }
  }

  func configuration(_ path: String) -> ConfigurationObject { ConfigurationObject(values, path: path) }

  /// Whose training code wrote it, as far as the class or the keys tell.
  var isPatchSAE: Bool { className.contains("ViTSAERunnerConfig") || values["vit_dim"] != nil }
  var isPrisma: Bool { className.contains("vit_prisma") || className.contains("VisionModelSAERunnerConfig") }
}

extension CheckpointFamily {
  static let saelensPickle = CheckpointFamily(
    name: "saelens-pickle", title: "SAELens before 3 and mats_sae_training (.pt)",
    options: ["k", "apply-b-dec", "scale"],
    source: "mats_sae_training, SAELens 1–2 (sae_training/sparse_autoencoder.py)",
    detect: { source in
      guard let found = try PickledConfiguration(source), !found.isPatchSAE, !found.isPrisma else { return nil }
      return Note(.familyOfStateDict, found.file.name, found.className)
    },
    read: { source in
      guard let found = try PickledConfiguration(source) else {
        throw AtlasError(
          path: source.path, "no state_dict with a configuration", hint: "give a file of SAELens before 3")
      }
      let weights = try source.weightReader(found.file.name, prefix: found.prefix)
      let configuration = try SAELensConfiguration(found.configuration(weights.container.path))
      return try SAELens(source, configuration: configuration, weights: weights).read()
    })

  static let patchSAE = CheckpointFamily(
    name: "patchsae", title: "PatchSAE", options: [],
    source: "dynamical-inference/patchsae 763eceb (src/sae_training/sparse_autoencoder.py)",
    detect: { source in
      guard let found = try PickledConfiguration(source), found.isPatchSAE else { return nil }
      return Note(.familyOfStateDict, found.file.name, found.className)
    },
    read: { source in
      guard let file = try source.soleWeights(),
        let prefix = file.prefix(holding: ["W_enc", "W_dec", "b_enc", "b_dec"])
      else { throw AtlasError(path: source.path, "no state_dict of PatchSAE", hint: "name the file itself") }
      let weights = try source.weightReader(file.name, prefix: prefix)
      var reading = CheckpointReading(
        architecture: "relu", autoencoder: try weights.autoencoder(.plain(subtracting: true)))
      if let found = try PickledConfiguration(source) {
        let configuration = found.configuration(weights.container.path)
        reading.model = try configuration.string("model_name")
        reading.layer = try configuration.integer("block_layer")
        reading.hook = try configuration.string("module_name")
      }
      source.warnOfUnusedTensors()
      return reading
    })
}
