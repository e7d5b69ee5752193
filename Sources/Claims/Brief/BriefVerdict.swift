import Findings

/// Whether the data support the next small step. The first rule that holds decides:
///
/// 1. A limit of the configuration is exceeded for certain: stop.
/// 2. The probe is not shown to tell the classes apart: open.
/// 3. Groups: a gap in errors that is larger than the margin for certain, stop; a gap, open; none shown, go where all that is not
///    excluded lies within the margin, else open; no figures, open. Representations: by the verdict of fired or not. Transfer: by
///    that of the pair.
extension BriefClaims {
  public func verdict() -> [Claim] {
    guard let dataset else { return [] }
    guard let claim = verdict(dataset) else { return [] }
    return [claim]
  }

  /// How far the verdict can be trusted.
  public func strength() -> [Claim] {
    guard let dataset, let claim = verdict(dataset) else { return [] }
    return [
      Claim(
        .briefStrength, [dataset.id], dataset.probes?.split == nil ? .none : .some,
        strength: strength(dataset, claim), subjects: [Subject("dataset", dataset.id)])
    ]
  }

  func verdict(_ dataset: DatasetFinding) -> Claim? {
    if let limit = exceeded(dataset) { return limit }
    if let row = dataset.probes?.errors?.own, topic != .transfer, !Self.isShown(row) {
      return claim(.briefChance, dataset, .open, [Self.positive(dataset)], [])
    }
    switch topic {
    case .groups: return groups(dataset)
    case .representations: return representations(dataset)
    case .transfer: return transfer(dataset)
    }
  }

  /// Whether the probe tells the classes apart: even with both rates at their upper ends it finds more of the positives than
  /// it flags of the others.
  private static func isShown(_ row: ErrorStudy.Row) -> Bool {
    guard let alarms = row.falseAlarmRate.high, let misses = row.missRate.high else { return false }
    return alarms + misses < 1
  }

  private func exceeded(_ dataset: DatasetFinding) -> Claim? {
    guard let errors = dataset.probes?.errors, let row = errors.own else { return nil }
    let limits: [(Verdict, Double?, Interval, String, String)] = [
      (.falseAlarms, decision.mostFalseAlarms, row.falseAlarmRate, "false_alarm", "most_false_alarms"),
      (.misses, decision.mostMisses, row.missRate, "miss", "most_misses"),
    ]
    for (verdict, limit, rate, column, quantity) in limits {
      guard let limit, let low = rate.low, low > limit else { continue }
      let evidence = self.evidence(dataset, errors, row.threshold)
      return claim(
        .briefLimit, dataset, verdict, [Self.positive(dataset), Self.items(dataset)],
        [
          Figure(
            "rate", rate.value, low: rate.low, high: rate.high, .share, .inThousand,
            evidence.at(column + "_rate", low: column + "_low", high: column + "_high")),
          Figure("limit", limit, .share, .inThousand, .fact("decision", "", quantity)),
        ])
    }
    return nil
  }

  /// The larger of the gaps in what is flagged wrongly and in what is missed, whose interval holds for both.
  private func groups(_ dataset: DatasetFinding) -> Claim {
    let gaps = dataset.positiveClass == nil ? [] : dataset.bias.compactMap { ErrorGap(dataset, $0) }
    guard let surest = gaps.max(by: { $0.low < $1.low }) else { return claim(.briefGroups, dataset, .open, [], []) }
    if surest.low > 0 {
      return claim(
        .briefGroups, dataset, surest.low > surest.margin ? .stop : .differs, surest.subjects, surest.figures)
    }
    // Where none is shown, the one that could be largest: that a gap is not shown is no evidence that there is none.
    let widest = gaps.max { $0.high < $1.high } ?? surest
    let areWithin = gaps.allSatisfy { $0.high <= $0.margin }
    return claim(.briefGroups, dataset, areWithin ? .go : .notShown, widest.subjects, widest.figures)
  }

  /// Of one attribute, of the leading arm.
  private struct ErrorGap {
    let low: Double
    let high: Double
    let margin: Double
    let subjects: [Subject]
    let figures: [Figure?]

