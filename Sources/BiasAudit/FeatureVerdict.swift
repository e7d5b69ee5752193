import Statistics

/// The four states of a tested feature for one attribute.
enum FeatureVerdict: String, Sendable, CaseIterable {
  /// Firing depends on the group given the label (omnibus q within the false discovery rate), and not only by less
  /// than the margin.
  case proxy
  /// The groups' crude rates differ clearly and by more than the margin, nothing is found within labels, and most of
  /// the difference is explained by the groups' label mixes.
  case composition
  /// All pairs of groups differ by less than the margin, shown by two one-sided tests.
  case equivalent
  /// None of these can be said with the examples there are.
  case insufficient

  static func of(
    _ comparison: RateComparison?, q: Double, crudeQ: Double, options: BiasOptions, equivalenceZ: Double
  ) -> FeatureVerdict {
    let margin = options.margin
    if q <= options.falseDiscoveryRate {
      let isNegligible = comparison?.isEquivalentWithinLabels(margin: margin, z: equivalenceZ) ?? false
      return isNegligible ? .equivalent : .proxy
    }
    guard let comparison else { return .insufficient }
    if crudeQ <= options.falseDiscoveryRate {
      let split = comparison.crudeSplit()
      if abs(split.difference) >= margin && abs(split.composition) > abs(split.proxy) { return .composition }
    }
    return comparison.isEquivalent ? .equivalent : .insufficient
  }

  /// Examples per group that would settle a feature firing at `rate`: enough to detect a difference of the margin at
  /// level `alpha` (adjusted for the number of features) and to show equivalence where there is none, each with 80 %
  /// power; at most what 32 bits hold.
  static func examplesNeeded(rate: Double, alpha: Double, options: BiasOptions) -> Int32 {
    let lower = max(0, min(rate - options.margin / 2, 1 - options.margin))
    let detect = SampleSize.toDetect(lower, lower + options.margin, alpha: alpha)
    let show = SampleSize.toShowEquivalence(rate: rate, margin: options.margin, alpha: options.falseDiscoveryRate)
    return Int32(clamping: max(detect ?? Int(Int32.max), show ?? Int(Int32.max)))
  }
}
