import Findings

/// What the audit of an attribute shows, over all checkpoints and for the leading arm.
public struct GroupClaims {
  let dataset: DatasetFinding
  let study: BiasStudy

  public init(_ dataset: DatasetFinding, _ study: BiasStudy) {
    self.dataset = dataset
    self.study = study
  }

  public func all() -> [Claim] {
    rules() + study.checkpoints.flatMap { features($0) + extent($0) + chance($0) } + impact()
      + DecisionClaims(dataset, study).all()
      + (PairClaims(dataset, study)?.all() ?? []) + AttributionClaims(dataset, study).all()
  }

  /// By which rules verdicts are given, and which examples have no group.
  public func rules() -> [Claim] {
    let sheet = FactSheet(Fact.ofDataset(dataset))
    var rules = sheet.claim(
      .groupRules, [dataset.id, study.attribute], about: "groups", of: study.attribute, subjects: subjects,
      unit: .share, styles: ["margin": .ofHundred])
    rules.figures += [
      Figure(
        "fdr", study.falseDiscoveryRate, .share, .wholePercent,
        .fact("groups", dataset.id, of: study.attribute, "false discovery rate"))
    ].compactMap { $0 }
    guard study.unknown > 0 else { return [rules] + disclosure() }
    return [rules] + disclosure() + [
      sheet.claim(
        .groupUnknown, [dataset.id, study.attribute], about: "groups", of: study.attribute, subjects: subjects)
    ]
  }

  /// How many features of a checkpoint stand for the group.
  public func features(_ summary: BiasCheckpointSummary) -> [Claim] {
    let file = DataFiles.bias(dataset.id, summary.checkpoint, study.attribute)
    func count(_ name: String, _ key: [(column: String, value: String)], _ value: Int) -> Figure? {
      Figure(name, count: value, .features, .count(file, key))
    }
    let figures = [
      count("tested", [("tested", "true")], summary.tested), verdict("proxy", "found", summary, file),
      verdict("composition", "composition", summary, file), verdict("equivalent", "equivalent", summary, file),
      verdict("insufficient", "insufficient", summary, file),
    ].compactMap { $0 }
    return [
      Claim(
        .groupFeatures, [dataset.id, study.attribute, summary.checkpoint], found(summary) > 0 ? .some : .none,
        subjects: subjects + [Subject("checkpoint", summary.checkpoint)], figures: figures,
        caveats: study.clustering?.kind == .tooFew
          ? dataset.clusterColumn.map { [.tooFewClusters(column: $0)] } ?? [] : [])
    ]
  }

  private func found(_ summary: BiasCheckpointSummary) -> Int {
    summary.verdicts.first { $0.name == "proxy" }?.count ?? 0
  }

  private func verdict(
    _ code: String, _ name: String, _ summary: BiasCheckpointSummary, _ file: String
  ) -> Figure? {
    Figure(
      name, count: summary.verdicts.first { $0.name == code }?.count ?? 0, .features,
      .count(file, [("verdict", code)]))
  }

  /// How many of the flagged features differ by more than the margin, and how many separate findings they are.
  public func extent(_ summary: BiasCheckpointSummary) -> [Claim] {
    guard let families = summary.families, families > 0 else { return [] }
    let verdict: Verdict = families < found(summary) ? .some : .none
    return [
      FactSheet(Fact.ofDataset(dataset)).claim(
        .groupExtent, [dataset.id, study.attribute, summary.checkpoint], verdict, about: "groups",
        of: "\(study.attribute) \(summary.checkpoint)", subjects: [Subject("attribute", study.attribute)],
        unit: .features, styles: ["patterns": .fixed(1)])
    ]
  }

  /// How many would be flagged where group and firing have nothing to do with one another.
  public func chance(_ summary: BiasCheckpointSummary) -> [Claim] {
    let evidence = Evidence.fact(
      "groups", dataset.id, of: "\(study.attribute) \(summary.checkpoint)", "flagged by chance")
    guard let figure = Figure("flagged", summary.nullFlags, .features, .fixed(1), evidence) else { return [] }
    return [
      Claim(
        .groupChance, [dataset.id, study.attribute, summary.checkpoint], shuffled,
        subjects: [Subject("attribute", study.attribute)], figures: [figure])
    ]
  }

