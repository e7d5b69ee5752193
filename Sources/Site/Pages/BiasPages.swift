import Claims
import Findings

/// What follows the groups: a page for each dataset and attribute, and a list of them.
struct BiasPages {
  static let featureSlots: PageSchema = [
    "feature": .text, "link": .link, "verdict": .inline, "is_proxy": .flag, "has_direction": .flag, "max_group": .text,
    "min_group": .text,
    "difference": .text, "low": .text, "high": .text, "proxy": .text, "composition": .text, "q": .text,
    "needed": .text, "density": .text, "strip": .inline, "checkpoint": .text,
  ]

  static let schema: PageSchema = [
    "decision": .inline, "dataset": .text, "attribute": .text, "reference": .text, "reference_reason": .inline,
    "is_reference_set": .flag,
    "margin": .text,
    "fdr": .text, "minimum_cell": .text, "unknown": .text, "probe_link": .link, "ablation_link": .link,
    "methods_link": .link, "positive_class": .text, "has_ablations": .flag, "has_probe": .flag,
    "groups": .rows(["group": .text, "n": .text, "is_reference": .flag]),
    "checkpoints": .rows([
      "checkpoint": .text, "tested": .text, "untested": .text, "proxy": .text, "composition": .text,
      "equivalent": .text, "insufficient": .text, "beyond": .text, "null_flags": .text, "bias_link": .link,
      "cells_link": .link, "summary": .inline,
      "index_link": .link, "axis": .inline, "has_proxies": .flag, "features": .rows(featureSlots),
    ]),
    "arms": .rows([
      "arm": .text, "axis": .inline,
      "rows": .rows([
        "group": .text, "n": .text, "selection": .text, "selection_low": .text, "selection_high": .text,
        "tpr": .text, "tpr_low": .text, "tpr_high": .text, "fpr": .text, "fpr_low": .text, "fpr_high": .text,
        "ppv": .text, "impact": .text, "impact_low": .text, "impact_high": .text, "brier": .text, "auroc": .text,
        "suppressed": .flag, "strip": .inline,
      ]),
    ]),
    "ablations": .rows([
      "set": .text, "features": .text, "auroc": .text, "auroc_change": .text, "tpr_gap": .text, "fpr_gap": .text,
      "gap_closed": .text, "leakage": .text,
    ]),
    "exclusions": .rows(.note),
    "studies": .rows(["title": .text, "link": .link, "is_current": .flag]),
  ]

  static let indexSchema: PageSchema = [
    "rows": .rows([
      "dataset": .text, "attribute": .text, "link": .link, "checkpoint": .text, "groups": .text, "tested": .text,
      "untested": .text, "proxy": .text, "composition": .text, "equivalent": .text, "insufficient": .text,
      "beyond": .text, "null_flags": .text,
    ]),
    "methods_link": .link,
  ]

  let context: SiteContext
  let highlights: [Highlights]

  private var studied: [(DatasetFinding, BiasStudy)] {
    context.findings.datasets.flatMap { dataset in dataset.bias.map { (dataset, $0) } }
  }

  func render() throws {
    let template = try context.template(.bias)
    for (dataset, study) in studied {
      let frame = PageFrame(
        path: SitePaths.bias(dataset.id, study.attribute),
        title: "\(context.words[.bias]) · \(study.attribute) · \(dataset.id)", section: .bias)
      try context.publish(template, try scope(dataset, study, Links(from: frame.path)), frame)
    }
    try renderIndex()
  }

  private func renderIndex() throws {
    let template = try context.template(.biasIndex)
    let links = Links(from: SitePaths.bias)
    let rows = studied.flatMap { dataset, study in
      study.checkpoints.map { summary -> TemplateScope in
        var scope = counts(summary, dataset, study)
        scope["dataset"] = .text(dataset.id)
        scope["attribute"] = .text(study.attribute)
        scope["link"] = .link(links.page(SitePaths.bias(dataset.id, study.attribute)))
        scope["groups"] = .text(study.groups.map(\.name).joined(separator: ", "))
        return scope
      }
    }
    try context.publish(
      template, ["rows": .rows(rows), "methods_link": .link(links.page(SitePaths.methods))],
      PageFrame(path: SitePaths.bias, title: context.words[.bias], section: .bias))
  }

  private func counts(_ summary: BiasCheckpointSummary, _ dataset: DatasetFinding, _ study: BiasStudy) -> TemplateScope
  {
    let found = highlights.first { $0.dataset == dataset.id && $0.checkpoint == summary.checkpoint }
    var scope: TemplateScope = [
      "beyond": .count(found?.beyondMargin[study.attribute] ?? 0),
      "checkpoint": .text(summary.checkpoint), "tested": .count(summary.tested), "untested": .count(summary.untested),
      "null_flags": .number(summary.nullFlags, .fixed(1)),
    ]
    for code in ["proxy", "composition", "equivalent", "insufficient"] {
      scope[code] = .count(summary.verdicts.first { $0.name == code }?.count ?? 0)
    }
    return scope
  }

