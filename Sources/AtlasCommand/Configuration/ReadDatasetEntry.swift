import Datasets
import Diagnostics
import Files
import Yams

extension AtlasConfiguration.DatasetEntry {
  init(_ node: ConfigurationNode, base: String) throws {
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
func readNames(_ node: ConfigurationNode) throws -> [String] {
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
