import Analysis
import Datasets
import Diagnostics
import Findings

extension OpenedDataset {
  /// nil where there are no examples; that, and what else cannot be read, is among the mistakes.
  init?(_ entry: AtlasConfiguration.DatasetEntry, _ opening: InputOpening) {
    let table = entry.examples.flatMap { path in
      opening.attempt(path, at: entry.place + ".examples") {
        try ExampleTable.read(path: path, columns: entry.columns)
      }
    }
    var opened: [(layer: Int, opened: OpenedActivations)] = []
    for states in entry.states {
      opening.reporter.detail("opening states of \(entry.id), layer \(states.layer)")
      let activations = opening.attempt(states.path, at: states.place) {
        try opening.states(
          states, of: entry.id,
          expected: table.map { ExpectedExamples(ids: $0.ids, areNamed: entry.columns.id != nil) })
      }
      guard let activations else { continue }
      for note in activations.notes { opening.reporter.detail(note) }
      opened.append((states.layer, activations))
    }
    guard let examples = OpenedDataset.examples(entry, table, opened.map(\.opened), opening) else {
      // Nothing to compare them with, but whether they can be read is known.
      if let path = entry.tokens {
        _ = opening.attempt(path, at: entry.place + ".tokens") { try TokenTable.read(path: path) }
      }
      return nil
    }
    self.init(
      id: entry.id, modality: entry.modality, columns: entry.columns, examples: examples, states: opened,
      audits: opening.configuration.audited(entry.columns.groups))
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
    openPictures(opening)
    for (_, activations) in opened { warnings += stateWarnings(activations) }
    warnings += examples.warnings
    // Where the counts differ already, tokens cannot be compared.
    if opened.allSatisfy({ $0.opened.activations.exampleCount == examples.count }) {
      if let path = entry.tokens {
        tokens = opening.attempt(path, at: entry.place + ".tokens") { try tokens(path: path) }
      }
      opening.mistakes.attempt {
        rowOrder = try checkedRowOrder(isOneSource: entry.examples == nil)
        try leaveOut(entry.drop)
        if let recorded = opening.recorded { try serveStates(from: recorded) }
        try setPatches(entry.patches)
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