  /// How groups are shuffled to see what chance gives: as the test takes them.
  private var shuffled: Verdict {
    switch study.clustering?.kind {
    case .within: .withinClusters
    case .between, .tooFew: .wholeClusters
    case nil: .withinLabel
    }
  }

  /// What the leading arm decides for whom: the group with the lowest impact ratio, which is to the group of the highest
  /// selection rate, or to the reference that the configuration sets.
  public func impact() -> [Claim] {
    guard let lead = study.lead, let positive = dataset.positiveClass
    else { return [] }
    let rows = study.probeRows.filter { $0.arm == lead }
    guard rows.count > 1 else { return [] }
    let path = [dataset.id, study.attribute]
    let common = subjects + [Subject("positive", positive)]
    let shown = rows.filter { !$0.suppressed && $0.selectionRate != nil && !$0.unreliable.contains("selection_rate") }
    guard shown.count > 1, let highest = base(shown),
      let lowest = shown.filter({ isJudged($0) && (!study.isReferenceSet || $0.group != highest.group) }).min(
        by: { ratio($0) < ratio($1) }),
      lowest.group != highest.group, let value = lowest.impactRatio
    else { return [Claim(.impactRatio, path, .withheld, subjects: common)] }
    // Of several groups the lowest was looked for: then the interval has to hold for all of them.
    let ofSeveral = shown.count > 2 ? jointRatio(lowest.group, highest.group, lead) : nil
    let file = DataFiles.biasProbe(dataset.id, study.attribute)
    func row(_ item: ProbeGroupRow) -> Evidence {
      Evidence(file, [("arm", study.name(of: item)), ("group", item.group)])
    }
    let own = Figure(
      "ratio", value.value, low: value.low, high: value.high, .ratio, .fixed(2),
      row(lowest).at("impact_ratio", low: "ci_low:impact_ratio", high: "ci_high:impact_ratio"))
    let said = ofSeveral ?? own
    let isShown = shown.count == 2 || ofSeveral != nil
    let verdict: Verdict =
      isShown && (said?.high ?? 1) < 1 ? .below : isShown && (said?.low ?? 1) > 1 ? .above : .notShown
    let figures = [
      said,
      Figure("rate_lowest", rate(lowest), .share, .inHundred, row(lowest).at("selection_rate")),
      Figure("rate_highest", rate(highest), .share, .inHundred, row(highest).at("selection_rate")),
    ]
    return [
      Claim(
        .impactRatio, path, verdict,
        subjects: common + [Subject("lowest", lowest.group), Subject("highest", highest.group)],
        figures: figures.compactMap { $0 })
    ]
  }

  /// The ratio of two groups with an interval for all that could have been the lowest.
  private func jointRatio(_ lowest: String, _ highest: String, _ lead: Int) -> Figure? {
    let found = (study.gaps ?? []).first { gap in
      guard gap.arm == lead, gap.metric == .selectionRate else { return false }
      return study.isReferenceSet
        ? gap.kind == .lowest && gap.group == lowest && gap.reference == highest
        : gap.kind == .range && gap.group == highest && gap.reference == lowest
    }
    guard let found, let ratio = found.ratio, ratio.low != nil, ratio.high != nil else { return nil }
    return Figure(
      "ratio", ratio.value, low: ratio.low, high: ratio.high, .ratio, .fixed(2),
      Evidence(
        DataFiles.biasGaps(dataset.id, study.attribute),
        [("arm", study.name(of: found)), ("metric", found.metric.rawValue), ("kind", found.kind.rawValue)]
      ).at("ratio", low: "ratio_low", high: "ratio_high"))
  }

  private func isJudged(_ row: ProbeGroupRow) -> Bool {
    row.impactRatio != nil && !row.unreliable.contains("impact_ratio")
  }

  /// What ratios are to.
  private func base(_ rows: [ProbeGroupRow]) -> ProbeGroupRow? {
    study.isReferenceSet ? rows.first { $0.group == study.reference } : rows.max { rate($0) < rate($1) }
  }

  private var subjects: [Subject] { [Subject("dataset", dataset.id), Subject("attribute", study.attribute)] }
  private func rate(_ row: ProbeGroupRow) -> Double { row.selectionRate?.value ?? .nan }
  private func ratio(_ row: ProbeGroupRow) -> Double { row.impactRatio?.value ?? .nan }
}
