import Claims
import Diagnostics
import Findings

/// The first page: the question, the verdict, the figures behind it, what stands for a group, what to look at next.
struct OverviewPage {
  static let schema: PageSchema = [
    "title": .text, "question": .text, "has_question": .flag,
    "decision": .rows(["label": .text, "text": .text]), "cost_false_alarm": .text, "cost_miss": .text,
    "dataset_count": .text, "checkpoint_count": .text, "example_total": .text, "feature_total": .text,
    "page_total": .text, "proxy_total": .text, "tested_total": .text, "has_bias": .flag, "has_probes": .flag,
    "features_link": .link, "probes_link": .link, "bias_link": .link, "transfer_link": .link, "inputs_link": .link,
    "methods_link": .link, "reproduce_link": .link, "configuration_sha256": .text,
    "probes": .rows(
      ([
        "dataset": .text, "link": .link, "example_count": .text, "metric": .text, "axis": .inline, "folds": .text,
        "repeats": .text, "cluster_column": .text, "arms": .rows(ArmRows.slots), "positive_class": .text,
      ] as PageSchema).adding(ProbeAnswers.slots).adding(DefinedTestSets.slots)),
    "labels": .rows([
      "dataset": .text, "checkpoint": .text, "index_link": .link, "has_shown": .flag, "shown": .text, "paged": .text,
      "least_q": .text, "fdr": .text,
      "features": .rows([
        "feature": .text, "link": .link, "class": .text, "auroc": .text, "q": .text, "density": .text,
        "strip": .inline,
      ]),
      "axis": .inline,
    ]),
    "bias": .rows([
      "dataset": .text, "attribute": .text, "link": .link, "summary": .inline, "decision": .inline,
      "has_proxies": .flag, "groups": .text, "axis": .inline, "features": .rows(BiasPages.featureSlots),
    ]),
    "transfers": .rows([
      "sentence": .inline, "train": .text, "test": .text, "arm": .text, "metric": .text, "score": .text, "low": .text,
      "high": .text,
      "ceiling": .text, "floor": .text, "ratio": .text, "ratio_low": .text, "ratio_high": .text,
      "has_ratio": .flag,
    ]),
    "warnings": .rows(["text": .inline, "source": .text]),
  ]

  let context: SiteContext
  let highlights: [Highlights]

  func render() throws {
    let template = try context.template(.overview)
    try context.publish(
      template, try scope(Links(from: SitePaths.overview)),
      PageFrame(path: SitePaths.overview, title: context.findings.title, section: .overview))
  }

  private func scope(_ links: Links) throws -> TemplateScope {
    let findings = context.findings
    let summaries = findings.datasets.flatMap { $0.bias.flatMap(\.checkpoints) }
    let decision = findings.decision
    return [
      "title": .text(findings.title), "question": .text(decision?.question ?? ""),
      "has_question": .flag(!(decision?.question ?? "").isEmpty),
      "decision": .rows((decision?.notes ?? []).map { ["label": .text($0.label), "text": .text($0.text)] }),
      "cost_false_alarm": .plain(decision?.costPerFalseAlarm),
      "cost_miss": .plain(decision?.costPerMiss),
      "dataset_count": .count(findings.datasets.count { $0.partOf == nil }),
      "checkpoint_count": .count(findings.checkpoints.count),
      "example_total": .count(findings.datasets.reduce(0) { $0 + ($1.partOf == nil ? $1.exampleCount : 0) }),
      "feature_total": .count(findings.checkpoints.reduce(0) { $0 + $1.featureCount }),
      "page_total": .count(highlights.reduce(0) { $0 + $1.paged }),
      "proxy_total": .count(summaries.reduce(0) { $0 + self.count("proxy", $1) }),
      "tested_total": .count(summaries.reduce(0) { $0 + $1.tested }), "has_bias": .flag(!summaries.isEmpty),
      "has_probes": .flag(findings.datasets.contains { $0.probes != nil }),
      "features_link": .link(links.page(SitePaths.features)), "probes_link": .link(links.page(SitePaths.probes)),
      "bias_link": .link(links.page(SitePaths.bias)), "transfer_link": .link(links.page(SitePaths.transfer)),
      "inputs_link": .link(links.page(SitePaths.inputs)), "methods_link": .link(links.page(SitePaths.methods)),
      "reproduce_link": .link(links.page(SitePaths.reproduce)),
      "configuration_sha256": .text(findings.configuration.sha256), "probes": .rows(try probes(links)),
      "labels": .rows(labels(links)), "bias": .rows(try bias(links)), "transfers": .rows(try transfers(links)),
      "warnings": .rows(try warnings()),
    ]
  }

  private func count(_ verdict: String, _ summary: BiasCheckpointSummary) -> Int {
    summary.verdicts.first { $0.name == verdict }?.count ?? 0
  }

