import Datasets
import Diagnostics
import Features
import Files
import Findings
import Glibc
import Probing
import SparseAutoencoders

/// Everything a configuration names, opened and checked against each other; nothing is encoded yet.
struct LoadedInputs {
  struct LoadedCheckpoint {
    var entry: AtlasConfiguration.CheckpointEntry
    /// nil for features that were encoded elsewhere.
    var checkpoint: Checkpoint?
    var layer: Int?
  }

  struct LoadedDataset {
    var entry: AtlasConfiguration.DatasetEntry
    var examples: ExampleTable
    /// By layer, in configuration order.
    var states: [(layer: Int, opened: OpenedActivations)]
    var tokens: TokenTable?
    /// By layer, where tokens are left out: `states` are without them.
    var kept: [Int: KeptTokens] = [:]
    var warnings: [Note] = []
    var rowOrder = RowOrderFinding(.none)

    func states(ofLayer layer: Int?) -> OpenedActivations? {
      guard let layer else { return states.count == 1 ? states[0].opened : nil }
      return states.first { $0.layer == layer }?.opened
    }
  }

  var checkpoints: [LoadedCheckpoint]
  var featureNames: FeatureNames
  var datasets: [LoadedDataset]

  /// - Throws: `AtlasError` for one mistake, `AtlasErrors` for several; nothing is written.
  init(_ configuration: AtlasConfiguration, reporter: Reporter) throws {
    let mistakes = Mistakes()
    self.init(InputOpening(configuration: configuration, reporter: reporter, mistakes: mistakes))
    try mistakes.end()
  }

  /// Opens what can be opened: what could not is among the mistakes, and what depends on it is not checked.
  init(_ opening: InputOpening) {
    let configuration = opening.configuration
    checkpoints = configuration.checkpoints.compactMap { LoadedCheckpoint($0, opening) }
    featureNames = FeatureNames()
    datasets = configuration.datasets.compactMap { LoadedDataset($0, opening) }
    checkPairs(opening)
    guard opening.mistakes.all.isEmpty else { return }
    opening.mistakes.attempt { try checkTaskIDs(configuration) }
    for index in datasets.indices {
      opening.mistakes.attempt { try datasets[index].settleLabels(configuration) }
    }
    opening.mistakes.attempt { try checkPositiveClass(configuration) }
    opening.mistakes.attempt { try checkReference(configuration) }
    opening.mistakes.attempt { _ = try transfers(configuration) }
    opening.mistakes.attempt {
      featureNames = try LoadedInputs.names(configuration, of: checkpoints, reporter: opening.reporter)
    }
  }

