import Findings

/// What changes where only the group of an example is exchanged.
public struct PairClaims {
  let dataset: DatasetFinding
  let study: BiasStudy
  public let pairs: PairStudy

  /// nil without a column of pairs.
  public init?(_ dataset: DatasetFinding, _ study: BiasStudy) {
    guard let pairs = study.pairs else { return nil }
    (self.dataset, self.study, self.pairs) = (dataset, study, pairs)
  }

  public func all() -> [Claim] { decisions() + pairs.checkpoints.flatMap(features) }

  /// The decisions and the score of the leading arm in the twins of every two groups.
  public func decisions() -> [Claim] {
    // The leading arm comes first, once for each pair of groups.
    guard pairs.headlineRows > 0, let first = pairs.arms.first else { return [] }
    let lead = pairs.arms.prefix { $0.subject == first.subject }
    return lead.flatMap { flips($0) + change($0) }
  }

  private func flips(_ row: PairRow) -> [Claim] {
    let evidence = evidence(row)
    let isJudged = row.share?.low != nil
    let figures = [
      Figure("pairs", count: row.pairs, .examples, evidence.at("pairs")),
      Figure("flipped", count: row.flipped, .examples, evidence.at("flipped")),
      Figure(
        "share", row.share?.value, low: row.share?.low, high: row.share?.high, .share, .percent,
        evidence.at("share", low: isJudged ? "ci_low" : nil, high: isJudged ? "ci_high" : nil)),
    ]
    return [
      Claim(
        .groupPairs, path(row),
        !isJudged ? .insufficient : study.disclosure == .everybody ? .rounded : row.flipped > 0 ? .some : .none,
        subjects: subjects(row), figures: figures.compactMap { $0 })
    ]
  }

  private func change(_ row: PairRow) -> [Claim] {
    guard let change = row.change, let low = change.low, let high = change.high, let positive = dataset.positiveClass,
      let figure = Figure(
        "change", change.value, low: low, high: high, .shareDifference, .points,
        evidence(row).at("mean_change", low: "change_low", high: "change_high"))
    else { return [] }
    return [
      Claim(
        .groupPairScore, path(row), low > 0 ? .above : high < 0 ? .below : .notShown,
        subjects: subjects(row) + [Subject("positive", positive)], figures: [figure])
    ]
  }

  /// How many features of a checkpoint fire more often for one twin.
  public func features(_ summary: PairCheckpointSummary) -> [Claim] {
    let evidence = Evidence.count(
      DataFiles.pairs(dataset.id),
      [("kind", "feature"), ("attribute", study.attribute), ("checkpoint", summary.checkpoint)])
    let figures = [
      Figure("tested", count: summary.tested, .features, evidence),
      Figure("found", count: summary.flagged, .features, Evidence(evidence.file, evidence.key, "q", .shown)),
    ]
    // The file counts at the usual rate of false discoveries.
    guard summary.tested > 0, study.falseDiscoveryRate == 0.05, pairs.clusters >= 8 else { return [] }
    return [
      Claim(
        .groupPairFeatures, [dataset.id, study.attribute, summary.checkpoint], summary.flagged > 0 ? .some : .none,
        subjects: [Subject("attribute", study.attribute), Subject("checkpoint", summary.checkpoint)],
        figures: figures.compactMap { $0 })
    ]
  }

  private func path(_ row: PairRow) -> [String] { [dataset.id, study.attribute, row.groupA, row.groupB] }

  private func subjects(_ row: PairRow) -> [Subject] {
    [
      Subject("dataset", dataset.id), Subject("attribute", study.attribute), Subject("first", row.groupA),
      Subject("second", row.groupB),
    ]
  }

  private func evidence(_ row: PairRow) -> Evidence {
    Evidence(
      DataFiles.pairs(dataset.id),
      [
        ("subject", study.name(of: row)), ("attribute", study.attribute), ("kind", "arm"), ("group_a", row.groupA),
        ("group_b", row.groupB),
      ])
  }
}
