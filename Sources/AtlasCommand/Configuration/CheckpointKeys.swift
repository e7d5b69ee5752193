import SparseAutoencoders

extension AtlasConfiguration.CheckpointEntry: ConfigurationMapping {
  static var defaults: Self { Self() }

  static var keys: [ConfigurationKey<Self>] {
    [
      .init(
        "id", .id, \.id, "name of the checkpoint in pages, file names and URLs", example: "l4-w1536",
        missing: ("a checkpoint has no id", "add `id: NAME`")),
      .init(
        "path", .other("path"), "its file or folder; leave it out for features that were encoded elsewhere",
        example: "checkpoints/l4-w1536"
      ) { entry, node in
        entry.writtenPath = try node.string
        entry.path = try node.filePath
      },
      .init(
        "layer", .int(0...100_000), optional: \.layer,
        "the layer whose states it reads; checked against its files", example: "4"),
      .init(
        "format", .other("family, or mapping"),
        "overrides the detected family, or names the tensors and the formula of a file of no known family"
      ) { try $0.readFormat($1) },
      .init(
        "options", .other("mapping"), "settings that its files do not give, say `{k: 32}`", also: ["option"]
      ) { entry, node in
        try node.forEachEntry { entry.options.options[$0] = try $1.string }
      },
      .init(
        "unembedding", .mapping(),
        "output matrix of the model: pages then list the tokens that a feature promotes and suppresses"
      ) { (entry, given: UnembeddingEntry) in entry.unembedding = given },
    ]
  }

  mutating func finish(_ node: ConfigurationNode, isClean: Bool) {
    line = node.node.mark?.line
    place = node.place
    hasMistakes = !isClean
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
