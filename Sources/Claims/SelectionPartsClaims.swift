import Findings

extension DecisionClaims {
  /// How much of the largest difference of selection rates follows from the labels of the groups: that much would remain with
  /// equal rates for the same label. Which part is larger is said where the interval of their difference leaves out zero.
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
    func part(_ name: String, _ interval: Interval?, low: String, high: String) -> Figure? {
      let isBounded = interval?.low != nil && interval?.high != nil
      return Figure(
        name, interval?.value, low: interval?.low, high: interval?.high, .shareDifference, .points,
        evidence.at(name, low: isBounded ? low : nil, high: isBounded ? high : nil))
    }
    let figures = [
      Figure(
        "gap", difference.value, low: low, high: high, .shareDifference, .ofHundred,
        evidence.at("difference", low: "ci_low", high: "ci_high")),
      part("rate_part", within, low: "rate_low", high: "rate_high"),
      part("label_part", labels, low: "label_low", high: "label_high"),
      part("parts_difference", gap.partsDifference, low: "parts_low", high: "parts_high"),
      Figure("rate_lowest", lowest, .share, .ofHundred, row(gap.reference, .selectionRate)),
      Figure("rate_highest", highest, .share, .ofHundred, row(gap.group, .selectionRate)),
    ].compactMap { $0 }
    return [
      Claim(
        .groupSelectionParts, [dataset.id, study.attribute],
        verdict(ofDifference: low, gap.partsDifference),
        subjects: [
          Subject("dataset", dataset.id), Subject("attribute", study.attribute), Subject("positive", positive),
          Subject("lowest", gap.reference), Subject("highest", gap.group),
        ], figures: figures)
    ]
  }

  private func verdict(ofDifference low: Double, _ parts: Interval?) -> Verdict {
    if low <= 0 { return .notShown }
    if let high = parts?.high, high < 0 { return .composition }
    if let low = parts?.low, low > 0 { return .some }
    return .differs
  }
}
