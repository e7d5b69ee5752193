import Datasets
import Diagnostics
import Files
import SparseAutoencoders

/// Puts what was found in a folder together: which states belong to which table, to which layer, and which autoencoders read them.
struct ProposalBuilder {
  /// Largest table that is looked at.
  private static let mostTableBytes = 256 << 20

  let root: String
  let files: ProjectFiles

  /// - Throws: `AtlasError` where nothing in the folder makes a dataset.
  func proposal() throws -> Proposal {
    var proposal = Proposal()
    let tokens = tokenFiles()
    let tables = files.tables.filter { path in !tokens.contains { $0.path == path } }.compactMap(table)
    let states = allStates(tables)
    guard !states.isEmpty else {
      throw AtlasError(
        path: root, "no hidden states were found in this folder",
        hint: "make them with examples/extract_states.py, or `feature-atlas inspect FILE` says what a file is")
    }
    let owners = states.map { owner(of: $0, among: tables, beside: states) }
    guard states.indices.contains(where: { owners[$0] != nil || states[$0].carriesExamples }) else {
      let found =
        tables.map { "\($0.path) has \($0.rows) rows" } + states.map { "\($0.path) has \($0.examples) examples" }
      throw AtlasError(
        path: root, "no table of examples has as many rows as the states have examples",
        hint: found.joined(separator: ", "))
    }
    var taken: Set<String> = []
    let autoencoders = files.checkpoints.compactMap { autoencoder($0, &taken) }
    for (index, table) in tables.enumerated() {
      let own = states.indices.filter { owners[$0] == index }.map { states[$0] }
      if own.isEmpty {
        proposal.unused.append("\(table.path) (\(table.rows) rows; no states have as many examples)")
      } else {
        addDataset(table, own, autoencoders, tokens, &taken, &proposal)
      }
    }
    for (index, found) in states.enumerated() where owners[index] == nil {
      if found.carriesExamples {
        addDataset(nil, [found], autoencoders, [], &taken, &proposal)
      } else {
        proposal.unused.append("\(found.path) (\(found.shape); no table of its name has as many rows)")
      }
    }
    let layers = Dictionary(proposal.layers.map { ($0.dimension, [$0.layer]) }, uniquingKeysWith: +)
    addCheckpoints(autoencoders, layers, &proposal)
    if files.isCut { proposal.unused.append("… the folder is larger than what was looked at") }
    return proposal
  }

  /// Files that hold states, and folders that do as a whole where none of their files belongs to a table.
  private func allStates(_ tables: [FoundTable]) -> [FoundStates] {
    var found = files.arrays.compactMap(states)
    let folders = Set(files.arrays.map { Paths.folder(of: $0) }).sorted { $0.naturallyPrecedes($1) }
    for folder in folders where folder != "." && !folder.isEmpty {
      let isInside = { (path: String) in Paths.folder(of: path) == folder }
      let rows = Set(tables.map(\.rows))
      guard !found.contains(where: { isInside($0.path) && (rows.contains($0.examples) || $0.carriesExamples) }),
        let whole = states(folder), rows.contains(whole.examples) || whole.carriesExamples
      else { continue }
      found.removeAll { isInside($0.path) }
      found.append(whole)
    }
    return found
  }

  private func addDataset(
    _ table: FoundTable?, _ own: [FoundStates], _ autoencoders: [FoundAutoencoder], _ tokens: [FoundTokens],
    _ taken: inout Set<String>, _ proposal: inout Proposal
  ) {
    let chosen = byLayer(own, autoencoders, &proposal)
    for (layer, found) in chosen where !found.isEncoded {
      proposal.layers.append((dimension: found.dimension, layer: layer))
    }
    for (layer, found) in chosen where found.isEncoded {
      let id = Proposal.id("encoded-" + Paths.name(of: found.path).prefix { $0 != "." }.prefix(40), taken: &taken)
      proposal.checkpoints.append(
        .init(
          lines: ["# features of \(found.path) were encoded elsewhere", "- id: \(id)", "  layer: \(layer)"], paths: []))
    }
    // A list of tokens fits states of as many tokens only.
    let fitting = tokens.filter { tokens in
      chosen.allSatisfy { $0.1.examples == tokens.examples && $0.1.tokens == tokens.tokens && !$0.1.isEncoded }
    }
    let source = table?.path ?? own[0].path
    let texts = fitting.max { alike($0.path, source) < alike($1.path, source) }
    proposal.datasets.append(Proposal.Entry(dataset: table, states: chosen, tokens: texts?.path, taken: &taken))
  }

  // MARK: Files

  private func full(_ path: String) -> String { Paths.join(root, path) }

  /// JSON lines that are lists of tokens.
  private func tokenFiles() -> [FoundTokens] {
    files.tables.compactMap { path in
      guard Packing.unpackedName(path).lowercased().hasSuffix(".jsonl"),
        let table = try? TokenTable.read(path: full(path))
      else { return nil }
      return FoundTokens(path: path, examples: table.exampleCount, tokens: table.codes.count)
    }
  }

  private func table(_ path: String) -> FoundTable? {
    guard let file = try? MappedFile(full(path)), file.count <= Self.mostTableBytes,
      let (names, table) = (try? TextTable.read(full(path))).map({ ($0.header, $0) }) ?? NestedColumns.read(full(path)),
      table.rowCount > 0
    else { return nil }
    return FoundTable(path: path, rows: table.rowCount, columns: GuessedColumns(names, table.columns))
  }

