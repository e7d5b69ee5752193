import Findings

/// What the gap between groups in the scores of the leading linear probe is made of.
public struct AttributionClaims {
  let dataset: DatasetFinding
  let study: BiasStudy

  public init(_ dataset: DatasetFinding, _ study: BiasStudy) { (self.dataset, self.study) = (dataset, study) }

  /// The gaps of the first arm over all labels, one for each group.
  public var gaps: [GapAttribution] {
    let all = study.attributions ?? []
    return all.filter { $0.label == nil && $0.arm == all[0].arm }
  }

  public func all() -> [Claim] { gaps.flatMap(claim) }

  public func claim(_ gap: GapAttribution) -> [Claim] {
    guard let positive = dataset.positiveClass, let first = gap.top.first, let last = gap.top.last else { return [] }
    let file = DataFiles.biasAttribution(dataset.id, study.attribute)
    func row(_ rank: Int) -> Evidence {
      Evidence(
        file,
        [
          ("arm", gap.arm.name), ("group", gap.group), ("reference", gap.reference), ("label", ""), ("rank", "\(rank)"),
        ])
    }
    let hasBounds = gap.gap.low != nil
    var figures = [
      Figure(
        "gap", gap.gap.value, low: gap.gap.low, high: gap.gap.high, .value, .signed(2),
        row(1).at("gap", low: hasBounds ? "gap_low" : nil, high: hasBounds ? "gap_high" : nil))
    ]
    // Parts of what is not shown to be there are not given.
    if gap.isShown {
      figures += [
        Figure("share", first.share.value / gap.gap.value, .ratio, .percent, row(1).at("share_of_gap")),
        Figure(
          "cumulative", last.cumulative / gap.gap.value, .ratio, .percent, row(gap.top.count).at("cumulative_of_gap")),
        Figure("top", count: gap.top.count, .features, row(gap.top.count).at("rank")),
      ]
    }
    return [
      Claim(
        .groupAttribution, [dataset.id, study.attribute, gap.group],
        gap.isShown ? .some : hasBounds ? .notShown : .insufficient,
        subjects: [
          Subject("attribute", study.attribute), Subject("group", gap.group), Subject("reference", gap.reference),
          Subject("positive", positive), Subject("feature", "\(first.feature)"),
        ], figures: figures.compactMap { $0 })
    ]
  }
}
