import Findings

/// How far groups are apart in the errors of the leading arm.
public struct DecisionClaims {
  let dataset: DatasetFinding
  let study: BiasStudy

  public init(_ dataset: DatasetFinding, _ study: BiasStudy) {
    self.dataset = dataset
    self.study = study
  }

  /// Of those who are positive how many are found, and of the others how many are taken for positive.
  public func all() -> [Claim] {
    claims(.groupErrorGap, .truePositiveRate) + claims(.groupFalseAlarmGap, .falsePositiveRate)
      + selectionParts()
  }

  private func claims(_ kind: ClaimKind, _ metric: DecisionMetric) -> [Claim] {
    guard let lead = study.lead, let positive = dataset.positiveClass else { return [] }
    let path = [dataset.id, study.attribute]
    let subjects = [
      Subject("dataset", dataset.id), Subject("attribute", study.attribute), Subject("positive", positive),
    ]
    guard
      let gap = (study.gaps ?? []).first(where: { $0.arm == lead && $0.metric == metric && $0.kind == .range }),
      let difference = gap.difference, let highest = rate(gap.group, metric), let lowest = rate(gap.reference, metric)
    else { return study.probeRows.count > 1 ? [Claim(kind, path, .withheld, subjects: subjects)] : [] }
    let isJudged = difference.low != nil && difference.high != nil
    let file = DataFiles.biasGaps(dataset.id, study.attribute)
    let evidence = Evidence(
      file, [("arm", study.name(of: gap)), ("metric", metric.rawValue), ("kind", gap.kind.rawValue)])
    let figures = [
      Figure(
        "gap", difference.value, low: difference.low, high: difference.high, .shareDifference, .ofHundred,
        evidence.at("difference", low: isJudged ? "ci_low" : nil, high: isJudged ? "ci_high" : nil)),
      Figure("rate_lowest", lowest, .share, .ofHundred, row(gap.reference, metric)),
      Figure("rate_highest", highest, .share, .ofHundred, row(gap.group, metric)),
    ]
    return [
      Claim(
        kind, path, !isJudged ? .insufficient : (difference.low ?? 0) > 0 ? .some : .notShown,
        subjects: subjects + [Subject("lowest", gap.reference), Subject("highest", gap.group)],
        figures: figures.compactMap { $0 })
    ]
  }

  func rate(_ group: String, _ metric: DecisionMetric) -> Double? {
    let row = study.probeRows.first { $0.arm == study.lead && $0.group == group && !$0.suppressed }
    if metric == .selectionRate { return row?.selectionRate?.value }
    return metric == .truePositiveRate ? row?.truePositiveRate?.value : row?.falsePositiveRate?.value
  }

  func row(_ group: String, _ metric: DecisionMetric) -> Evidence {
    let name = study.lead.map { study.arms[$0].name } ?? ""
    return Evidence(
      DataFiles.biasProbe(dataset.id, study.attribute), [("arm", name), ("group", group)]
    ).at(metric.rawValue)
  }
}