  private func states(_ path: String) -> FoundStates? {
    guard let opened = try? HiddenStates.open(path: full(path)) else { return nil }
    var found = FoundStates(
      path: path, examples: opened.activations.exampleCount, tokens: 0, dimension: 0, isEncoded: true,
      layer: layer(in: path), carriesExamples: opened.examples != nil)
    switch opened.activations {
    case .states(let source):
      (found.tokens, found.dimension, found.isEncoded) = (source.tokenCount, source.dimension, false)
    case .encoded(let features):
      (found.tokens, found.dimension) = (features.matrix.rowCount, features.matrix.columnCount)
    }
    return found.examples > 1 ? found : nil
  }

  /// The number after `layer`, `hidden_states`, `blocks` or a lone `l`.
  private func layer(in path: String) -> Int? {
    let text = Array(path.lowercased())
    for word in ["layer", "hidden_states", "hidden_state", "blocks", "block", "l"].map(Array.init) {
      for start in text.indices.reversed() where text[start...].starts(with: word) {
        if word.count == 1, start > 0, text[start - 1].isLetter || text[start - 1].isNumber { continue }
        let rest = text[(start + word.count)...].drop { "_-.=".contains($0) || $0 == "s" && word.count > 1 }
        let digits = rest.drop { "_-.=".contains($0) }.prefix { $0.isASCII && $0.isNumber }
        if let number = Int(String(digits)), digits.count < 4 { return number }
      }
    }
    return nil
  }

  private func autoencoder(_ found: FoundCheckpoint, _ taken: inout Set<String>) -> FoundAutoencoder? {
    guard let checkpoint = try? Checkpoints.open(full(found.path), checkingValues: false) else { return nil }
    return FoundAutoencoder(
      path: found.path, id: Proposal.id(RunSteps.name(of: found.path), taken: &taken), family: checkpoint.family,
      dimension: checkpoint.autoencoder.inputDimension, featureCount: checkpoint.autoencoder.featureCount,
      layer: checkpoint.place?.hiddenState ?? checkpoint.layer, hook: checkpoint.hook)
  }

  // MARK: Which belongs to which

  /// The table with as many rows whose name begins most alike. States whose name is like no table's belong to one only where
  /// nothing else does.
  private func owner(of found: FoundStates, among tables: [FoundTable], beside states: [FoundStates]) -> Int? {
    let fitting = tables.indices.filter { tables[$0].rows == found.examples }
    let best = fitting.max { a, b in
      let (left, right) = (alike(tables[a].path, found.path), alike(tables[b].path, found.path))
      return left == right ? a > b : left < right
    }
    guard let best, !isNamed(found.path, like: tables[best].path) else { return best }
    let isTaken = states.contains { $0.examples == found.examples && isNamed($0.path, like: tables[best].path) }
    return isTaken ? nil : best
  }

  /// Whether the first word of one name begins the other.
  private func isNamed(_ path: String, like other: String) -> Bool {
    func word(_ path: String) -> Substring { Paths.name(of: path).prefix { $0.isLetter || $0.isNumber } }
    let (a, b) = (word(path).lowercased(), word(other).lowercased())
    return !a.isEmpty && !b.isEmpty && (a.hasPrefix(b) || b.hasPrefix(a))
  }

  /// Leading letters that both have: of the folders, then of the names.
  private func alike(_ a: String, _ b: String) -> Int {
    let folders = zip(Paths.folder(of: a), Paths.folder(of: b)).prefix { $0 == $1 }.count
    let names = zip(Paths.name(of: a), Paths.name(of: b)).prefix { $0 == $1 }.count
    return names * 1000 + folders
  }

  /// Each states file under a layer of its own; those for which none is left are named as unused.
  private func byLayer(
    _ states: [FoundStates], _ autoencoders: [FoundAutoencoder], _ proposal: inout Proposal
  ) -> [(Int, FoundStates)] {
    var chosen: [(Int, FoundStates)] = []
    for found in states {
      let fitting = autoencoders.filter { $0.dimension == found.dimension }.compactMap(\.layer)
      let layer = found.layer ?? fitting.first ?? 0
      guard !chosen.contains(where: { $0.0 == layer }) else {
        proposal.unused.append("\(found.path) (states of layer \(layer) are named already)")
        continue
      }
      chosen.append((layer, found))
    }
    return chosen.sorted { $0.0 < $1.0 }
  }

  private func addCheckpoints(
    _ autoencoders: [FoundAutoencoder], _ layers: [Int: [Int]], _ proposal: inout Proposal
  ) {
    let steps = RunSteps(autoencoders)
    for found in autoencoders {
      let fitting = layers[found.dimension] ?? []
      let layer =
        [found.layer, layer(in: found.path)].compactMap { $0 }.first(where: fitting.contains) ?? fitting.min()
      var entry = found.entry(layer: layer ?? found.layer ?? 0)
      if fitting.isEmpty {
        entry.doubt = "no states have its \(found.dimension) dimensions"
      } else if let last = steps.last(of: found), last != found.path {
        entry.doubt = "an earlier step of \(last)"
      }
      proposal.checkpoints.append(entry)
    }
  }
}
