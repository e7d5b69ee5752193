import Findings

extension DecisionClaims {
  /// How much of the largest difference of selection rates follows from the labels of the groups: that part no change of
  /// features should close.
  func selectionParts() -> [Claim] {
    guard let lead = study.lead, let positive = dataset.positiveClass,
      let gap = (study.gaps ?? []).first(where: {
        $0.arm == lead && $0.metric == .selectionRate && $0.kind == .range
      }), let difference = gap.difference, let low = difference.low, let high = difference.high,
      let within = gap.ratePart, let labels = gap.labelPart,
      let highest = rate(gap.group, .selectionRate), let lowest = rate(gap.reference, .selectionRate)
    else { return [] }
    let evidence = Evidence(
      DataFiles.biasGaps(dataset.id, study.attribute),
      [("arm", study.name(of: gap)), ("metric", gap.metric.rawValue), ("kind", gap.kind.rawValue)])
    let figures = [
      Figure(
        "gap", difference.value, low: low, high: high, .shareDifference, .ofHundred,
        evidence.at("difference", low: "ci_low", high: "ci_high")),
      Figure("rate_part", within, .shareDifference, .points, evidence.at("rate_part")),
      Figure("label_part", labels, .shareDifference, .points, evidence.at("label_part")),
      Figure("rate_lowest", lowest, .share, .ofHundred, row(gap.reference, .selectionRate)),
      Figure("rate_highest", highest, .share, .ofHundred, row(gap.group, .selectionRate)),
    ].compactMap { $0 }
    return [
      Claim(
        .groupSelectionParts, [dataset.id, study.attribute],
        low <= 0 ? .notShown : labels > abs(within) ? .composition : .some,
        subjects: [
          Subject("dataset", dataset.id), Subject("attribute", study.attribute), Subject("positive", positive),
          Subject("lowest", gap.reference), Subject("highest", gap.group),
        ], figures: figures)
    ]
  }
}
