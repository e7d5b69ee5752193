import Analysis
import Datasets
import Diagnostics
import Files
import SparseAutoencoders

/// Everything a configuration names.
extension OpenedInputs {
  /// - Throws: `AtlasError` for one mistake, `AtlasErrors` for several; nothing is written.
  init(_ configuration: AtlasConfiguration, reporter: Reporter) throws {
    let mistakes = Mistakes()
    self.init(InputOpening(configuration: configuration, reporter: reporter, mistakes: mistakes))
    try mistakes.end()
  }

  /// Opens what can be opened: what could not is among the mistakes, and what depends on it is not checked.
  init(_ opening: InputOpening) {
    let configuration = opening.configuration
    self.init(
      checkpoints: configuration.checkpoints.compactMap { OpenedCheckpoint($0, opening) },
      datasets: configuration.datasets.compactMap { OpenedDataset($0, opening) }, namesPath: configuration.namesPath)
    checkPairs(opening)
    guard opening.mistakes.all.isEmpty else { return }
    opening.mistakes.attempt { try checkTaskIDs(configuration) }
    for index in datasets.indices {
      opening.mistakes.attempt { try datasets[index].settleLabels(configuration) }
    }
    opening.mistakes.attempt { try checkPositiveClass(configuration) }
    opening.mistakes.attempt { try checkReference(configuration) }
    opening.mistakes.attempt { transfers = try pairs(configuration) }
    opening.mistakes.attempt { try readNames(configuration, reporter: opening.reporter) }
    opening.mistakes.attempt { try readReviews(configuration) }
  }

  /// Files read, each once, sorted by path.
  func files(_ configuration: AtlasConfiguration) -> [String] {
    var paths = Set(featureNames.files + reviews.files)
    for checkpoint in checkpoints.compactMap(\.checkpoint) {
      paths.formUnion(checkpoint.files.map { Paths.join(checkpoint.folder, $0) })
    }
    paths.formUnion(checkpoints.flatMap { $0.unembedding?.files ?? [] })
    for entry in configuration.datasets { paths.formUnion([entry.examples, entry.tokens].compactMap { $0 }) }
    for dataset in datasets {
      for state in dataset.states { paths.formUnion(state.opened.activations.files) }
    }
    return paths.sorted()
  }

  /// Widths agree, and every checkpoint meets states of its layer somewhere.
  private func checkPairs(_ opening: InputOpening) {
    let configuration = opening.configuration
    for loaded in checkpoints {
      opening.mistakes.each(datasets) { dataset in
        if let opened = dataset.states(ofLayer: loaded.layer) { try check(loaded, against: opened) }
      }
    }
    // Of inputs that could not be opened, layers that the configuration names are known.
    guard configuration.hasAllStates else { return }
    let layers = configuration.datasets.map { $0.states.map(\.layer) }
    for entry in configuration.checkpoints {
      let loaded = checkpoints.first { $0.id == entry.id }
      let layer = entry.layer ?? loaded?.layer
      if loaded == nil, layer == nil { continue }
      if layers.contains(where: { known in layer.map(known.contains) ?? (known.count == 1) }) { continue }
      let place = entry.place + ".layer"
      opening.mistakes.add(
        configuration.failure(
          at: configuration.places[place] == nil ? entry.place : place,
          "checkpoint “\(entry.id)” "
            + (layer.map { "is for layer \($0), but no dataset has states of it" } ?? "has no layer")
            + (loaded?.checkpoint?.place.map { " (its hook is \($0.inHuggingFace))" } ?? ""),
          hint: "set `layer:` to one of \(Set(layers.joined()).sorted().map(String.init).joined(separator: ", ")), "
            + "or add the states"))
    }
  }

  private func check(_ loaded: OpenedCheckpoint, against opened: OpenedActivations) throws {
    switch (opened.activations, loaded.checkpoint) {
    case (.states(let source), .some(let checkpoint)):
      guard source.dimension == checkpoint.autoencoder.inputDimension else {
        throw AtlasError(
          path: source.files.first,
          "the states have \(source.dimension) dimensions, but checkpoint “\(loaded.id)” takes "
            + "\(checkpoint.autoencoder.inputDimension)",
          hint: "give the states of the layer and model that the checkpoint was trained on")
      }
    case (.encoded(let features), .some(let checkpoint)):
      guard features.matrix.columnCount == checkpoint.autoencoder.featureCount else {
        throw AtlasError(
          path: features.files.first,
          "the encoded features have \(features.matrix.columnCount) columns, but checkpoint “\(loaded.id)” has "
            + "\(checkpoint.autoencoder.featureCount) features", hint: "name the checkpoint they were encoded with")
      }
    case (.states(let source), .none):
      throw AtlasError(
        path: source.files.first,
        "checkpoint “\(loaded.id)” has no path, but these are hidden states, not features",
        hint: "add `path:` to the checkpoint, or give features that are encoded already")
    case (.encoded, .none): break
    }
  }
}
