import Findings

/// The comparison of representations: a page for each dataset, and a list of them.
struct ProbesPages {
  static let schema: PageSchema =
    ([

      "dataset": .text, "example_count": .text, "metric": .text, "axis": .inline, "difference_axis": .inline,
      "folds": .text, "repeats": .text, "inner_folds": .text, "candidates": .text, "cluster_column": .text,
      "cluster_count": .text, "positive_class": .text, "folds_link": .link, "probes_link": .link,
      "comparisons_link": .link, "methods_link": .link, "fold_count": .text, "has_comparisons": .flag,
      "has_others": .flag, "arm_count": .text, "has_more_arms": .flag, "leading": .rows(ArmRows.slots),
      "has_leading_comparisons": .flag, "leading_comparisons": .rows(ComparisonRows.slots),
      "other_comparisons": .rows(ComparisonRows.slots),
      "arms": .rows(ArmRows.slots), "comparisons": .rows(ComparisonRows.slots), "notes": .rows(["text": .text]),
      "weights": .rows([
        "arm": .text, "class": .text,
        "features": .rows([
          "feature": .text, "link": .link, "weight": .text, "has_page": .flag, "low": .text, "high": .text,
          "signs": .text,
          "auroc": .text,
        ]),
      ]),
      "datasets": .rows(["title": .text, "link": .link, "is_current": .flag]),
    ] as PageSchema).adding(ProbeReports.slots).adding(LabelRows.slots)

  static let indexSchema: PageSchema = [
    "datasets": .rows([
      "dataset": .text, "link": .link, "example_count": .text, "class_count": .text, "metric": .text, "axis": .inline,
      "folds": .text, "repeats": .text, "arms": .rows(ArmRows.slots),
    ]),
    "methods_link": .link,
  ]

  let context: SiteContext
  /// Features that have a page: (dataset, checkpoint, feature).
  let hasPage: @Sendable (String, String, Int) -> Bool

  private var studied: [(DatasetFinding, ProbeStudy)] {
    context.findings.datasets.compactMap { dataset in dataset.probes.map { (dataset, $0) } }
  }

  func render() throws {
    let template = try context.template("probes", Self.schema, page: "probes/…/index")
    for (dataset, study) in studied {
      let frame = PageFrame(
        path: SitePaths.probes(dataset.id), title: "\(context.words[.probes]) · \(dataset.id)", section: .probes)
      let links = Links(from: frame.path)
      let reports = ProbeReports(context: context, dataset: dataset, study: study, links: links, hasPage: hasPage)
      var scope = scope(dataset, study, links)
      scope.merge(try reports.scope())
      scope.merge(LabelRows(context: context, dataset: dataset, study: study, links: links).scope())
      try context.publish(template, scope, frame)
    }
    try renderIndex()
  }

  private func renderIndex() throws {
    let template = try context.template("probes-index", Self.indexSchema, page: SitePaths.probes)
    let links = Links(from: SitePaths.probes)
    let rows = studied.filter { $0.0.partOf == nil }.map { dataset, study -> TemplateScope in
      let arms = ArmRows(context, study)
      return [
        "dataset": .text(dataset.id), "link": .link(links.page(SitePaths.probes(dataset.id))),
        "example_count": .count(study.design.exampleCount), "class_count": .count(dataset.classes.count),
        "metric": .text(arms.metricName), "axis": context.axisHead(arms.axis), "folds": .count(study.design.folds),
        "repeats": .count(study.design.repeats), "arms": .rows(arms.rows(arms.headline())),
      ]
    }
    try context.publish(
      template, ["datasets": .rows(rows), "methods_link": .link(links.page(SitePaths.methods))],
      PageFrame(path: SitePaths.probes, title: context.words[.probes], section: .probes))
  }

