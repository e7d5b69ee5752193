import Findings

/// How the comparison of representations was made, and what its further parts show.
extension ProbeClaims {
  var sheet: FactSheet { FactSheet(Fact.ofDataset(dataset)) }

  func claim(
    _ kind: ClaimKind, _ verdict: Verdict = .stated, _ subjects: [Subject] = [], unit: FigureUnit = .examples,
    styles: [String: NumberStyle] = [:], caveats: [Caveat] = []
  ) -> Claim {
    sheet.claim(
      kind, [dataset.id], verdict, about: "probes", subjects: [Subject("dataset", dataset.id)] + subjects, unit: unit,
      styles: styles, caveats: caveats)
  }

  /// Examples and folds, and what the metrics refer to.
  public func protocolClaims() -> [Claim] {
    let design = study.design
    var claims = [claim(.folds, design.foldNames == nil ? .drawn : .given, unit: .folds)]
    if let column = design.clusterColumn, design.foldNames == nil, dataset.clusterCount != nil {
      claims.append(
        sheet.claim(
          .clustersKept, [dataset.id], about: "dataset",
          subjects: [Subject("dataset", dataset.id), Subject("column", column)], unit: .clusters))
    }
    if let positive = design.positiveClass {
      claims.append(claim(.positiveClass, .stated, [Subject("positive", positive)]))
    }
    return claims
  }

  /// What is said in the parts of the page on probes.
  func design() -> [Claim] {
    tuning() + defined() + arms() + pairs() + thresholdRules() + heaviest() + calibration() + testPart()
      + nearDuplicates()
      + testPairs()
  }

  /// How penalties were chosen.
  public func tuning() -> [Claim] {
    [claim(.tuning, .stated, [Subject("candidates", numbers: study.design.candidatesC)], unit: .folds)]
  }

  /// On how many test sets AUROC is defined, where not on all. Means over several labels say so label by label.
  public func defined() -> [Claim] {
    let design = study.design
    guard design.labelCount == nil, design.definedTestSets < design.testSets else { return [] }
    return [claim(.definedSets, design.definedTestSets == 0 ? .none : .partly, unit: .folds)]
  }

  public func arms() -> [Claim] { [claim(.arms, unit: .comparisons)] }

  /// How many pairs p-values are corrected over, on the metric that pages show.
  public func pairs() -> [Claim] {
    let metrics = study.comparisons.map(\.metric)
    guard let metric = metrics.contains(study.headline.metric) ? study.headline.metric : metrics.first else {
      return []
    }
    var claim = claim(
      .pairs, .stated, [Subject("metric", "metric", code: metric)], unit: .score, styles: ["margin": .plain])
    claim.figures += [
      family(ComparisonFamily.headline, metric, "headline"), family(ComparisonFamily.further, metric, "further"),
    ].compactMap { $0 }
    return [claim]
  }

  /// How many pairs a p is corrected over: those of the same family and metric, the same arms under other names counted once.
  func family(_ family: String, _ metric: String, _ slot: String) -> Figure? {
    let count = study.comparisons.count { $0.family == family && $0.metric == metric && $0.sameAs == nil }
    let key = [("family", family), ("metric", metric), ("same_as", "")]
    return Figure(slot, count: count, .comparisons, .count(DataFiles.comparisons(dataset.id), key))
  }

  /// The thresholds that rules found for the leading checkpoint and pooling.
  public func thresholdRules() -> [Claim] {
    [(ThresholdChoice.automatic, Verdict.auto), (.otsu, .otsu)].compactMap { choice, verdict in
      let kind = choice.kind
      let row = study.thresholds.first {
        $0.choice == choice && $0.checkpoint == lead?.key.checkpoint && $0.pooling == lead?.key.pooling
      }
      guard let row,
        let figure = Figure(
          "found", row.threshold, .value, .fixed(2),
          Evidence(
            DataFiles.thresholds(dataset.id),
            [("checkpoint", row.checkpoint), ("pooling", row.pooling), ("kind", kind)], "threshold"))
      else { return nil }
      return Claim(
        .thresholdRule, [dataset.id, kind], verdict, subjects: [Subject("dataset", dataset.id)], figures: [figure])
    }
  }

