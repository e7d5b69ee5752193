extension AtlasConfiguration.FeatureNamesEntry: ConfigurationMapping {
  static var defaults: Self { Self() }
  static var shorthand: String? { "path" }

  static var keys: [ConfigurationKey<Self>] {
    [
      .init(
        "path", .path, \.path, "a table `checkpoint, feature, name, source`, or a file or folder of Neuronpedia's",
        missing: ("a table of names has no path", "add `path: FILE`")),
      .init(
        "checkpoint", .text("id of a checkpoint"), optional: \.checkpoint,
        "whose features they are, where the file leaves a choice"),
    ]
  }

  mutating func finish(_ node: ConfigurationNode, isClean: Bool) { line = node.node.mark?.line }
}
