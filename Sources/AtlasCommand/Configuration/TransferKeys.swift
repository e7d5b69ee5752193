extension AtlasConfiguration.TransferEntry: ConfigurationMapping {
  static var defaults: Self { Self() }

  static var keys: [ConfigurationKey<Self>] {
    let hint = "write `- {train: A, test: B}`"
    return [
      .init(
        "train", .dataset, \.train, "the dataset to fit on", missing: ("a transfer needs `train`", hint)),
      .init(
        "test", .dataset, \.test, "the dataset to test on", missing: ("a transfer needs `test`", hint)),
    ]
  }

  mutating func finish(_ node: ConfigurationNode, isClean: Bool) { place = node.place }
}

extension ValueKind where Value == String {
  fileprivate static var dataset: Self { text("id of a dataset") }
}