  /// The heaviest feature of the leading arm for its first class.
  public func heaviest() -> [Claim] {
    guard let lead, let entry = lead.weights.first, let feature = entry.features.first,
      let weight = entry.weights.first, let folds = entry.overFolds.first
    else { return [] }
    let row = Evidence(
      DataFiles.weights(dataset.id), [("arm", lead.name), ("class", entry.className), ("feature", "\(feature)")])
    let figures = [
      Figure(
        "weight", weight, low: folds.low, high: folds.high, .value, .signed(3),
        row.at("weight", low: "fold_low", high: "fold_high")),
      Figure("signs", folds.signConsistency, .share, .wholePercent, row.at("sign_consistency")),
    ]
    return [
      Claim(
        .heaviest, [dataset.id], .stated,
        subjects: [
          Subject("arm", lead.name), Subject("class", entry.className), Subject("feature", "\(feature)"),
        ], figures: figures.compactMap { $0 })
    ]
  }

  /// Of the arm whose probabilities pages show.
  public func calibration() -> [Claim] {
    let overall = study.calibration.filter { $0.attribute.isEmpty }
    guard let place = study.headline.leading(overall.filter { !$0.bins.isEmpty }.map(\.arm)),
      let item = overall.first(where: { $0.arm == place })
    else { return [] }
    let arm = study.arms[place].name
    let row = Evidence(DataFiles.calibration(dataset.id), [("arm", arm), ("attribute", ""), ("group", "")])
    let figures = [
      Figure("intercept", item.intercept, .value, .signed(2), row.at("intercept")),
      Figure("slope", item.slope, .value, .fixed(2), row.at("slope")),
    ].compactMap { $0 }
    guard figures.count == 2 else { return [] }
    let positive = study.design.positiveClass
    return [
      Claim(
        .calibration, [dataset.id], positive == nil ? .topLabel : .positive,
        subjects: [Subject("arm", arm), Subject("positive", positive ?? "")], figures: figures)
    ]
  }

  /// Which examples the data's own test part has.
  public func testPart() -> [Claim] {
    guard let split = study.split else { return [] }
    var claims = [claim(.testPart)]
    if !split.others.isEmpty {
      claims.append(claim(.testUnused, .stated, [Subject("names", names: split.others.map(\.name))]))
    }
    if split.sharedClusters > 0 { claims.append(claim(.testShared)) }
    if let clusters = split.clusters {
      claims.append(claim(.testClusters, .stated, [Subject("column", clusters.column)]))
    }
    return claims
  }

  /// How many pairs are compared on it.
  public func testPairs() -> [Claim] {
    guard let split = study.split, !split.pairs.isEmpty else { return [] }
    let figure = Figure(
      "pairs", count: split.pairs.count, .comparisons, .count(DataFiles.splitComparisons(dataset.id), []))
    return [
      Claim(
        .testPairs, [dataset.id], .stated, subjects: [Subject("dataset", dataset.id)],
        figures: [figure].compactMap { $0 })
    ]
  }

  /// Examples that are nearly the same on both sides of a fold.
  public func nearDuplicates() -> [Claim] {
    guard let found = study.nearDuplicates else { return [] }
    let caveats: [Caveat] = found.isComplete ? [] : [.lowerBound]
    let styles: [String: NumberStyle] = ["near_similarity": .plain, "similar_similarity": .plain]
    var claims = [
      claim(.nearDuplicates, sheet["probes", "near"] > 0 ? .some : .none, styles: styles, caveats: caveats),
      claim(.similarTexts, sheet["probes", "similar"] > 0 ? .some : .none, styles: styles, caveats: caveats),
    ]
    if let near = found.near.acrossSplit, let similar = found.similar.acrossSplit, found.splitTestCount != nil {
      claims.append(claim(.nearAcrossSplit, near + similar > 0 ? .some : .none, caveats: caveats))
    }
    return claims
  }

  /// What a pass through the encoder takes.
  public func encoderCost(_ checkpoint: CheckpointFinding) -> [Claim] {
    [
      FactSheet(Fact.ofCheckpoint(checkpoint)).claim(
        .encoderCost, [dataset.id], about: "checkpoint", subjects: [Subject("checkpoint", checkpoint.id)],
        unit: .features)
    ]
  }
}
