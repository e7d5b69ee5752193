import Findings

/// What stands on a page of probes beside the comparison of arms: thresholds, stability, calibration, the data's own split,
/// explanations and libraries.
struct ProbeReports {
  static let slots: PageSchema = [
    "weights_link": .link, "timings_link": .link,
    "costs": .rows(["arm": .text, "needs": .text, "numbers": .text, "example_bytes": .text, "model_bytes": .text]),
    "has_thresholds": .flag, "thresholds_link": .link, "threshold_axis": .inline,
    "thresholds": .rows([
      "checkpoint": .text, "pooling": .text, "threshold": .text, "mean": .text, "low": .text, "high": .text,
      "strip": .inline, "active": .text, "stability": .text,
    ]),
    "has_stability": .flag, "stability_link": .link, "stability_axis": .inline,
    "stability": .rows([
      "arm": .text, "selected": .text, "phi": .text, "low": .text, "high": .text, "strip": .inline,
    ]),
    "has_calibration": .flag, "calibration_link": .link, "reliability_link": .link, "calibrated_arm": .text,
    "reliability_axis": .inline, "has_groups": .flag,
    "calibration": .rows([
      "arm": .text, "brier": .text, "log_loss": .text, "intercept": .text, "slope": .text,
    ]),
    "reliability": .rows([
      "count": .text, "predicted": .text, "observed": .text, "low": .text, "high": .text, "strip": .inline,
    ]),
    "group_calibration": .rows([
      "attribute": .text, "group": .text, "count": .text, "brier": .text, "intercept": .text, "slope": .text,
      "is_withheld": .flag,
    ]),
    "has_split": .flag, "split_link": .link, "split_pairs_link": .link, "split_train": .text, "split_test": .text,
    "split_shared": .text, "split_axis": .inline, "has_split_pairs": .flag, "split_metric": .text,
    "split_arms": .rows([
      "arm": .text, "score": .text, "low": .text, "high": .text, "strip": .inline, "accuracy": .text,
      "macro_f1": .text,
    ]),
    "split_pairs": .rows([
      "a": .text, "b": .text, "difference": .text, "low": .text, "high": .text, "p": .text, "only_a": .text,
      "only_b": .text, "mcnemar": .text, "verdict": .text,
    ]),
    "has_explanations": .flag, "explanations_link": .link, "explained_arm": .text,
    "explanations": .rows([
      "kind": .text, "id": .text, "text": .text, "label": .text, "decision": .text, "probability": .text,
      "is_wrong": .flag,
      "reasons": .rows([
        "feature": .text, "link": .link, "has_page": .flag, "value": .text, "contribution": .text, "share": .text,
      ]),
    ]),
    "has_libraries": .flag, "library_link": .link,
    "libraries": .rows(["arm": .text, "checkpoint": .text, "count": .text]),
  ]

  /// Longest text of an explained example, in characters.
  private static let longestText = 160

  let context: SiteContext
  let dataset: DatasetFinding
  let study: ProbeStudy
  let links: Links
  let hasPage: @Sendable (String, String, Int) -> Bool

  private var isPair: Bool { study.design.positiveClass != nil }
  /// The arms that the page leads with.
  private var headline: [ProbeArm] { ArmRows(context, study).headline() }

  /// The binarised arm of the headline, else the first arm that has what is asked for.
  private func lead(_ names: [String]) -> String? {
    headline.first { $0.representation == "binarized" && names.contains($0.name) }?.name
      ?? headline.first { names.contains($0.name) }?.name ?? names.first
  }

  func scope() throws -> TemplateScope {
    var scope: TemplateScope = [
      "weights_link": .link(links.file(DataFiles.weights(dataset.id))),
      "timings_link": .link(links.file(DataFiles.timings)), "costs": .rows(costs()),
    ]
    for part in [thresholds(), stability(), calibration(), split(), try explanations(), libraries()] {
      scope.merge(part)
    }
    return scope
  }