  /// Files read, each once, sorted by path.
  var files: [String] {
    var paths = Set(featureNames.files)
    for checkpoint in checkpoints.compactMap(\.checkpoint) {
      paths.formUnion(checkpoint.files.map { Paths.join(checkpoint.folder, $0) })
    }
    for dataset in datasets {
      paths.formUnion([dataset.entry.examples, dataset.entry.tokens].compactMap { $0 })
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
      let loaded = checkpoints.first { $0.entry.place == entry.place }
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

  private func check(_ loaded: LoadedCheckpoint, against opened: OpenedActivations) throws {
    switch (opened.activations, loaded.checkpoint) {
    case (.states(let source), .some(let checkpoint)):
      guard source.dimension == checkpoint.autoencoder.inputDimension else {
        throw AtlasError(
          path: source.files.first,
          "the states have \(source.dimension) dimensions, but checkpoint “\(loaded.entry.id)” takes "
            + "\(checkpoint.autoencoder.inputDimension)",
          hint: "give the states of the layer and model that the checkpoint was trained on")
      }
    case (.encoded(let features), .some(let checkpoint)):
      guard features.matrix.columnCount == checkpoint.autoencoder.featureCount else {
        throw AtlasError(
          path: features.files.first,
          "the encoded features have \(features.matrix.columnCount) columns, but checkpoint “\(loaded.entry.id)” has "
            + "\(checkpoint.autoencoder.featureCount) features", hint: "name the checkpoint they were encoded with")
      }
    case (.states(let source), .none):
      throw AtlasError(
        path: source.files.first,
        "checkpoint “\(loaded.entry.id)” has no path, but these are hidden states, not features",
        hint: "add `path:` to the checkpoint, or give features that are encoded already")
    case (.encoded, .none): break
    }
  }
}

extension LoadedInputs.LoadedCheckpoint {
  /// nil where it cannot be opened, which is then among the mistakes.
  init?(_ entry: AtlasConfiguration.CheckpointEntry, _ opening: InputOpening) {
    guard let path = entry.path else {
      if entry.hasMistakes { return nil }
      self.init(entry: entry, checkpoint: nil, layer: entry.layer)
      return
    }
    opening.reporter.detail("opening checkpoint \(entry.id)")
    let checkpoint = opening.attempt(path, at: entry.place + ".path") {
      if !entry.hasMistakes {
        return try Checkpoints.open(path, writtenPath: entry.writtenPath, options: entry.options)
      }
      // How it is to be read is not known: only that it is there.
      if !Paths.exists(path) { throw FileErrors.cannotRead(path, ENOENT) }
      throw AtlasErrors([])
    }
    guard let checkpoint else { return nil }
    self.init(entry: entry, checkpoint: checkpoint, layer: entry.layer ?? checkpoint.layer)
    let states = opening.configuration.datasets.flatMap(\.states).filter { $0.layer == layer }
    let doubts = [layerDoubt].compactMap { $0 } + states.compactMap(placeDoubt)
    for doubt in doubts where self.checkpoint?.warnings.contains(doubt) == false {
      self.checkpoint?.warnings.append(doubt)
    }
    for warning in self.checkpoint?.warnings ?? [] { opening.reporter.warning(warning.about(.checkpoint, entry.id)) }
    for note in checkpoint.notes { opening.reporter.stage("note: \(entry.id): \(note)") }
  }
}

extension LoadedInputs.LoadedDataset {
  /// nil where there are no examples; that, and what else cannot be read, is among the mistakes.
  init?(_ entry: AtlasConfiguration.DatasetEntry, _ opening: InputOpening) {
    self.entry = entry
    let table = entry.examples.flatMap { path in
      opening.attempt(path, at: entry.place + ".examples") {
        try ExampleTable.read(path: path, columns: entry.columns)
      }
    }
    var opened: [(layer: Int, opened: OpenedActivations)] = []
    for states in entry.states {
      opening.reporter.detail("opening states of \(entry.id), layer \(states.layer)")
      let activations = opening.attempt(states.path, at: states.place) {
        try HiddenStates.open(
          path: states.path, options: states.options,
          expected: table.map { ExpectedExamples(ids: $0.ids, areNamed: entry.columns.id != nil) })
      }
      guard let activations else { continue }
      for note in activations.notes { opening.reporter.detail(note) }
      opened.append((states.layer, activations))
    }
    states = opened
    guard let examples = LoadedInputs.LoadedDataset.examples(entry, table, opened.map(\.opened), opening) else {
      // Nothing to compare them with, but whether they can be read is known.
      if let path = entry.tokens {
        _ = opening.attempt(path, at: entry.place + ".tokens") { try TokenTable.read(path: path) }
      }
      return nil
    }
    self.examples = examples
    for (layer, activations) in opened where activations.activations.exampleCount != examples.count {
      opening.mistakes.add(
        AtlasError(
          path: activations.activations.files.first ?? entry.states[0].path,
          "the states of layer \(layer) are of \(activations.activations.exampleCount) examples, but \(examples.path) has \(examples.count)",
          hint: "give states and examples of the same rows, in the same order"))
    }
    if examples.count == 0 {
      opening.mistakes.add(
        AtlasError(
          path: examples.path, "there are no examples", hint: "the file needs at least one row under the header"))
    }
    for (_, activations) in opened { warnings += stateWarnings(activations) }
    warnings += examples.warnings
    // Where the counts differ already, tokens cannot be compared.
    if opened.allSatisfy({ $0.opened.activations.exampleCount == examples.count }) {
      if let path = entry.tokens {
        tokens = opening.attempt(path, at: entry.place + ".tokens") { try tokens(path: path) }
      }
      opening.mistakes.attempt {
        rowOrder = try checkedRowOrder()
        try leaveOutTokens()
      }
    }
    warnings += duplicateWarnings() + entry.states.compactMap(\.layerDoubt)
  }

  /// The table that the entry names, or the one that its states carry.
  private static func examples(
    _ entry: AtlasConfiguration.DatasetEntry, _ table: ExampleTable?, _ states: [OpenedActivations],
    _ opening: InputOpening
  ) -> ExampleTable? {
    if entry.examples != nil { return table }
    if let own = states.lazy.compactMap(\.examples).first { return own }
    if !entry.hasMistakes, states.count == entry.states.count {
      opening.mistakes.add(
        opening.configuration.failure(
          at: entry.place, "dataset “\(entry.id)” has no `examples:`, and its states carry none",
          hint: "add `examples: FILE.csv`"))
    }
    return nil
  }

  /// The same text in several examples leaks between train and test when a fold or split parts them.
  private func duplicateWarnings() -> [Note] {
    guard let texts = examples.texts else { return [] }
    var first: [String: Int] = [:]
    var duplicates = 0
    var crossing = 0
    for (index, text) in texts.enumerated() {
      if let other = first[text] {
        duplicates += 1
        if let splits = examples.splits, splits[index] != splits[other] { crossing += 1 }
      } else {
        first[text] = index
      }
    }
    guard duplicates > 0 else { return [] }
    return [
      crossing > 0
        ? Note(.repeatedTextsAcrossSplits, duplicates, crossing) : Note(.repeatedTexts, duplicates)
    ]
  }
}
