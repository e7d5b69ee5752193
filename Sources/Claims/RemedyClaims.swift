import Findings

/// What taking features away does to the gaps between groups, what it costs, and how well the group can still be told.
///
/// They speak of one probe: that of the leading arm where it sees features of a checkpoint, else of the first checkpoint,
/// binarised.
public struct RemedyClaims {
  let dataset: DatasetFinding
  let study: BiasStudy

  public init(_ dataset: DatasetFinding, _ study: BiasStudy) {
    self.dataset = dataset
    self.study = study
  }

  public func all() -> [Claim] { remedy() + leakage() + leaksMore() }

  /// Rows of the probe that is spoken of, doses left out.
  public var rows: [AblationRow] { ofProbe.filter { $0.dose == nil } }

  /// Its doses, and the random sets beside them.
  public var doses: [AblationRow] { ofProbe.filter { $0.dose != nil } }

  private var ofProbe: [AblationRow] {
    guard let first = study.ablations.first else { return [] }
    let lead = study.lead.map { study.arms[$0] }
    let checkpoint = lead?.checkpoint.flatMap { id in study.ablations.first { $0.checkpoint == id }?.checkpoint }
    let input: AblationInput = checkpoint != nil && lead?.threshold == nil ? .continuous : .binarized
    return study.ablations.filter { $0.checkpoint == checkpoint ?? first.checkpoint && $0.input == input }
  }

  /// Whether dropping the features that follow the group closes more of the gaps than dropping others like them.
  public func remedy() -> [Claim] {
    guard let base = rows.first(where: { $0.method == .none }) else { return [] }
    guard let flagged = dropped(.flagged), let control = dropped(.control) else {
      return [claim(.remedy, .none, base, [])]
    }
    let gap = [
      Figure("features", count: flagged.features, .features, evidence(flagged).at("features")),
      Figure("gap", base.gap, .shareDifference, .ofHundred, evidence(base).at("gap")),
      Figure("chance", base.gapNull, .shareDifference, .ofHundred, evidence(base).at("gap_null")),
      Figure("p", base.gapP, .probability, .probability, evidence(base).at("gap_p")),
      Figure("change", flagged.aurocChange, .score, .signed(3), evidence(flagged).at("auroc_change")),
    ].compactMap { $0 }
    guard gap.count == 5, let p = base.gapP else {
      return [claim(.remedy, study.disclosure == .everybody ? .withheld : .notDefined, flagged, [])]
    }
    let difference = flagged.versusControls
    let closing = [
      Figure(
        "closed", flagged.gapClosed, low: flagged.gapClosedRange?.low, high: flagged.gapClosedRange?.high, .share,
        .percent, evidence(flagged).at("gap_closed", low: "gap_closed_ci_low", high: "gap_closed_ci_high")),
      Figure("others", control.gapClosed, .share, .percent, evidence(control).at("gap_closed")),
      Figure(
        "difference", difference?.value, low: difference?.low, high: difference?.high, .shareDifference, .points,
        evidence(flagged).at("versus_controls", low: "versus_low", high: "versus_high")),
      Figure("left_p", flagged.gapP, .probability, .probability, evidence(flagged).at("gap_p")),
    ].compactMap { $0 }
    guard closing.count == 4, closing[0].low != nil, let low = difference?.low, let high = difference?.high else {
      return [claim(.remedy, p > 0.05 ? .noGap : .notDefined, flagged, p > 0.05 ? gap : [])]
    }
    return [claim(.remedy, low > 0 ? .more : high < 0 ? .fewer : .notShown, flagged, gap + closing)]
  }

  /// Whether the group can be told from what is left.
  public func leakage() -> [Claim] {
    guard let base = rows.first(where: { $0.method == .none }), let flagged = dropped(.flagged),
      let range = flagged.leakageRange
    else { return [] }
    let figures = [
      Figure("before", base.leakageAUROC, .score, .fixed(3), evidence(base).at("leakage_auroc")),
      Figure(
        "leakage", flagged.leakageAUROC, low: range.low, high: range.high, .score, .fixed(3),
        evidence(flagged).at("leakage_auroc", low: "leakage_low", high: "leakage_high")),
      Figure("null", flagged.leakageNull, .score, .fixed(3), evidence(flagged).at("leakage_null")),
      Figure("features", count: flagged.features, .features, evidence(flagged).at("features")),
    ].compactMap { $0 }
    guard figures.count == 4 else { return [] }
    return [claim(.remedyLeakage, range.low > 0.5 ? .some : .notShown, flagged, figures)]
  }

  /// Whether values tell more of the group than whether features fire: where something was dropped of what is left.
  public func leaksMore() -> [Claim] {
    guard let named = rows.first else { return [] }
    let own = study.ablations.filter { $0.checkpoint == named.checkpoint && $0.dose == nil }
    let isDropped = own.contains { $0.method == .drop }
    func row(_ input: AblationInput) -> AblationRow? {
      own.first { $0.input == input && (isDropped ? $0.method == .drop && $0.kind == .flagged : $0.method == .none) }
    }
    guard let values = row(.continuous), let bits = row(.binarized), let difference = values.leakageVersusBinarized,
      let low = difference.low, let high = difference.high
    else { return [] }
    let figures = [
      Figure("continuous", values.leakageAUROC, .score, .fixed(3), evidence(values).at("leakage_auroc")),
      Figure("binarized", bits.leakageAUROC, .score, .fixed(3), evidence(bits).at("leakage_auroc")),
      Figure(
        "difference", difference.value, low: low, high: high, .score, .signed(3),
        evidence(values).at("leakage_versus_binarized", low: "leakage_versus_low", high: "leakage_versus_high")),
    ].compactMap { $0 }
    guard figures.count == 3 else { return [] }
    return [claim(.leaksMore, low > 0 ? .more : high < 0 ? .fewer : .notShown, values, figures)]
  }

  private func dropped(_ kind: AblationKind) -> AblationRow? {
    rows.first { $0.method == .drop && $0.kind == kind }
  }

  private func evidence(_ row: AblationRow) -> Evidence {
    Evidence(DataFiles.biasAblation(dataset.id, study.attribute), [("set", row.set)])
  }

  private func claim(_ kind: ClaimKind, _ verdict: Verdict, _ row: AblationRow, _ figures: [Figure]) -> Claim {
    Claim(
      kind, [dataset.id, study.attribute], verdict,
      subjects: [
        Subject("dataset", dataset.id), Subject("attribute", study.attribute), Subject("checkpoint", row.checkpoint),
        Subject("input", "representation", code: row.input.rawValue),
      ], figures: figures)
  }
}
