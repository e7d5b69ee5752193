import Statistics

/// The four states of a tested feature for one attribute.
enum FeatureVerdict: String, Sendable, CaseIterable {
  /// Firing depends on the group given the label (omnibus q within the false discovery rate), and not only by less
  /// than the margin.
  case proxy
  /// The groups' crude rates differ clearly and by more than the margin, nothing is found within labels, and most of
  /// the difference is explained by the groups' label mixes.
  case composition
  /// All pairs of groups differ by less than the margin within every label, shown by two one-sided tests.
  case equivalent
  /// None of these can be said with the examples, or the clusters, there are.
  case insufficient

  static func of(
    _ comparison: RateComparison?, q: Double, crudeQ: Double, options: BiasOptions, equivalenceZ: Double
  ) -> FeatureVerdict {
    let margin = options.margin
    if q <= options.falseDiscoveryRate {
      return comparison?.isEquivalent(margin: margin, z: equivalenceZ) ?? false ? .equivalent : .proxy
    }
    guard let comparison else { return .insufficient }
    if crudeQ <= options.falseDiscoveryRate {
      let split = comparison.crudeSplit()
      if abs(split.difference) >= margin && abs(split.composition) > abs(split.proxy) { return .composition }
    }
    return comparison.isEquivalent(margin: margin, z: equivalenceZ) ? .equivalent : .insufficient
  }
}
