import Datasets

extension AtlasConfiguration.DatasetEntry: ConfigurationMapping {
  static var defaults: Self { Self() }

  static var keys: [ConfigurationKey<Self>] {
    [
      .init(
        "id", .id, \.id, "name of the dataset in pages, file names and URLs", example: "reviews",
        missing: ("a dataset has no id", "add `id: NAME`")),
      .init("modality", .word(["text", "image", "audio", "other"]), \.modality, "kind of the examples"),
      .init(
        "examples", .path, optional: \.examples, "the table of examples: CSV, TSV, JSONL or JSON, also .gz, .zst",
        example: "reviews.csv"),
      .init("columns", .mapping(), "the roles of the table's columns") { (entry, roles: ColumnsEntry) in
        entry.columns = roles.columns
      },
      .init("patches", .mapping(), "where tokens are patches of the picture: their grid") {
        (entry, given: PatchesEntry) in
        entry.patches = given.grid
      },
      .init("states", .byLayer, \.states, "the hidden states of each layer; required"),
      .init("tokens", .mapping(), "the tokens of each example, and those to leave out") {
        (entry, given: TokensEntry) in
        (entry.tokens, entry.drop) = (given.path, given.drop)
      },
    ]
  }

  mutating func finish(_ node: ConfigurationNode, isClean: Bool) {
    line = node.node.mark?.line
    place = node.place
    if states.isEmpty, !node.has("states") || isClean {
      node.reading.mistakes.add(
        node.failure(
          "dataset “\(id)” has no states",
          hint: "add `states: {LAYER: FILE}`; examples/extract_states.py makes such files"))
    }
    if patches != nil, columns.image == nil {
      node.reading.mistakes.add(
        node.failure(
          "`patches` are given, but no pictures", hint: "add `columns: {image: COLUMN}`, or leave `patches` out"))
    }
    hasMistakes = !isClean || states.isEmpty
    hasAllStates = !states.isEmpty && states.count == node.node["states"]?.mapping?.count
  }
}

/// A file of tokens, and what is left out of everything.
struct TokensEntry: ConfigurationMapping {
  var path: String?
  var drop = TokenDrop.none

  static var defaults: Self { Self() }
  static var shorthand: String? { "path" }

  static var keys: [ConfigurationKey<Self>] {
    [
      .init(
        "path", .path, optional: \.path, "the file: one list of tokens per example", example: "reviews.tokens.jsonl"),
      .init(
        "drop", .list(.text("`first`, `last` or the text of a token")),
        "tokens to leave out of all measurements"
      ) { $0.drop = TokenDrop($1) },
    ]
  }

  func finish(_ node: ConfigurationNode, isClean: Bool) throws {
    guard path == nil, !drop.texts.isEmpty else { return }
    throw node.failure(
      "tokens are to be left out by their text (\(drop.texts.joined(separator: ", "))), but no file gives their texts",
      hint: "add `path: FILE`; only `first` and `last` need none")
  }
}
