import Datasets
import Diagnostics

extension AtlasConfiguration.StatesEntry: ConfigurationMapping {
  static var defaults: Self { Self() }
  static var shorthand: String? { "path" }

  static var keys: [ConfigurationKey<Self>] {
    [
      .init(
        "path", .other("path"), "hidden states, or features encoded elsewhere",
        example: "states/reviews.layer4.safetensors",
        missing: ("these states have no path", "add `path: FILE`")
      ) { entry, node in
        entry.path = try node.filePath
        entry.place = node.place
      },
      .init(
        "array", .text("name of an array"), optional: \.options.array,
        "the array to read, where the file holds several"),
      .init(
        "layer", .int(0...100_000), optional: \.options.layer, "the layer to read, where the file holds several"),
      .init(
        "split", .text("`train` or `test`"), optional: \.options.split,
        "the part to read, where the layout has both; default: both"),
    ]
  }
}

extension ValueKind where Value == [AtlasConfiguration.StatesEntry] {
  /// A mapping from layers to states; layers with mistakes are left out.
  static var byLayer: Self {
    ValueKind(
      summary: "mapping of layers",
      nested: NestedKeys(keys: AtlasConfiguration.StatesEntry.keys.map(\.description), form: .byLayer)
    ) { node in
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
        var entry = AtlasConfiguration.StatesEntry(layer: layer, line: line)
        try entry.read(value)
        return entry
      }
    }
  }
}
