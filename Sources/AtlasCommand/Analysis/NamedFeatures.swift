import Datasets
import Diagnostics

extension LoadedInputs {
  /// The names that `labels:` gives to features.
  ///
  /// - Throws: `AtlasError` for a file that is no table of names, and for a feature that its checkpoint does not have.
  static func names(
    _ configuration: AtlasConfiguration, of checkpoints: [LoadedCheckpoint], reporter: Reporter
  ) throws -> FeatureNames {
    var names = FeatureNames()
    let candidates = checkpoints.map { FeatureNames.Candidate(id: $0.entry.id, layer: $0.layer) }
    for entry in configuration.featureNames {
      try names.add(path: entry.path, checkpoint: entry.checkpoint, candidates: candidates)
    }
    for warning in names.warnings { reporter.warning(warning) }
    let ids = checkpoints.map(\.entry.id)
    for id in names.checkpoints where !ids.contains(id) {
      reporter.warning(Note(.namesOfNoCheckpoint, id, ids))
    }
    for loaded in checkpoints {
      let named = names.names(of: loaded.entry.id)
      if !named.isEmpty { reporter.detail("\(named.count) features of \(loaded.entry.id) have names") }
      if let count = loaded.checkpoint?.autoencoder.featureCount {
        try check(named, of: loaded.entry.id, count: count, configuration)
      }
    }
    return names
  }

  /// - Throws: `AtlasError` for a feature beyond the last.
  static func check(
    _ names: [Int: FeatureNames.Name], of checkpoint: String, count: Int, _ configuration: AtlasConfiguration
  ) throws {
    guard let stray = names.keys.filter({ $0 >= count }).min() else { return }
    throw AtlasError(
      path: configuration.featureNames.count == 1 ? configuration.featureNames[0].path : configuration.path,
      "feature \(stray) of \(checkpoint) is named, but it has only \(count) features",
      hint: "check that the names are of this checkpoint")
  }
}
