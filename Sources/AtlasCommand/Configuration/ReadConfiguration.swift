import Datasets
import Diagnostics
import Features
import Files
import Findings
import Probing
import SparseAutoencoders
import Yams

extension AtlasConfiguration {
  /// Reads and checks a configuration file; no other file is opened.
  ///
  /// - Throws: `AtlasError` with file, line and what to do: no YAML, an unknown key, a value of the wrong kind, an id twice;
  ///   `AtlasErrors` for several.
  static func read(_ path: String) throws -> AtlasConfiguration {
    let mistakes = Mistakes()
    let configuration = read(path, mistakes)
    try mistakes.end()
    guard let configuration else { throw AtlasError(path: path, "the configuration is empty") }
    return configuration
  }

  /// The same, with all mistakes in `mistakes` and, where there are any, what could be read in spite of them; nil where
  /// the file is no mapping of keys to values.
  static func read(_ path: String, _ mistakes: Mistakes) -> AtlasConfiguration? {
    mistakes.attempt {
      let root = ConfigurationNode(
        node: try parse(path), place: "", reading: ConfigurationReading(path: path, mistakes: mistakes))
      return try AtlasConfiguration(root)
    }
  }

  private static func parse(_ path: String) throws -> Node {
    let file = try MappedFile(path)
    guard file.count <= 1 << 20 else {
      throw AtlasError(path: path, "the configuration has \(file.count) bytes; at most 1 MiB is read")
    }
    // A byte order mark says what the reader knows already.
    guard
      let text = file.withBytes({
        String(validating: $0.starts(with: [0xef, 0xbb, 0xbf]) ? $0.dropFirst(3) : $0[...], as: UTF8.self)
      })
    else {
      throw AtlasError(path: path, "the configuration is not UTF-8 text", hint: "save it as UTF-8")
    }
    try AliasLimit.check(text, path: path)
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw located(error, path: path)
    }
    guard let node else { throw AtlasError(path: path, "the configuration is empty") }
    return node
  }

  private static func located(_ error: YamlError, path: String) -> AtlasError {
    let hint = "check indentation, colons and quotes on this line and the one before"
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return AtlasError(
        path: path, line: mark.line, column: mark.column, "this is no valid YAML: \(problem)", hint: hint)
    case .duplicatedKeysInMapping(let duplicates, let context):
      return AtlasError(
        path: path, line: context.mark.line,
        "a key is written twice: \(duplicates.map { "\($0)" }.joined(separator: ", "))",
        hint: "keep one of them")
    default:
      return AtlasError(path: path, "this is no valid YAML: \(error)", hint: hint)
    }
  }

  init(_ root: ConfigurationNode) throws {
    path = root.path
    let base = Paths.folder(of: root.path)
    let keys = [
      "title", "seed", "language", "checkpoints", "datasets", "pooling", "probes", "bias", "transfer", "labels",
      "decision", "site",
    ]
    try root.forEachEntry(keys) { key, value in
      switch key {
      case "title": title = try value.string
      case "seed": seed = UInt64(try value.int(in: 0...Int.max))
      case "language": language = try value.string
      case "checkpoints": checkpoints = try value.each { try CheckpointEntry($0, base: base) }
      case "datasets":
        datasets = try value.each { try DatasetEntry($0, base: base) }
        if try value.items.isEmpty { throw value.failure("`datasets` is an empty list", hint: "name a dataset") }
      case "pooling": pooling = try readPoolings(value)
      case "probes": probes = try Probes(value)
      case "bias": bias = try Bias(value)
      case "transfer": transfer = try value.each { try TransferEntry($0) }
      case "labels": featureNames = try value.list { try FeatureNamesEntry($0, base: base) }
      case "decision": decision = try readDecision(value)
      default: site = try readSite(value)
      }
    }
    places = root.reading.places
    checkReferences(root)
    root.reading.mistakes.attempt { try checkFileNames() }
    // What the readers above let pass.
    guard probes.isEnabled else { return }
    root.reading.mistakes.attempt {
      do {
        _ = try probeOptions(threads: 1).validated()
      } catch let error as AtlasError {
        throw error.located(path: path, line: places["probes"]?.line)
      }
    }
  }
}

