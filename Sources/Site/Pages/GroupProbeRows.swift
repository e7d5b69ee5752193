import Findings

/// What each arm of the probes decides in each group, with intervals.
struct GroupProbeRows {
  let context: SiteContext
  let study: BiasStudy

  /// In the order in which the arms appear in the findings.
  func arms() -> [TemplateScope] {
    var names: [String] = []
    for row in study.probeRows where names.last != study.name(of: row) { names.append(study.name(of: row)) }
    return names.map { name in
      let rows = study.probeRows.filter { study.name(of: $0) == name }
      let axis = Axis(
        holding: rows.filter { !$0.suppressed }.flatMap { row -> [Double] in
          [row.selectionRate?.value, row.selectionRate?.low, row.selectionRate?.high].compactMap { $0 }
        }, limits: 0...1)
      return [
        "arm": .text(name), "axis": context.axisHead(axis, inPercent: true),
        "rows": .rows(rows.map { self.row($0, axis) }),
      ]
    }
  }

  private func row(_ row: ProbeGroupRow, _ axis: Axis?) -> TemplateScope {
    func value(_ interval: Interval?) -> Double? { row.suppressed ? nil : interval?.value }
    func low(_ interval: Interval?) -> Double? { row.suppressed ? nil : interval?.low }
    func high(_ interval: Interval?) -> Double? { row.suppressed ? nil : interval?.high }
    return [
      "group": .text(row.group.isEmpty ? context.words[.unknown] : row.group), "suppressed": .flag(row.suppressed),
      "n": row.suppressed ? .text("–") : .count(row.n),
      "selection": .number(value(row.selectionRate), .percent),
      "selection_low": .number(low(row.selectionRate), .percent),
      "selection_high": .number(high(row.selectionRate), .percent),
      "tpr": .number(value(row.truePositiveRate), .percent), "tpr_low": .number(low(row.truePositiveRate), .percent),
      "tpr_high": .number(high(row.truePositiveRate), .percent),
      "fpr": .number(value(row.falsePositiveRate), .percent), "fpr_low": .number(low(row.falsePositiveRate), .percent),
      "fpr_high": .number(high(row.falsePositiveRate), .percent),
      "ppv": .number(value(row.positivePredictiveValue), .percent),
      "impact": .number(value(row.impactRatio), .fixed(2)), "impact_low": .number(low(row.impactRatio), .fixed(2)),
      "impact_high": .number(high(row.impactRatio), .fixed(2)),
      "brier": .number(row.suppressed ? nil : row.brier, .fixed(3)), "auroc": .number(value(row.auroc), .fixed(3)),
      "strip": context.strip(value(row.selectionRate), low(row.selectionRate), high(row.selectionRate), axis),
    ]
  }
}