    /// nil where there is no interval.
    init?(_ dataset: DatasetFinding, _ study: BiasStudy) {
      guard let lead = study.lead,
        let row = (study.gaps ?? []).first(where: {
          $0.arm == lead && $0.metric == .equalizedOdds && $0.kind == .range
        }), let difference = row.difference, let low = difference.low, let high = difference.high
      else { return nil }
      (self.low, self.high, margin) = (low, high, study.margin)
      // The bounds are those of the larger gap of any two groups, not of one pair.
      subjects = [Subject("attribute", study.attribute)]
      let evidence = Evidence(
        DataFiles.biasGaps(dataset.id, study.attribute),
        [("arm", study.name(of: row)), ("metric", row.metric.rawValue), ("kind", row.kind.rawValue)])
      figures = [
        Figure(
          "gap", difference.value, low: low, high: high, .shareDifference, .ofHundred,
          evidence.at("difference", low: "ci_low", high: "ci_high")),
        Figure("margin", study.margin, .share, .ofHundred, .fact("groups", dataset.id, of: study.attribute, "margin")),
      ]
    }
  }

  private func representations(_ dataset: DatasetFinding) -> Claim? {
    guard let fired = fired().first else { return nil }
    let verdict: Verdict
    switch fired.verdict {
    case .better, .equivalent, .notWorse: verdict = .go
    case .worse: verdict = .stop
    default: verdict = dataset.probes?.errors?.settling == nil ? .notShown : .open
    }
    return claim(
      .briefRepresentations, dataset, verdict, [],
      [
        Figure(
          "settling", count: dataset.probes?.errors?.settling, .examples,
          .fact("probes", dataset.id, "settling"))
      ])
  }

  private func transfer(_ dataset: DatasetFinding) -> Claim? {
    guard let pair = findings.transfers.first(where: { $0.test == dataset.id && $0.lead != nil && !$0.isWithinOne }),
      let score = TransferClaims(pair).score().first
    else { return nil }
    let verdict: Verdict
    switch score.verdict {
    case .kept, .better: verdict = .go
    case .partly: verdict = score[figure: "kept"]?.high == nil ? .open : .partly
    case .lost, .worse: verdict = .stop
    default: verdict = .open
    }
    return claim(
      .briefTransferVerdict, dataset, verdict, [Subject("train", pair.train), Subject("test", pair.test)],
      [score[figure: "kept"]].compactMap { $0 })
  }

  private func claim(
    _ kind: ClaimKind, _ dataset: DatasetFinding, _ verdict: Verdict, _ subjects: [Subject], _ figures: [Figure?]
  ) -> Claim {
    Claim(
      kind, [dataset.id], verdict, subjects: [Subject("dataset", dataset.id), step] + subjects,
      figures: figures.compactMap { $0 })
  }

  /// Strong needs folds that keep clusters together or a test part, rates known to within the precision asked for, a second
  /// data set with the same verdict, and enough examples in every group.
  private func strength(_ dataset: DatasetFinding, _ verdict: Claim) -> Strength {
    guard let study = dataset.probes else { return .notAssessable }
    var missing: [Strength.Missing] = []
    if study.design.clusterColumn == nil, study.split == nil { missing.append(.independentTest) }
    if let errors = study.errors {
      if errors.needed ?? .max > study.design.exampleCount { missing.append(.narrowRates) }
    } else {
      missing.append(.narrowRates)
    }
    let others = findings.datasets.filter { $0.partOf == nil && $0.id != dataset.id && $0.probes != nil }
    let isRepeated = others.contains { other in
      of(other).verdict(other).map { $0.kind == verdict.kind && $0.verdict == verdict.verdict } ?? false
    }
    if !isRepeated { missing.append(.replication) }
    if topic == .groups,
      dataset.bias.contains(where: { study in study.groups.contains { $0.count < study.minimumCell } })
    {
      missing.append(.smallCell)
    }
    return Strength(missing: missing)
  }
}
