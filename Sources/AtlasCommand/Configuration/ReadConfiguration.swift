import Datasets
import Diagnostics
import Features
import Files
import Findings
import Probing
import SparseAutoencoders
import YAMLFiles
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
    guard let node = try YAMLFile.root(of: path) else { throw AtlasError(path: path, "the configuration is empty") }
    return node
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
func readID(_ node: ConfigurationNode) throws -> String {
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
