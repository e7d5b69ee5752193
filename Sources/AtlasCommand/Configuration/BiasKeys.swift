extension AtlasConfiguration.Bias: ConfigurationMapping {
  static var defaults: Self { Self() }

  static var keys: [ConfigurationKey<Self>] {
    [
      .init(
        "attributes", .distinct(.list(.column)), optional: \.attributes,
        "group columns to audit by; left out: all of them"),
      .init(
        "intersections", .list(.intersection), \.intersections, "combinations of group columns to audit by as well"),
      .init(
        "reference", .text("`largest`, or a group"), optional: \.reference,
        "the group that impact ratios compare with; left out: the group of the highest selection rate"),
      .init(
        "margin", .number(0...1), \.margin, "difference of firing rates within which groups count as equivalent"),
      .init("fdr", .number(0.000001...0.5), \.falseDiscoveryRate, "false discovery rate of the tests of features"),
      .init(
        "minimum-cell", .int(1...1_000_000), \.minimumCell, "figures of fewer examples than this are withheld"),
      .init(
        "ablation", .flag, \.ablation, "whether the probe is fitted again without the features that stand for a group"),
    ]
  }
}

extension ValueKind where Value == [String] {
  /// Names of two attributes or more, each once.
  fileprivate static var intersection: Self {
    let names = distinct(.list(.column))
    return ValueKind(summary: "[COLUMN, COLUMN, …]", write: names.write) { node in
      _ = try node.items
      let names = try names.read(node)
      guard names.count >= 2 else { throw node.failure("an intersection needs at least two attributes") }
      return names
    }
  }
}
