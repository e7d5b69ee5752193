import Datasets
import Diagnostics
import Features
import Files
import Findings
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
    var warnings: [String] = []

    func states(ofLayer layer: Int?) -> OpenedActivations? {
      guard let layer else { return states.count == 1 ? states[0].opened : nil }
      return states.first { $0.layer == layer }?.opened
    }
  }

  var checkpoints: [LoadedCheckpoint]
  var featureNames: FeatureNames?
  var datasets: [LoadedDataset]
  private var namesFile: String?

  /// - Throws: the first `AtlasError` found; nothing is written.
  init(_ configuration: AtlasConfiguration, reporter: Reporter) throws {
    checkpoints = try configuration.checkpoints.map { entry in
      guard let path = entry.path else { return LoadedCheckpoint(entry: entry, checkpoint: nil, layer: entry.layer) }
      reporter.detail("opening checkpoint \(entry.id)")
      let checkpoint = try Checkpoints.open(path, options: entry.options)
      for warning in checkpoint.warnings { reporter.warning("\(entry.id): \(warning)") }
      return LoadedCheckpoint(entry: entry, checkpoint: checkpoint, layer: entry.layer ?? checkpoint.layer)
    }
    featureNames = try configuration.featureNames.map { try FeatureNames.read(path: $0) }
    namesFile = configuration.featureNames
    datasets = try configuration.datasets.map { try LoadedDataset($0, reporter: reporter) }
    try checkPairs(configuration, reporter: reporter)
    try checkTaskIDs(configuration)
    for index in datasets.indices { try datasets[index].settleLabels(configuration) }
    try checkPositiveClass(configuration)
    try checkReference(configuration)
    _ = try transfers(configuration)
  }

  /// Files read, each once, sorted by path.
  var files: [String] {
    var paths = Set([namesFile].compactMap { $0 })
    for checkpoint in checkpoints.compactMap(\.checkpoint) {
      let folder = Paths.isFolder(checkpoint.path) ? checkpoint.path : Paths.folder(of: checkpoint.path)
      paths.formUnion(checkpoint.files.map { Paths.join(folder, $0) })
    }
    for dataset in datasets {
      paths.formUnion([dataset.entry.examples, dataset.entry.tokens].compactMap { $0 })
      for state in dataset.states { paths.formUnion(state.opened.activations.files) }
    }
    return paths.sorted()
  }

  /// Widths agree, and every checkpoint meets states of its layer somewhere.
  private func checkPairs(_ configuration: AtlasConfiguration, reporter: Reporter) throws {
    for loaded in checkpoints {
      var isUsed = false
      for dataset in datasets {
        guard let opened = dataset.states(ofLayer: loaded.layer) else { continue }
        isUsed = true
        try check(loaded, against: opened)
      }
      guard !isUsed else { continue }
      let layers = datasets.flatMap { $0.states.map { "\($0.layer)" } }
      throw AtlasError(
        path: configuration.path, line: loaded.entry.line,
        "checkpoint “\(loaded.entry.id)” "
          + (loaded.layer.map { "is for layer \($0), but no dataset has states of it" } ?? "has no layer"),
        hint: "set `layer:` to one of \(Set(layers).sorted().joined(separator: ", ")), or add the states")
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

extension LoadedInputs.LoadedDataset {
  init(_ entry: AtlasConfiguration.DatasetEntry, reporter: Reporter) throws {
    self.entry = entry
    var opened: [(layer: Int, opened: OpenedActivations)] = []
    for states in entry.states {
      reporter.detail("opening states of \(entry.id), layer \(states.layer)")
      let activations = try HiddenStates.open(path: states.path, options: states.options)
      for note in activations.notes { reporter.detail(note) }
      opened.append((states.layer, activations))
    }
    states = opened
    if let path = entry.examples {
      examples = try ExampleTable.read(path: path, columns: entry.columns)
    } else if let own = opened.lazy.compactMap(\.opened.examples).first {
      examples = own
    } else {
      throw AtlasError(
        path: entry.states[0].path, "dataset “\(entry.id)” has no `examples:`, and its states carry none",
        hint: "add `examples: FILE.csv`")
    }
    for (layer, activations) in opened where activations.activations.exampleCount != examples.count {
      throw AtlasError(
        path: activations.activations.files.first ?? entry.states[0].path,
        "the states of layer \(layer) are of \(activations.activations.exampleCount) examples, but \(examples.path) has \(examples.count)",
        hint: "give states and examples of the same rows, in the same order")
    }
    guard examples.count > 0 else {
      throw AtlasError(
        path: examples.path, "there are no examples", hint: "the file needs at least one row under the header")
    }
    if let path = entry.tokens {
      let table = try TokenTable.read(path: path)
      if case .states(let source)? = opened.first?.opened.activations, source.isTokenLevel {
        try table.check(offsets: source.offsets, of: source.files.first ?? entry.states[0].path)
      }
      tokens = table
    }
    warnings = duplicateWarnings()
  }

  /// The same text in several examples leaks between train and test when a fold or split parts them.
  private func duplicateWarnings() -> [String] {
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
      "\(entry.id): \(duplicates) examples repeat the text of an earlier one"
        + (crossing > 0 ? ", \(crossing) of them in another split" : "")
        + "; unless a cluster column keeps them together, scores of probes are too good"
    ]
  }
}
