import Findings

/// How far apart groups are in the errors that the leading arm makes.
public struct DecisionClaims {
  let dataset: DatasetFinding
  let study: BiasStudy

  public init(_ dataset: DatasetFinding, _ study: BiasStudy) {
    self.dataset = dataset
    self.study = study
  }

  public func all() -> [Claim] {
    claims(.truePositiveGap, .truePositiveRate, \.truePositiveRate)
      + claims(.falsePositiveGap, .falsePositiveRate, \.falsePositiveRate)
  }

  /// Of the largest distance of any two groups, whose interval holds for all pairs.
  private func claims(
    _ kind: ClaimKind, _ metric: GroupMetric, _ rate: KeyPath<ProbeGroupRow, Interval?>
  ) -> [Claim] {
    guard
      let gap = study.gaps.first(where: {
        $0.arm == study.lead && $0.metric == metric && $0.kind == .range && !$0.isOneOfMany
      })
    else { return [] }
    let arm = study.name(of: gap)
    func row(_ group: String) -> Figure? {
      let value = study.probeRows.first { $0.arm == gap.arm && $0.group == group && !$0.suppressed }?[keyPath: rate]
      let evidence = Evidence(
        DataFiles.biasProbe(dataset.id, study.attribute), [("arm", arm), ("group", group)])
      return Figure(
        group == gap.group ? "rate_high" : "rate_low", value?.value, .share, .percent, evidence.at(metric.rawValue))
    }
    let evidence = Evidence(
      DataFiles.biasGaps(dataset.id, study.attribute),
      [("arm", arm), ("metric", metric.rawValue), ("kind", GroupGap.Kind.range.rawValue)])
    let figures = [
      Figure(
        "gap", gap.difference.value, low: gap.difference.low, high: gap.difference.high, .shareDifference, .points,
        evidence.at("difference", low: "ci_low", high: "ci_high")),
      row(gap.group), row(gap.reference),
    ].compactMap { $0 }
    guard figures.count == 3 else { return [] }
    let verdict: Verdict = gap.difference.low.map { $0 > 0 ? .some : .notShown } ?? .insufficient
    return [
      Claim(
        kind, [dataset.id, study.attribute], verdict,
        subjects: [
          Subject("dataset", dataset.id), Subject("attribute", study.attribute), Subject("positive", gap.positive),
          Subject("group", gap.group), Subject("reference", gap.reference),
        ], figures: figures)
    ]
  }
}