  private func thresholds() -> TemplateScope {
    let rows = study.thresholds
    let axis = Axis(
      holding: rows.flatMap { [$0.macroF1Mean, $0.macroF1Low, $0.macroF1High].compactMap { $0 } }, limits: 0...1)
    return [
      "has_thresholds": .flag(rows.count > 1), "threshold_axis": context.axisHead(axis),
      "thresholds_link": .link(links.file(DataFiles.thresholds(dataset.id))),
      "thresholds": .rows(
        rows.map { row in
          [
            "checkpoint": .text(row.checkpoint), "pooling": .text(row.pooling),
            "threshold": .number(row.threshold, .magnitude), "mean": .number(row.macroF1Mean, .fixed(3)),
            "low": .number(row.macroF1Low, .fixed(3)), "high": .number(row.macroF1High, .fixed(3)),
            "strip": context.strip(row.macroF1Mean, row.macroF1Low, row.macroF1High, axis),
            "active": .number(row.meanActiveFeatures, .fixed(1)), "stability": .number(row.stability, .fixed(2)),
          ]
        }),
    ]
  }

  private func stability() -> TemplateScope {
    let axis = Axis(
      holding: study.stability.flatMap { [$0.phi, $0.low, $0.high].compactMap { $0 } } + [0, 1], limits: 0...1)
    return [
      "has_stability": .flag(!study.stability.isEmpty), "stability_axis": context.axisHead(axis),
      "stability_link": .link(links.file(DataFiles.stability(dataset.id))),
      "stability": .rows(
        study.stability.map { row in
          [
            "arm": .text(row.arm), "selected": .number(row.selectedMean, .fixed(1)), "phi": .number(row.phi, .fixed(2)),
            "low": .number(row.low, .fixed(2)), "high": .number(row.high, .fixed(2)),
            "strip": context.strip(row.phi, row.low, row.high, axis),
          ]
        }),
    ]
  }

  private func calibration() -> TemplateScope {
    let overall = study.calibration.filter { $0.attribute.isEmpty }
    let names = headline.map(\.name)
    let shown = overall.filter { names.contains($0.arm) }
    let arm = lead(overall.filter { !$0.bins.isEmpty }.map(\.arm))
    let bins = overall.first { $0.arm == arm }?.bins ?? []
    let groups = study.calibration.filter { $0.arm == arm && !$0.attribute.isEmpty }
    let axis = Axis(holding: bins.flatMap { [$0.low, $0.high, $0.predicted] } + [0, 1], limits: 0...1)
    return [
      "has_calibration": .flag(!bins.isEmpty), "calibrated_arm": .text(arm ?? ""),
      "calibration_link": .link(links.file(DataFiles.calibration(dataset.id))),
      "reliability_link": .link(links.file(DataFiles.reliability(dataset.id))),
      "reliability_axis": context.axisHead(axis), "has_groups": .flag(!groups.isEmpty),
      "calibration": .rows(
        shown.map { row in
          [
            "arm": .text(row.arm), "brier": .number(row.brier, .fixed(3)), "log_loss": .number(row.logLoss, .fixed(3)),
            "intercept": .number(row.intercept, .signed(2)), "slope": .number(row.slope, .fixed(2)),
          ]
        }),
      "reliability": .rows(
        bins.map { bin in
          [
            "count": .count(bin.count), "predicted": .number(bin.predicted, .fixed(3)),
            "observed": .number(bin.observed, .fixed(3)), "low": .number(bin.low, .fixed(3)),
            "high": .number(bin.high, .fixed(3)),
            "strip": context.strip(bin.observed, bin.low, bin.high, axis, reference: bin.predicted),
          ]
        }),
      "group_calibration": .rows(
        groups.map { row in
          [
            "attribute": .text(row.attribute), "group": .text(row.group), "count": .count(row.count ?? 0),
            "brier": .number(row.brier, .fixed(3)), "intercept": .number(row.intercept, .signed(2)),
            "slope": .number(row.slope, .fixed(2)), "is_withheld": .flag(row.isWithheld),
          ]
        }),
    ]
  }