/// An id of a checkpoint or dataset: it becomes part of file names and URLs.
private func readID(_ node: ConfigurationNode) throws -> String {
  let id = try node.string
  let isValid = !id.isEmpty && id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  guard isValid, id.utf8.count <= 64, !id.hasPrefix("-") else {
    throw node.failure("“\(id)” is no id", hint: "use lower-case letters, digits and -, at most 64")
  }
  return id
}

extension AtlasConfiguration.CheckpointEntry {
  fileprivate init(_ node: ConfigurationNode, base: String) throws {
    var name: String?
    id = ""
    writtenPath = ""
    options = CheckpointOptions()
    line = node.node.mark?.line
    place = node.place
    let known = node.reading.mistakes.all.count
    try node.forEachEntry(["id", "path", "layer", "format", "options", "option"]) { key, value in
      switch key {
      case "id": name = try readID(value)
      case "path":
        writtenPath = try value.string
        path = try value.path(from: base)
      case "layer": layer = try value.int(in: 0...100_000)
      case "format": try readFormat(value)
      default:
        try value.forEachEntry { option, text in options.options[option] = try text.string }
      }
    }
    guard let name else { throw node.lacking("id", "a checkpoint has no id", hint: "add `id: NAME`") }
    id = name
    hasMistakes = node.reading.mistakes.all.count > known
  }

  /// A family's name, or the description of a checkpoint of no known family.
  private mutating func readFormat(_ node: ConfigurationNode) throws {
    guard node.isMapping else {
      options.family = try node.string
      return
    }
    var mapping: [String: [String]] = [:]
    try node.forEachEntry { key, value in
      if key == "family" {
        options.family = try value.string
      } else {
        mapping[key] = try value.list { try $0.string }
      }
    }
    if options.family == nil {
      options.mapping = mapping
    } else {
      for (key, values) in mapping { options.options[key] = values.joined(separator: ",") }
    }
  }
}

extension AtlasConfiguration.DatasetEntry {
  fileprivate init(_ node: ConfigurationNode, base: String) throws {
    var id: String?
    self.id = ""
    modality = "text"
    columns = ExampleColumns()
    states = []
    line = node.node.mark?.line
    place = node.place
    let known = node.reading.mistakes.all.count
    try node.forEachEntry(["id", "modality", "examples", "columns", "states", "tokens"]) { key, value in
      switch key {
      case "id": id = try readID(value)
      case "modality": modality = try value.word(["text", "image", "audio", "other"])
      case "examples": examples = try value.path(from: base)
      case "columns": columns = try readColumns(value)
      case "tokens": (tokens, drop) = try readTokens(value, base: base)
      default:
        hasAllStates = false
        states = try readStates(value, base: base)
        hasAllStates = states.count == value.node.mapping?.count
      }
    }
    guard let id else { throw node.lacking("id", "a dataset has no id", hint: "add `id: NAME`") }
    self.id = id
    if states.isEmpty, !node.has("states") || known == node.reading.mistakes.all.count {
      node.reading.mistakes.add(
        node.failure("dataset “\(id)” has no states", hint: "add `states: {LAYER: FILE}`"))
    }
    hasMistakes = node.reading.mistakes.all.count > known
    if states.isEmpty { hasAllStates = false }
  }
}

/// Names, each once.
private func readNames(_ node: ConfigurationNode) throws -> [String] {
  let names = try node.list { try $0.string }
  if let name = names.enumerated().first(where: { names.firstIndex(of: $1) != $0 })?.element {
    throw node.failure("“\(name)” is listed twice", hint: "keep one of them")
  }
  return names
}

/// A file of tokens, or `{path, drop}`.
private func readTokens(_ node: ConfigurationNode, base: String) throws -> (path: String?, drop: TokenDrop) {
  guard node.isMapping else { return (try node.path(from: base), .none) }
  var path: String?
  var drop = TokenDrop.none
  try node.forEachEntry(["path", "drop"]) { key, value in
    switch key {
    case "path": path = try value.path(from: base)
    default: drop = TokenDrop(try value.list { try $0.string })
    }
  }
  if path == nil, !drop.texts.isEmpty {
    throw node.failure(
      "tokens are to be left out by their text (\(drop.texts.joined(separator: ", "))), but no file gives their texts",
      hint: "add `path: FILE`; only `first` and `last` need none")
  }
  return (path, drop)
}