  private func scope(_ dataset: DatasetFinding, _ study: BiasStudy, _ links: Links) throws -> TemplateScope {
    [
      "decision": try context.say(GroupClaims(dataset, study).impact(), root: links.root),
      "dataset": .text(dataset.id), "attribute": .text(study.attribute), "reference": .text(study.reference),
      "reference_reason": try context.noteSpeaker.fragment(study.referenceReason),
      "is_reference_set": .flag(study.isReferenceSet),
      "margin": .plain(study.margin * 100),
      "fdr": .plain(study.falseDiscoveryRate * 100), "minimum_cell": .count(study.minimumCell),
      "unknown": .count(study.unknown), "has_ablations": .flag(!study.ablations.isEmpty),
      "has_probe": .flag(!study.probeRows.isEmpty),
      "probe_link": .link(links.file(DataFiles.biasProbe(dataset.id, study.attribute))),
      "ablation_link": .link(links.file(DataFiles.biasAblation(dataset.id, study.attribute))),
      "methods_link": .link(links.page(SitePaths.methods)),
      "positive_class": .text(dataset.positiveClass ?? ""),
      "groups": .rows(
        study.groups.map {
          ["group": .text($0.name), "n": .count($0.count), "is_reference": .flag($0.name == study.reference)]
        }),
      "checkpoints": .rows(try study.checkpoints.map { try checkpoint($0, dataset, study, links) }),
      "arms": .rows(GroupProbeRows(context: context, study: study).arms()),
      "ablations": .rows(study.ablations.map(ablation)),
      "exclusions": try context.rows(study.exclusions),
      "studies": .rows(
        studied.map { other, item in
          [
            "title": .text("\(item.attribute) · \(other.id)"),
            "link": .link(links.page(SitePaths.bias(other.id, item.attribute))),
            "is_current": .flag(other.id == dataset.id && item.attribute == study.attribute),
          ]
        }),
    ]
  }

  private func checkpoint(
    _ summary: BiasCheckpointSummary, _ dataset: DatasetFinding, _ study: BiasStudy, _ links: Links
  ) throws -> TemplateScope {
    let found = highlights.first { $0.dataset == dataset.id && $0.checkpoint == summary.checkpoint }
    let features = found?.byGroup[study.attribute] ?? []
    let shown = features.filter { $0.verdict != "insufficient" && $0.verdict != "equivalent" }.prefix(40)
    let axis = Axis(holding: [0] + shown.flatMap { [$0.low, $0.high, $0.difference] })
    var scope = counts(summary, dataset, study)
    let claims = GroupClaims(dataset, study)
    scope["summary"] = try context.say(claims.features(summary) + claims.chance(summary), root: links.root)
    scope["bias_link"] = .link(links.file(DataFiles.bias(dataset.id, summary.checkpoint, study.attribute)))
    scope["cells_link"] = .link(links.file(DataFiles.biasGroups(dataset.id, summary.checkpoint, study.attribute)))
    let order = FeatureOrder.groupID(study.attribute)
    let isFirst = dataset.classes.isEmpty && study.attribute == dataset.bias.first?.attribute
    scope["index_link"] = .link(
      links.page(
        SitePaths.featureIndex(dataset.id, summary.checkpoint, order: order, isFirst: isFirst, page: 1)))
    scope["axis"] = context.axisHead(axis, inPercent: true)
    scope["has_proxies"] = .flag(shown.contains { $0.verdict == "proxy" })
    scope["features"] = .rows(
      shown.map { Self.feature($0, dataset.id, summary.checkpoint, axis, context, links) })
    return scope
  }

  static func feature(
    _ item: Highlights.GroupFeature, _ dataset: String, _ checkpoint: String, _ axis: Axis?, _ context: SiteContext,
    _ links: Links
  ) -> TemplateScope {
    [
      "feature": .text("\(item.feature)"), "checkpoint": .text(checkpoint),
      "link": .link(links.page(SitePaths.feature(dataset, checkpoint, item.feature))),
      "verdict": .fragment(Verdicts.badge(item.verdict, context.words, format: context.format)),
      "is_proxy": .flag(item.verdict == "proxy"), "has_direction": .flag(Verdicts.hasDirection(item.verdict)),
      "max_group": .text(item.maxGroup),
      "min_group": .text(item.minGroup), "difference": .number(item.difference, .points),
      "low": .number(item.low, .points), "high": .number(item.high, .points), "proxy": .number(item.proxy, .points),
      "composition": .number(item.composition, .points), "q": .number(item.q, .probability),
      "needed": .count(item.needed), "density": .number(item.density, .percent),
      "strip": context.strip(
        item.difference, item.low, item.high, axis, reference: 0, emphasised: item.verdict == "proxy"),
    ]
  }

  private func ablation(_ row: AblationRow) -> TemplateScope {
    [
      "set": .text(row.set), "features": .count(row.features), "auroc": .number(row.auroc, .fixed(3)),
      "auroc_change": .number(row.aurocChange, .signed(3)), "tpr_gap": .number(row.tprGap, .points),
      "fpr_gap": .number(row.fprGap, .points), "gap_closed": .number(row.gapClosed, .percent),
      "leakage": .number(row.leakageAUROC, .fixed(3)),
    ]
  }
}
