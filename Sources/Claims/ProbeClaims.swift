import Findings

/// What the comparison of representations shows: the questions that were named before anything was measured.
public struct ProbeClaims {
  let dataset: DatasetFinding
  let study: ProbeStudy

  public init?(_ dataset: DatasetFinding) {
    guard let study = dataset.probes else { return nil }
    self.dataset = dataset
    self.study = study
  }

  public func all() -> [Claim] {
    protocolClaims() + fired() + state() + best() + design()
  }

  /// Do bits suffice, against the values?
  public func fired() -> [Claim] { answer(.firedOrNot, comparison(.bits, .values)) }

  /// Do features keep what the hidden state holds?
  public func state() -> [Claim] {
    answer(.featuresOrState, comparison(.bits, .state) ?? comparison(.values, .state))
  }

  /// The best of either, chosen inside the folds.
  public func best() -> [Claim] { answer(.bestOrBest, comparison(.bestFeatures, .bestStates)) }

  /// The arm that pages lead with.
  var lead: ProbeArm? { study.headline.lead.map { study.arms[$0] } }

  private func comparison(
    _ first: RepresentationKind.Part, _ second: RepresentationKind.Part
  ) -> ArmComparison? {
    func place(_ part: RepresentationKind.Part) -> Int? {
      study.headline.arms.first { study.arms[$0].key.representation.part == part }
    }
    guard let a = place(first), let b = place(second) else { return nil }
    return study.comparisons.first { $0.metric == study.headline.metric && $0.a == a && $0.b == b }
  }

  private func answer(_ kind: ClaimKind, _ item: ArmComparison?) -> [Claim] {
    guard let item else { return [] }
    let row = Evidence(
      DataFiles.comparisons(dataset.id),
      [("a", study.arms[item.a].name), ("b", study.arms[item.b].name), ("metric", item.metric)])
    let verdict = Verdict.ofDifference(
      low: item.low, high: item.high, adjustedP: item.adjustedP, margin: item.margin)
    let figures = [
      Figure(
        "difference", item.difference, low: item.low, high: item.high, .score, .signed(3),
        row.at("difference", low: "ci_low", high: "ci_high")),
      Figure("mean_first", item.meanA, .score, .fixed(3), row.at("mean_a")),
      Figure("mean_second", item.meanB, .score, .fixed(3), row.at("mean_b")),
      Figure("margin", item.margin, .score, .plain, row.at("margin")),
      Figure("p", item.adjustedP, .probability, .probability, row.at("p_adjusted")),
      family(item.family, item.metric, "comparisons"),
    ]
    let claim = Claim(
      kind, [dataset.id], verdict, strength: strength(item),
      subjects: [
        Subject("dataset", dataset.id), Subject("first", arm: study.arms[item.a].key), place("first_place", item.a),
        Subject("second", arm: study.arms[item.b].key), place("second_place", item.b),
        Subject("metric", "metric", code: item.metric),
      ], figures: figures.compactMap { $0 })
    return [claim] + natural(kind, item, row)
  }

  private func place(_ name: String, _ arm: Int) -> Subject {
    Subject(name, placeOf: study.arms[arm].key, usual: study.usual(arm))
  }

  /// The same in whole examples: of 100 pairs for AUROC, of 100 examples for shares of right decisions.
  private func natural(_ kind: ClaimKind, _ item: ArmComparison, _ row: Evidence) -> [Claim] {
    let path = [dataset.id, kind.rawValue.split(separator: ".").last.map(String.init) ?? ""]
    guard item.metric == "auroc" else {
      let file = DataFiles.probes(dataset.id)
      let figures = [("share_first", item.a), ("share_second", item.b)].compactMap { name, arm in
        Figure(
          name, study.arms[arm].metric("accuracy")?.mean, .share, .ofHundred,
          Evidence(file, [("arm", study.arms[arm].name)], "accuracy", .mean))
      }
      return figures.count == 2 ? [Claim(.decisionsRight, path, .stated, figures: figures)] : []
    }
    let isOpen = item.low < 0 && item.high > 0
    let isGain = item.low >= 0
    let bounds = [("ci_low", item.low), ("ci_high", item.high)].sorted { $0.1.magnitude < $1.1.magnitude }
    let names =
      isOpen
      ? [("fewer", "ci_low", item.low), ("more", "ci_high", item.high)]
      : [("least", bounds[0].0, bounds[0].1), ("most", bounds[1].0, bounds[1].1)]
    let negative = dataset.classes.map(\.name).first { $0 != study.design.positiveClass } ?? ""
    return [
      Claim(
        study.design.labelCount == nil ? .pairsInOrder : .pairsOverLabels, path,
        isOpen ? .either : isGain ? .more : .fewer,
        subjects: [Subject("positive", study.design.positiveClass ?? ""), Subject("negative", negative)],
        figures: names.compactMap { Figure($0.0, $0.2, .share, .ofHundred, row.at($0.1)) })
    ]
  }

  /// Strong needs folds that keep clusters together or a test part, an interval narrower than the margin, and a second
  /// dataset; of the last, one study knows nothing.
  private func strength(_ item: ArmComparison) -> Strength {
    var missing: [Strength.Missing] = []
    if study.design.clusterColumn == nil, study.split == nil { missing.append(.independentTest) }
    if item.high - item.low > 2 * item.margin { missing.append(.precision) }
    return Strength(missing: missing)
  }
}