  private func scope(_ dataset: DatasetFinding, _ study: ProbeStudy, _ links: Links) -> TemplateScope {
    let arms = ArmRows(context, study)
    // One metric to a scale; without comparisons on the metric of the plot, the first that there is.
    let metrics = study.comparisons.map(\.metric)
    let metric = metrics.contains(arms.metric) ? arms.metric : metrics.first
    let comparisons = ComparisonRows(context, study, study.comparisons.filter { $0.metric == metric })
    let headline = arms.headline()
    let names = Set(headline.map(\.name))
    let leading = ComparisonRows(
      context, study,
      study.comparisons.filter {
        $0.metric == metric && names.contains($0.a) && names.contains($0.b) && !$0.b.hasPrefix("majority")
      })
    let others = ComparisonRows(context, study, study.comparisons.filter { $0.metric != metric })
    let design = study.design
    return [
      "dataset": .text(dataset.id), "example_count": .count(design.exampleCount), "metric": .text(arms.metricName),
      "axis": context.axisHead(arms.axis), "difference_axis": context.axisHead(comparisons.axis),
      "folds": .count(design.folds), "repeats": .count(design.repeats),
      "fold_count": .count(design.folds * design.repeats), "inner_folds": .count(design.innerFolds),
      "candidates": .text(design.candidatesC.map { "\($0)" }.joined(separator: ", ")),
      "cluster_column": .text(design.clusterColumn ?? ""), "cluster_count": .count(dataset.clusterCount ?? 0),
      "positive_class": .text(design.positiveClass ?? ""), "folds_link": .link(links.file(DataFiles.folds(dataset.id))),
      "probes_link": .link(links.file(DataFiles.probes(dataset.id))),
      "comparisons_link": .link(links.file(DataFiles.comparisons(dataset.id))),
      "methods_link": .link(links.page(SitePaths.methods)), "has_comparisons": .flag(!study.comparisons.isEmpty),
      "arms": .rows(arms.rows(study.arms)), "arm_count": .count(study.arms.count),
      "has_more_arms": .flag(study.arms.count > headline.count), "leading": .rows(arms.rows(headline)),
      "has_leading_comparisons": .flag(!leading.comparisons.isEmpty),
      "leading_comparisons": .rows(leading.rows()), "comparisons": .rows(comparisons.rows()),
      "has_others": .flag(!others.comparisons.isEmpty), "other_comparisons": .rows(others.rows()),
      "notes": .rows(study.notes.map { ["text": .text($0)] }), "weights": .rows(weights(dataset, study, links)),
      "datasets": .rows(
        studied.map { other, _ in
          [
            "title": .text(other.id), "link": .link(links.page(SitePaths.probes(other.id))),
            "is_current": .flag(other.id == dataset.id),
          ]
        }),
    ]
  }

  /// The ten heaviest features of the first arm on each checkpoint for every representation that weighs features.
  private func weights(_ dataset: DatasetFinding, _ study: ProbeStudy, _ links: Links) -> [TemplateScope] {
    var seen: Set<String> = []
    let arms = study.arms.filter { arm in
      guard let checkpoint = arm.checkpoint, !arm.weights.isEmpty else { return false }
      return seen.insert("\(arm.representation) \(checkpoint)").inserted
    }
    return arms.flatMap { arm in
      arm.weights.map { entry in
        let features = entry.features.indices.prefix(10).map { place -> TemplateScope in
          let checkpoint = arm.checkpoint ?? ""
          let (feature, weight) = (entry.features[place], entry.weights[place])
          let folds = entry.overFolds.indices.contains(place) ? entry.overFolds[place] : nil
          return [
            "low": .number(folds?.low, .signed(2)), "high": .number(folds?.high, .signed(2)),
            "signs": .number(folds?.signConsistency, .percent), "auroc": .number(folds?.auroc, .fixed(3)),
            "feature": .text("\(feature)"), "weight": .number(weight, .signed(3)),
            "link": .link(links.page(SitePaths.feature(dataset.id, checkpoint, Int(feature)))),
            "has_page": .flag(hasPage(dataset.id, checkpoint, Int(feature))),
          ]
        }
        return ["arm": .text(arm.name), "class": .text(entry.className), "features": .rows(features)]
      }
    }
  }
}
