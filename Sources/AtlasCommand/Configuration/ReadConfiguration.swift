import Datasets
import Diagnostics
import Features
import Files
import Findings
import Probing
import SparseAutoencoders
import Yams

extension AtlasConfiguration {
  /// Reads and checks a configuration file; no other file is touched.
  ///
  /// - Throws: `AtlasError` with file, line and what to do: no YAML, an unknown key, a value of the wrong kind, an id twice.
  static func read(_ path: String) throws -> AtlasConfiguration {
    let file = try MappedFile(path)
    guard file.count <= 1 << 20 else {
      throw AtlasError(path: path, "the configuration has \(file.count) bytes; at most 1 MiB is read")
    }
    guard let text = file.withBytes({ String(validating: $0, as: UTF8.self) }) else {
      throw AtlasError(path: path, "the configuration is not UTF-8 text", hint: "save it as UTF-8")
    }
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw located(error, path: path)
    }
    guard let node else { throw AtlasError(path: path, "the configuration is empty") }
    return try AtlasConfiguration(ConfigurationNode(node: node, path: path, place: ""))
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
    for (key, value) in try root.entries(keys) {
      switch key {
      case "title": title = try value.string
      case "seed": seed = UInt64(try value.int(in: 0...Int.max))
      case "language": language = try value.word(["en", "ja"])
      case "checkpoints": checkpoints = try value.items.map { try CheckpointEntry($0, base: base) }
      case "datasets": datasets = try value.items.map { try DatasetEntry($0, base: base) }
      case "pooling": pooling = try readPoolings(value)
      case "probes": probes = try Probes(value)
      case "bias": bias = try Bias(value)
      case "transfer": transfer = try value.items.map { try TransferEntry($0) }
      case "labels": featureNames = Paths.join(base, try value.string)
      case "decision": decision = try readDecision(value)
      default: site = try readSite(value)
      }
    }
    try checkReferences(root)
    do {
      if probes.isEnabled { _ = try probeOptions(threads: 1).validated() }
    } catch let error as AtlasError {
      throw error.located(path: path)
    }
  }

  /// Ids are unique, and what refers to an id or a column finds it.
  private func checkReferences(_ root: ConfigurationNode) throws {
    guard !datasets.isEmpty else {
      throw root.failure("the configuration names no datasets", hint: "add a `datasets:` list, see the README")
    }
    try checkUnique(checkpoints.map { ($0.id, $0.line) })
    try checkUnique(datasets.map { ($0.id, $0.line) })
    let ids = datasets.map(\.id)
    for pair in transfer {
      for name in [pair.train, pair.test] where !ids.contains(name) && !mayBeLabel(name) {
        throw AtlasError(
          path: path, "transfer names the dataset “\(name)”, which is not in `datasets`",
          hint: "known: " + ids.joined(separator: ", "))
      }
      guard pair.train != pair.test else {
        throw AtlasError(path: path, "transfer from “\(pair.train)” to itself", hint: "name two different datasets")
      }
    }
    let columns = datasets.flatMap(\.columns.groups)
    for attribute in (bias.attributes ?? []) + bias.intersections.flatMap({ $0 }) where !columns.contains(attribute) {
      throw AtlasError(
        path: path, "bias names the attribute “\(attribute)”, which is no group column of any dataset",
        hint: columns.isEmpty
          ? "add it to `columns: {groups: […]}`" : "group columns: " + columns.joined(separator: ", "))
    }
    try checkFileNames()
  }

  /// Whether a dataset with several labels per example may have one of this id: labels are known once it is read.
  private func mayBeLabel(_ id: String) -> Bool {
    datasets.contains { $0.columns.labels != nil && id.hasPrefix($0.id + "-") }
  }

  private func checkUnique(_ ids: [(String, Int?)]) throws {
    var seen: [String: Int?] = [:]
    for (id, line) in ids {
      if let first = seen[id] {
        throw AtlasError(
          path: path, line: line, "the id “\(id)” is used twice" + (first.map { ", first on line \($0)" } ?? ""),
          hint: "give each its own id")
      }
      seen[id] = line
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
    for (key, value) in try node.entries(["id", "path", "layer", "format", "options", "option"]) {
      switch key {
      case "id": name = try readID(value)
      case "path":
        writtenPath = try value.string
        path = Paths.join(base, writtenPath)
      case "layer": layer = try value.int(in: 0...100_000)
      case "format": try readFormat(value)
      default:
        for (option, _, _, text) in try value.entries() { options.options[option] = try text.string }
      }
    }
    guard let name else { throw node.failure("a checkpoint has no id", hint: "add `id: NAME`") }
    id = name
  }

  /// A family's name, or the description of a checkpoint of no known family.
  private mutating func readFormat(_ node: ConfigurationNode) throws {
    guard node.isMapping else {
      options.family = try node.string
      return
    }
    var mapping: [String: [String]] = [:]
    for (key, _, _, value) in try node.entries() {
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
    modality = "text"
    columns = ExampleColumns()
    states = []
    line = node.node.mark?.line
    for (key, value) in try node.entries(["id", "modality", "examples", "columns", "states", "tokens"]) {
      switch key {
      case "id": id = try readID(value)
      case "modality": modality = try value.word(["text", "image", "audio", "other"])
      case "examples": examples = Paths.join(base, try value.string)
      case "columns": columns = try readColumns(value)
      case "tokens": tokens = Paths.join(base, try value.string)
      default: states = try readStates(value, base: base)
      }
    }
    guard let id else { throw node.failure("a dataset has no id", hint: "add `id: NAME`") }
    self.id = id
    guard !states.isEmpty else {
      throw node.failure("dataset “\(id)” has no states", hint: "add `states: {LAYER: FILE}`")
    }
  }
}

private func readColumns(_ node: ConfigurationNode) throws -> ExampleColumns {
  var columns = ExampleColumns()
  var separator: String?
  let keys = ["id", "text", "label", "labels", "label-separator", "groups", "split", "image", "cluster"]
  for (key, value) in try node.entries(keys) {
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
    case "groups": columns.groups = try value.list { try $0.string }
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
  try node.entries().map { key, line, column, value in
    guard let layer = Int(key), layer >= 0 else {
      throw AtlasError(
        path: node.path, line: line, column: column, "states are listed by layer, but “\(key)” is no layer number",
        hint: "write `states: {4: states/layer4.safetensors}`")
    }
    var options = StateOptions()
    guard value.isMapping else {
      return AtlasConfiguration.StatesEntry(
        layer: layer, path: Paths.join(base, try value.string), options: options, line: line)
    }
    var path: String?
    for (name, item) in try value.entries(["path", "array", "layer", "split"]) {
      switch name {
      case "path": path = Paths.join(base, try item.string)
      case "array": options.array = try item.string
      case "layer": options.layer = try item.int(in: 0...100_000)
      default: options.split = try item.string
      }
    }
    guard let path else { throw value.failure("states of layer \(layer) have no path", hint: "add `path: FILE`") }
    return AtlasConfiguration.StatesEntry(layer: layer, path: path, options: options, line: line)
  }
}

private func readPoolings(_ node: ConfigurationNode) throws -> [Pooling] {
  let names = try node.list { try $0.word(Pooling.allCases.map(\.rawValue)) }
  guard !names.isEmpty else { throw node.failure("`pooling` is an empty list", hint: "name at least one pooling") }
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
    for (key, value) in try node.entries(keys) {
      switch key {
      case "representations":
        representations = try value.list { try $0.string }
        isEnabled = !representations.isEmpty
      case "thresholds":
        thresholds = try value.list { item in
          switch try item.string {
          case "auto": .automatic
          case "otsu": .otsu
          default: .fixed(try item.double(in: -1e30...1e30))
          }
        }
      case "criteria": criteria = try value.list { try $0.string }
      case "top": top = try value.list { try $0.int(in: 1...1_048_576) }
      case "c": c = try value.list { try $0.double(in: 1e-12...1e12) }
      case "folds": folds = try value.int(in: 2...1000)
      case "repeats": repeats = try value.int(in: 1...1000)
      case "positive": positiveClass = try value.string
      case "training-rates": trainingRates = try value.list { try $0.double(in: 0.0001...1) }
      default: nonInferiorityMargin = try value.double(in: 0...1)
      }
    }
    guard !c.isEmpty else { throw node.failure("`c` is an empty list") }
  }
}

extension AtlasConfiguration.Bias {
  fileprivate init(_ node: ConfigurationNode) throws {
    self.init()
    for (key, value) in try node.entries([
      "attributes", "intersections", "reference", "margin", "fdr", "minimum-cell", "ablation",
    ]) {
      switch key {
      case "attributes": attributes = try value.list { try $0.string }
      case "intersections":
        intersections = try value.items.map { item in
          let names = try item.items.map { try $0.string }
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

extension AtlasConfiguration.TransferEntry {
  fileprivate init(_ node: ConfigurationNode) throws {
    var names: [String: String] = [:]
    for (key, value) in try node.entries(["train", "test"]) { names[key] = try value.string }
    guard let train = names["train"], let test = names["test"] else {
      throw node.failure("a transfer needs `train` and `test`", hint: "write `- {train: A, test: B}`")
    }
    self.init(train: train, test: test)
  }
}

private func readDecision(_ node: ConfigurationNode) throws -> DecisionQuestion {
  var question: String?
  var decision = DecisionQuestion(question: "")
  for (key, _, _, value) in try node.entries() {
    switch key {
    case "question": question = try value.string
    case "cost-per-false-alarm": decision.costPerFalseAlarm = try value.double(in: 0...1e15)
    case "cost-per-miss": decision.costPerMiss = try value.double(in: 0...1e15)
    default: decision.notes.append(LabelledText(label: key, text: try value.string))
    }
  }
  guard let question else { throw node.failure("`decision` has no question", hint: "add `question: …`") }
  decision.question = question
  return decision
}

private func readSite(_ node: ConfigurationNode) throws -> SiteOptions {
  var options = SiteOptions()
  for (key, value) in try node.entries(["pages", "examples-per-feature", "anonymous"]) {
    switch key {
    case "pages": options.pages = try value.int(in: 0...10_000_000)
    case "examples-per-feature": options.examplesPerFeature = try value.int(in: 1...1000)
    default: options.anonymous = try value.bool
    }
  }
  return options
}
