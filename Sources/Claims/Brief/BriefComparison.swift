import Findings

/// What it costs and gains to look at whether features fire in place of their values, and at few of them in place of all.
extension BriefClaims {
  /// Fired or not against values; and what either takes.
  public func fired() -> [Claim] {
    guard let dataset, let study = dataset.probes, let bits = headline(study, .bits),
      let values = headline(study, .values)
    else { return [] }
    let compared =
      comparison(study, bits, values).map { [claim(.briefFired, .briefFiredScore, dataset, study, $0)] } ?? []
    return compared + size(.briefSize, dataset, study, bits, values)
  }

  /// All the bits against the few that are chosen inside the folds: the first number of them.
  func few() -> [Claim] {
    guard let dataset, let study = dataset.probes, let bits = headline(study, .bits),
      let item = study.comparisons.first(where: {
        $0.a == bits && $0.metric == study.headline.metric
          && study.arms[$0.b].key.representation.input == .chosenFeatures && study.arms[$0.b].key.top != nil
          && study.arms[$0.b].key.representation.role == .features
      }), let top = study.arms[item.b].key.top
    else { return [] }
    var claim = claim(.briefFew, .briefFewScore, dataset, study, item)
    claim.subjects.append(Subject("top", "\(top)"))
    return [claim]
  }

  /// How many numbers a decision rests on: of the bits, and of the hidden state.
  func explaining() -> [Claim] {
    guard let dataset, let study = dataset.probes, let bits = headline(study, .bits),
      let state = headline(study, .state)
    else { return [] }
    return size(.briefExplaining, dataset, study, bits, state)
  }

  /// By how much the margin would have to change for another verdict.
  func margin() -> [Claim] {
    guard let dataset, let study = dataset.probes, let bits = headline(study, .bits),
      let values = headline(study, .values), let item = comparison(study, bits, values), item.low < 0
    else { return [] }
    let verdict = Self.verdict(item)
    guard [.open, .notWorse, .equivalent].contains(verdict) else { return [] }
    let row = row(dataset, study, item)
    let figures = [
      Figure("bound", item.low, low: item.low, .score, .size, row.at("ci_low", low: "ci_low")),
      Figure("margin", item.margin, .score, .plain, row.at("margin")),
    ]
    return [
      Claim(
        .briefMargin, [dataset.id], verdict == .open ? .open : .notWorse,
        subjects: [Subject("metric", "metric", code: item.metric)], figures: figures.compactMap { $0 })
    ]
  }

  /// How many of the questions that were fixed in advance are open.
  func unsettled() -> [Claim] {
    guard let dataset, let study = dataset.probes else { return [] }
    let own = study.comparisons.filter {
      $0.metric == study.headline.metric && $0.family == ComparisonFamily.headline && $0.sameAs == nil
    }
    let key = [("metric", study.headline.metric), ("family", ComparisonFamily.headline), ("same_as", "")]
    let file = DataFiles.comparisons(dataset.id)
    let open = own.count { $0.verdict == "no difference shown" }
    guard own.count > 1, open > 0 else { return [] }
    let figures = [
      Figure("open", count: open, .comparisons, .count(file, key + [("verdict", "no difference shown")])),
      Figure("comparisons", count: own.count, .comparisons, .count(file, key)),
    ]
    return [Claim(.briefUnsettled, [dataset.id], .stated, figures: figures.compactMap { $0 })]
  }

  private func headline(_ study: ProbeStudy, _ part: RepresentationKind.Part) -> Int? {
    study.headline.arms.first { study.arms[$0].key.representation.part == part }
  }

  private func comparison(_ study: ProbeStudy, _ a: Int, _ b: Int) -> ArmComparison? {
    study.comparisons.first { $0.metric == study.headline.metric && $0.a == a && $0.b == b }
  }

  private static func verdict(_ item: ArmComparison) -> Verdict {
    Verdict.ofDifference(low: item.low, high: item.high, adjustedP: item.adjustedP, margin: item.margin)
  }

  private func row(_ dataset: DatasetFinding, _ study: ProbeStudy, _ item: ArmComparison) -> Evidence {
    Evidence(
      DataFiles.comparisons(dataset.id),
      [("a", study.arms[item.a].name), ("b", study.arms[item.b].name), ("metric", item.metric)])
  }

  /// In pairs of 1,000 for AUROC, else on the scale of the metric.
  private func claim(
    _ pairs: ClaimKind, _ score: ClaimKind, _ dataset: DatasetFinding, _ study: ProbeStudy, _ item: ArmComparison
  ) -> Claim {
    // A difference that is not settled after correction may lie on either side: with its sign.
    let isPairs = item.metric == "auroc" && Self.verdict(item) != .openAfterCorrection
    let row = row(dataset, study, item)
    let figures = [
      Figure(
        "difference", item.difference, low: item.low, high: item.high, .score, isPairs ? .inThousand : .signed(3),
        row.at("difference", low: "ci_low", high: "ci_high")),
      Figure("margin", item.margin, .score, isPairs ? .inThousand : .plain, row.at("margin")),
    ]
    return Claim(
      isPairs ? pairs : score, [dataset.id], Self.verdict(item),
      subjects: [Subject("metric", "metric", code: item.metric)], figures: figures.compactMap { $0 })
  }

  private func size(
    _ kind: ClaimKind, _ dataset: DatasetFinding, _ study: ProbeStudy, _ first: Int, _ second: Int
  ) -> [Claim] {
    guard let one = study.arms[first].cost, let other = study.arms[second].cost else { return [] }
    func fact(_ arm: Int, _ quantity: String) -> Evidence {
      .fact("cost", dataset.id, of: study.arms[arm].name, quantity)
    }
    let figures = [
      Figure("numbers", one.numbers, .features, .fixed(0), fact(first, "numbers")),
      Figure("others", other.numbers, .features, .fixed(0), fact(second, "numbers")),
      Figure("bytes", one.exampleBytes, .value, .fixed(0), fact(first, "example_bytes")),
      Figure("other_bytes", other.exampleBytes, .value, .fixed(0), fact(second, "example_bytes")),
    ]
    return [Claim(kind, [dataset.id], .stated, figures: figures.compactMap { $0 })]
  }
}