private func readColumns(_ node: ConfigurationNode) throws -> ExampleColumns {
  var columns = ExampleColumns()
  var separator: String?
  let keys = ["id", "text", "label", "labels", "label-separator", "groups", "split", "image", "cluster"]
  try node.forEachEntry(keys) { key, value in
    switch key {
    case "id": columns.id = try value.string
    case "text": columns.text = try value.string
    case "label": columns.label = try value.string
    case "labels":
      columns.labels =
        value.isList
        ? .indicators(try value.list { try $0.string })
        : .names(column: try value.string, separator: AtlasConfiguration.labelSeparator)
    case "label-separator":
      separator = try value.string
      if separator?.isEmpty != false { throw value.failure("the separator of labels is empty") }
    case "groups": columns.groups = try readNames(value)
    case "split": columns.split = try value.string
    case "image": columns.image = try value.string
    default: columns.cluster = try value.string
    }
  }
  if columns.label != nil, columns.labels != nil {
    throw node.failure(
      "both `label` and `labels` are given",
      hint: "`label` where an example has one, `labels` where it may have several")
  }
  if case .indicators(let names)? = columns.labels, names.isEmpty || Set(names).count < names.count {
    throw node.failure("`labels` needs columns, each once", hint: "write `labels: [insult, threat]`")
  }
  if let separator {
    guard case .names(let column, _)? = columns.labels else {
      throw node.failure(
        "`label-separator` parts the names in one column", hint: "write `labels: COLUMN` beside it, not a list")
    }
    columns.labels = .names(column: column, separator: separator)
  }
  return columns
}

private func readStates(_ node: ConfigurationNode, base: String) throws -> [AtlasConfiguration.StatesEntry] {
  var layers: Set<Int> = []
  return node.reading.mistakes.each(try node.entries()) { key, line, column, value in
    guard let layer = Int(key), layer >= 0 else {
      throw AtlasError(
        path: node.path, line: line, column: column, "states are listed by layer, but “\(key)” is no layer number",
        hint: "write `states: {4: states/layer4.safetensors}`")
    }
    guard layers.insert(layer).inserted else {
      throw AtlasError(
        path: node.path, line: line, column: column, "states of layer \(layer) are listed twice",
        hint: "keep one of them")
    }
    var options = StateOptions()
    guard value.isMapping else {
      return AtlasConfiguration.StatesEntry(
        layer: layer, path: try value.path(from: base), options: options, line: line, place: value.place)
    }
    var path: String?
    try value.forEachEntry(["path", "array", "layer", "split"]) { name, item in
      switch name {
      case "path": path = try item.path(from: base)
      case "array": options.array = try item.string
      case "layer": options.layer = try item.int(in: 0...100_000)
      default: options.split = try item.string
      }
    }
    guard let path else {
      throw value.lacking("path", "states of layer \(layer) have no path", hint: "add `path: FILE`")
    }
    return AtlasConfiguration.StatesEntry(
      layer: layer, path: path, options: options, line: line, place: value.place + ".path")
  }
}

private func readPoolings(_ node: ConfigurationNode) throws -> [Pooling] {
  let names = try node.filledList { try $0.word(Pooling.allCases.map(\.rawValue)) }
  guard Set(names).count == names.count else { throw node.failure("a pooling is listed twice") }
  return names.compactMap { Pooling(rawValue: $0) }
}

