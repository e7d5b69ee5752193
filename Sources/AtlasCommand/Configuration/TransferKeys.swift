extension AtlasConfiguration.TransferEntry: ConfigurationMapping {
  static var defaults: Self { Self() }

  static var keys: [ConfigurationKey<Self>] {
    let hint = "write `- {train: A, test: B}`"
    return [
      .init(
        "train", .dataset, \.train, "the dataset to fit on", missing: ("a transfer needs `train`", hint)),
      .init(
        "test", .dataset, \.test, "the dataset to test on", missing: ("a transfer needs `test`", hint)),
      .init(
        "label-map", .labelMap, \.labelMap, "classes of `train` that `test` writes differently: `{theirs: ours}`"),
      .init(
        "same-space", .flag, \.sameSpace,
        "features and states of `test` are those of `train`, though its checkpoints or layers have other names"),
      .init(
        "label", .column, optional: \.label,
        "a column of both files to predict instead of their labels, say whether a larger model was right; where `train` and "
          + "`test` are one dataset, the column to test on"),
      .init(
        "train-label", .column, optional: \.trainLabel, "the same for `train` alone"),
      .init(
        "test-label", .column, optional: \.testLabel, "the same for `test` alone"),
    ]
  }

  mutating func finish(_ node: ConfigurationNode, isClean: Bool) throws {
    place = node.place
    guard label != nil, trainLabel != nil || testLabel != nil else { return }
    throw node.failure(
      "`label` is given beside `train-label` or `test-label`", hint: "`label` stands for both: keep it, or the others")
  }
}

extension ValueKind where Value == [AtlasConfiguration.TransferEntry] {
  /// A list of pairs, or all that there are.
  static var transfers: Self {
    let list: Self = .entries()
    return ValueKind(summary: "`all`, or " + list.summary, nested: list.nested) { node in
      guard node.node.scalar != nil, !node.isNull else { return try list.read(node) }
      guard try node.string == "all" else {
        throw node.failure("\(node.described) must be `all` or a list", hint: "write `- {train: A, test: B}`")
      }
      var entry = AtlasConfiguration.TransferEntry()
      (entry.isAll, entry.place) = (true, node.place)
      return [entry]
    }
  }
}

extension ValueKind where Value == [String: String] {
  fileprivate static var labelMap: Self {
    ValueKind(summary: "mapping of classes to classes") { node in
      var map: [String: String] = [:]
      for entry in try node.entries() { map[entry.key] = try entry.value.string }
      return map
    }
  }
}

extension ValueKind where Value == String {
  fileprivate static var dataset: Self { text("id of a dataset") }
}