  private func split() -> TemplateScope {
    let names = headline.map(\.name)
    let place = ProbeMetric.allNames.firstIndex(of: isPair ? "auroc" : "macro_f1") ?? 0
    let arms = study.split?.arms.filter { names.contains($0.name) } ?? []
    let pairs = study.split?.pairs.filter { names.contains($0.a) && names.contains($0.b) } ?? []
    let axis = Axis(
      holding: arms.flatMap { [$0.metrics[place], $0.aurocLow, $0.aurocHigh].compactMap { $0 } }, limits: 0...1)
    return [
      "has_split": .flag(study.split != nil), "split_axis": context.axisHead(axis),
      "split_link": .link(links.file(DataFiles.split(dataset.id))),
      "split_pairs_link": .link(links.file(DataFiles.splitComparisons(dataset.id))),
      "split_train": .count(study.split?.trainCount ?? 0), "split_test": .count(study.split?.testCount ?? 0),
      "split_shared": study.split.map { $0.sharedClusters > 0 ? .count($0.sharedClusters) : .text("") } ?? .text(""),
      "split_metric": .text(context.words.code("metric", ProbeMetric.allNames[place])),
      "has_split_pairs": .flag(!pairs.isEmpty),
      "split_arms": .rows(
        arms.map { arm in
          [
            "arm": .text(arm.name), "score": .number(arm.metrics[place], .fixed(3)),
            "low": .number(arm.aurocLow, .fixed(3)), "high": .number(arm.aurocHigh, .fixed(3)),
            "strip": context.strip(
              arm.metrics[place], arm.aurocLow, arm.aurocHigh, axis, reference: isPair ? 0.5 : nil),
            "accuracy": .number(arm.metrics[1], .fixed(3)), "macro_f1": .number(arm.metrics[0], .fixed(3)),
          ]
        }),
      "split_pairs": .rows(
        pairs.map { pair in
          [
            "a": .text(pair.a), "b": .text(pair.b), "difference": .number(pair.aurocDifference, .signed(3)),
            "low": .number(pair.low, .signed(3)), "high": .number(pair.high, .signed(3)),
            "p": .number(pair.delongP, .probability), "only_a": .count(pair.onlyFirst),
            "only_b": .count(pair.onlySecond), "mcnemar": .number(pair.mcnemarP, .probability),
            "verdict": .text(context.words.code("comparison", pair.verdict)),
          ]
        }),
    ]
  }

  private func explanations() throws -> TemplateScope {
    let arm = lead(study.explanations.map(\.arm))
    let checkpoint = study.arms.first { $0.name == arm }?.checkpoint ?? ""
    let shown = study.explanations.filter { $0.arm == arm }
    let list = shown.isEmpty ? nil : try context.tables.examples(dataset.id)
    return [
      "has_explanations": .flag(!shown.isEmpty), "explained_arm": .text(arm ?? ""),
      "explanations_link": .link(links.file(DataFiles.explanations(dataset.id))),
      "explanations": .rows(
        shown.map { item in
          let text = list?.texts.at(item.example) ?? ""
          let short = text.prefix(Self.longestText)
          return [
            "kind": .text(context.words.code("explanation", item.kind)),
            "id": .text(list?.ids.at(item.example) ?? "\(item.example)"),
            "text": .text(short.endIndex < text.endIndex ? short + " …" : String(short)),
            "label": .text(item.label), "decision": .text(item.decision),
            "probability": .number(item.probability, .fixed(3)), "is_wrong": .flag(item.label != item.decision),
            "reasons": .rows(
              item.reasons.map { reason in
                let feature = Int(reason.feature)
                return [
                  "feature": .text("\(feature)"), "value": .number(reason.value, .magnitude),
                  "link": .link(links.page(SitePaths.feature(dataset.id, checkpoint, feature))),
                  "has_page": .flag(hasPage(dataset.id, checkpoint, feature)),
                  "contribution": .number(reason.contribution, .signed(2)), "share": .number(reason.share, .percent),
                ]
              }),
          ]
        }),
    ]
  }

  private func costs() -> [TemplateScope] {
    headline.compactMap { arm in
      guard let cost = arm.cost else { return nil }
      let needs: Word = arm.checkpoint == nil ? .needsState : arm.top == nil ? .needsAll : .needsSome
      return [
        "arm": .text(arm.name), "needs": .text(context.words[needs]), "numbers": .number(cost.numbers, .fixed(1)),
        "example_bytes": .number(cost.exampleBytes, .fixed(0)), "model_bytes": .count(cost.modelBytes),
      ]
    }
  }

  private func libraries() -> TemplateScope {
    [
      "has_libraries": .flag(!study.libraries.isEmpty),
      "library_link": .link(links.file(DataFiles.library(dataset.id))),
      "libraries": .rows(
        study.libraries.map {
          ["arm": .text($0.arm), "checkpoint": .text($0.checkpoint), "count": .count($0.features.count)]
        }),
    ]
  }
}