  private func probes(_ links: Links) throws -> [TemplateScope] {
    // A dataset with several labels per example speaks for them all.
    try context.findings.datasets.filter { $0.partOf == nil }.compactMap { dataset -> TemplateScope? in
      guard let study = dataset.probes else { return nil }
      let arms = ArmRows(context, study, study.headline.arms)
      var scope: TemplateScope = [
        "dataset": .text(dataset.id), "link": .link(links.page(SitePaths.probes(dataset.id))),
        "example_count": .count(study.design.exampleCount), "metric": .text(arms.metricName),
        "axis": context.axisHead(arms.axis), "folds": .count(study.design.folds),
        "repeats": .count(study.design.repeats), "cluster_column": .text(study.design.clusterColumn ?? ""),
        "positive_class": .text(dataset.positiveClass ?? ""), "arms": .rows(arms.rows()),
      ]
      scope.merge(DefinedTestSets(design: study.design).scope())
      scope.merge(try ProbeAnswers(context: context, dataset: dataset, root: links.root).scope())
      return scope
    }
  }

  private func labels(_ links: Links) -> [TemplateScope] {
    highlights.filter { !$0.byLabel.isEmpty }.map { item in
      let features = item.byLabel.prefix(5).filter(\.isShown)
      let axis = Axis(holding: [0.5] + features.map(\.auroc), limits: 0...1)
      return [
        "dataset": .text(item.dataset), "checkpoint": .text(item.checkpoint), "axis": context.axisHead(axis),
        "has_shown": .flag(!features.isEmpty), "shown": .count(item.labelCount), "paged": .count(item.paged),
        "least_q": .number(item.byLabel.map(\.q).filter(\.isFinite).min(), .probability),
        "fdr": .plain(FeatureTable.falseDiscoveryRate * 100),
        "index_link": .link(links.page(SitePaths.featureFolder(item.dataset, item.checkpoint) + "index")),
        "features": .rows(
          features.map { feature in
            [
              "feature": .text("\(feature.feature)"),
              "link": .link(links.page(SitePaths.feature(item.dataset, item.checkpoint, feature.feature))),
              "class": .text(feature.className), "auroc": .number(feature.auroc, .fixed(3)),
              "q": .number(feature.q, .probability), "density": .number(feature.density, .percent),
              "strip": context.strip(feature.auroc, nil, nil, axis, reference: 0.5),
            ]
          }),
      ]
    }
  }

  private func bias(_ links: Links) throws -> [TemplateScope] {
    try context.findings.datasets.flatMap { dataset in
      try dataset.bias.map { study in
        let claims = GroupClaims(dataset, study)
        let proxies = study.checkpoints.flatMap { summary in
          (highlights.first { $0.dataset == dataset.id && $0.checkpoint == summary.checkpoint }?
            .byGroup[study.attribute] ?? []).filter { ["proxy", "differs", "depends"].contains($0.verdict) }.map {
              (summary.checkpoint, $0)
            }
        }
        let strongest = proxies.enumerated().sorted {
          ($0.element.1.difference.magnitude, $1.offset) > ($1.element.1.difference.magnitude, $0.offset)
        }.prefix(5).map(\.element)
        let axis = Axis(holding: [0] + strongest.flatMap { [$0.1.low, $0.1.high] })
        return [
          "dataset": .text(dataset.id), "attribute": .text(study.attribute),
          "link": .link(links.page(SitePaths.bias(dataset.id, study.attribute))),
          "has_proxies": .flag(!proxies.isEmpty),
          "groups": .text(study.groups.map(\.name).joined(separator: ", ")),
          "axis": context.axisHead(axis, inPercent: true),
          "summary": try context.say(study.checkpoints.flatMap(claims.features), root: links.root),
          "decision": try context.say(claims.impact(), root: links.root),
          "features": .rows(
            strongest.map { BiasPages.feature($0.1, dataset.id, $0.0, axis, context, links) }),
        ]
      }
    }
  }

  /// The leading row of each pair.
  private func transfers(_ links: Links) throws -> [TemplateScope] {
    try context.findings.transfers.compactMap { transfer -> TemplateScope? in
      let claims = TransferClaims(transfer)
      guard let row = claims.leading else { return nil }
      return [
        "sentence": try context.say(claims.score(), root: links.root),
        "train": .text(transfer.train), "test": .text(transfer.test), "arm": .text(row.arm.name),
        "metric": .text(context.words.code("metric", row.metric)), "score": .number(row.score, .fixed(3)),
        "low": .number(row.low, .fixed(3)), "high": .number(row.high, .fixed(3)),
        "ceiling": .number(row.ceiling, .fixed(3)), "floor": .number(row.floor, .fixed(3)),
        "ratio": .number(row.ratio?.value, .percent), "ratio_low": .number(row.ratio?.low, .percent),
        "ratio_high": .number(row.ratio?.high, .percent), "has_ratio": .flag(row.ratio != nil),
      ]
    }
  }

  private func warnings() throws -> [TemplateScope] {
    let findings = context.findings
    var items = findings.warnings
    for checkpoint in findings.checkpoints { items += checkpoint.warnings.map { $0.about(.checkpoint, checkpoint.id) } }
    for dataset in findings.datasets { items += dataset.warnings.map { $0.about(.dataset, dataset.id) } }
    var seen: Set<Note> = []
    return try items.filter { seen.insert($0).inserted }.map {
      ["text": try context.noteSpeaker.fragment($0.withoutSubject), "source": .text($0.subject?.name ?? "")]
    }
  }
}
