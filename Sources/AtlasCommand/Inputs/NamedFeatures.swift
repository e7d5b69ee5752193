import Analysis
import Datasets
import Diagnostics

extension OpenedInputs {
  /// The names that `labels:` gives to features.
  ///
  /// - Throws: `AtlasError` for a file that is no table of names, and for a feature that its checkpoint does not have.
  mutating func readNames(_ configuration: AtlasConfiguration, reporter: Reporter) throws {
    var names = FeatureNames()
    let candidates = checkpoints.map { FeatureNames.Candidate(id: $0.id, layer: $0.layer) }
    for entry in configuration.featureNames {
      try names.add(path: entry.path, checkpoint: entry.checkpoint, candidates: candidates)
    }
    for warning in names.warnings { reporter.warning(warning) }
    let ids = checkpoints.map(\.id)
    for id in names.checkpoints where !ids.contains(id) {
      reporter.warning(Note(.namesOfNoCheckpoint, id, ids))
    }
    featureNames = names
    for loaded in checkpoints {
      let named = names.names(of: loaded.id)
      if !named.isEmpty { reporter.detail("\(named.count) features of \(loaded.id) have names") }
      if let count = loaded.checkpoint?.autoencoder.featureCount {
        try checkNames(of: loaded.id, count: count)
      }
    }
  }
}

extension OpenedInputs {
  /// What people said of features, in the tables of `reviews:`.
  ///
  /// - Throws: `AtlasError` with file and line for an answer that cannot be read, or of a feature that is not there.
  mutating func readReviews(_ configuration: AtlasConfiguration) throws {
    var read = FeatureReviews()
    for path in configuration.reviews { try read.add(path: path, checkpoints: checkpoints.map(\.id)) }
    reviews = read
    for loaded in checkpoints {
      if let count = loaded.checkpoint?.autoencoder.featureCount {
        try read.checkFeatures(of: loaded.id, count: count)
      }
    }
  }
}

extension AtlasConfiguration {
  /// The file to look at where a name is wrong.
  var namesPath: String { featureNames.count == 1 ? featureNames[0].path : path }
}
