import Findings

extension AtlasConfiguration.Bias: ConfigurationMapping {
  static var defaults: Self { Self() }

  static var keys: [ConfigurationKey<Self>] {
    [
      .init(
        "attributes", .distinct(.list(.column)), optional: \.attributes,
        "group columns to audit by; default: all of them"),
      .init(
        "intersections", .list(.intersection), \.intersections, "combinations of group columns to audit by as well"),
      .init(
        "reference", .text("`largest`, or a group"), optional: \.reference,
        "the group that impact ratios compare with; default: the group with the highest selection rate"),
      .init(
        "margin", .number(0...1), \.margin, "largest difference of firing rates that counts as equivalent"),
      .init("fdr", .number(0.000001...0.5), \.falseDiscoveryRate, "false discovery rate of the tests of features"),
      .init(
        "minimum-cell", .int(1...1_000_000), \.minimumCell, "smallest number of examples for which figures are shown"),
      .init(
        "disclosure", .word(Disclosure.allCases.map(\.rawValue)), \.disclosure,
        "`public`: figures on groups are rounded, so that no small count can be recovered; `internal`: they are exact"),
      .init(
        "data-dates", .text("text"), optional: \.dataDates,
        "from when to when the data are, for the tables of auditors; default: said to be missing"),
      .init(
        "ablation", .flag, \.ablation, "whether to refit the probe without the features that stand for a group"),
      .init(
        "intersection-ablation", .flag, \.intersectionAblation,
        "whether `ablation` is for intersections, too; it takes most of the time of an audit"),
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