extension AtlasConfiguration.Probes {
  fileprivate init(_ node: ConfigurationNode) throws {
    self.init()
    let keys = [
      "representations", "thresholds", "top", "criteria", "c", "folds", "repeats", "training-rates",
      "non-inferiority-margin", "positive",
    ]
    try node.forEachEntry(keys) { key, value in
      switch key {
      case "representations":
        representations = try value.list { try $0.word(ProbeOptions.knownRepresentations) }
        isEnabled = !representations.isEmpty
      case "thresholds":
        thresholds = try value.filledList { item in
          switch try item.string {
          case "auto": .automatic
          case "otsu": .otsu
          default: .fixed(try item.double(in: 0...1e30))
          }
        }
      case "criteria": criteria = try value.filledList { try $0.word(ProbeOptions.knownCriteria) }
      case "top": top = try value.filledList { try $0.int(in: 1...1_000_000) }
      case "c": c = try value.filledList { try $0.double(in: 1e-9...1e9) }
      case "folds": folds = try value.int(in: 2...100)
      case "repeats": repeats = try value.int(in: 1...1000)
      case "positive": positiveClass = try value.string
      case "training-rates": trainingRates = try value.filledList { try $0.double(in: 0.0001...1) }
      default: nonInferiorityMargin = try value.double(in: 0...0.999_999)
      }
    }
  }
}

extension AtlasConfiguration.Bias {
  fileprivate init(_ node: ConfigurationNode) throws {
    self.init()
    try node.forEachEntry([
      "attributes", "intersections", "reference", "margin", "fdr", "minimum-cell", "ablation",
    ]) { key, value in
      switch key {
      case "attributes": attributes = try readNames(value)
      case "intersections":
        intersections = try Mistakes.ofEach(try value.items) { item in
          _ = try item.items
          let names = try readNames(item)
          guard names.count >= 2 else { throw item.failure("an intersection needs at least two attributes") }
          return names
        }
      case "reference": reference = try value.string
      case "margin": margin = try value.double(in: 0...1)
      case "ablation": ablation = try value.bool
      case "fdr": falseDiscoveryRate = try value.double(in: 0.000001...0.5)
      default: minimumCell = try value.int(in: 1...1_000_000)
      }
    }
  }
}

extension AtlasConfiguration.FeatureNamesEntry {
  /// A path, or `{path, checkpoint}`.
  fileprivate init(_ node: ConfigurationNode, base: String) throws {
    line = node.node.mark?.line
    guard node.isMapping else {
      path = try node.path(from: base)
      return
    }
    var found: String?
    var id: String?
    try node.forEachEntry(["path", "checkpoint"]) { key, value in
      if key == "path" { found = try value.path(from: base) } else { id = try value.string }
    }
    checkpoint = id
    guard let found else { throw node.lacking("path", "a table of names has no path", hint: "add `path: FILE`") }
    path = found
  }
}

extension AtlasConfiguration.TransferEntry {
  fileprivate init(_ node: ConfigurationNode) throws {
    var names: [String: String] = [:]
    try node.forEachEntry(["train", "test"]) { key, value in names[key] = try value.string }
    let hint = "write `- {train: A, test: B}`"
    guard let train = names["train"] else { throw node.lacking("train", "a transfer needs `train`", hint: hint) }
    guard let test = names["test"] else { throw node.lacking("test", "a transfer needs `test`", hint: hint) }
    self.init(train: train, test: test, place: node.place)
  }
}

private func readDecision(_ node: ConfigurationNode) throws -> DecisionQuestion {
  var question: String?
  var decision = DecisionQuestion(question: "")
  try node.forEachEntry { key, value in
    switch key {
    case "question": question = try value.string
    case "cost-per-false-alarm": decision.costPerFalseAlarm = try value.double(in: 0...1e15)
    case "cost-per-miss": decision.costPerMiss = try value.double(in: 0...1e15)
    default: decision.notes.append(LabelledText(label: key, text: try value.string))
    }
  }
  guard let question else { throw node.lacking("question", "`decision` has no question", hint: "add `question: …`") }
  decision.question = question
  return decision
}

private func readSite(_ node: ConfigurationNode) throws -> SiteOptions {
  var options = SiteOptions()
  try node.forEachEntry(["pages", "examples-per-feature", "anonymous"]) { key, value in
    switch key {
    case "pages": options.pages = try value.int(in: 0...10_000_000)
    case "examples-per-feature": options.examplesPerFeature = try value.int(in: 1...1000)
    default: options.anonymous = try value.bool
    }
  }
  return options
}
