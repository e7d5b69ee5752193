import Claims
import Findings

/// The comparison of representations: a page for each dataset, and a list of them.
struct ProbesPages {
  static let schema = [
    ProbeAnswers.slots, PairTables.slots, LabelRows.slots, LearningCurves.slots, ThresholdReport.slots,
    WeightCards.slots, StabilityReport.slots, CalibrationReport.slots, SplitReport.slots, ExplanationReport.slots,
    CostReport.slots, NearDuplicateReport.slots, DefinedTestSets.slots,
  ].reduce(ownSchema) { $0.adding($1) }

  private static let ownSchema: PageSchema = [
    "dataset": .text, "protocol": .inline, "metric": .text, "has_given_folds": .flag,
    "has_chance": .flag,
    "inner_folds": .text, "candidates": .text, "cluster_column": .text, "cluster_count": .text, "positive_class": .text,
    "folds_link": .link, "probes_link": .link, "methods_link": .link, "fold_count": .text, "axis": .inline,
    "leading": .rows(ArmRows.slots), "has_more_arms": .flag, "arm_count": .text, "shown_arm_count": .text,
    "has_arms_left": .flag, "arms_axis": .inline, "arms": .rows(ArmRows.slots), "solvers": .rows(ArmRows.solverSlots),
    "notes": .rows(.note), "datasets": .rows(["title": .text, "link": .link, "is_current": .flag]),
  ]

  static let indexSchema: PageSchema = [
    "datasets": .rows(
      ([
        "dataset": .text, "link": .link, "example_count": .text, "class_count": .text, "metric": .text, "axis": .inline,
        "folds": .text, "repeats": .text, "arms": .rows(ArmRows.slots),
      ] as PageSchema).adding(DefinedTestSets.slots)),
    "methods_link": .link,
  ]

  /// Arms that a page shows at most; of more, those of the leading checkpoint.
  private static let mostArms = 60

  let context: SiteContext
  let features: FeatureDirectory

  private var studied: [(DatasetFinding, ProbeStudy)] {
    context.findings.datasets.compactMap { dataset in dataset.probes.map { (dataset, $0) } }
  }

  func render() throws {
    let template = try context.template(.probes)
    for (dataset, study) in studied {
      let frame = PageFrame(
        path: SitePaths.probes(dataset.id), title: "\(context.words[.probes]) · \(dataset.id)", section: .probes)
      let links = Links(from: frame.path)
      let headline = HeadlineArms(study)
      var scope = try scope(dataset, study, headline, links)
      for part in try parts(dataset, study, headline, links) { scope.merge(part) }
      try context.publish(template, scope, frame)
    }
    try renderIndex()
  }

  private func renderIndex() throws {
    let template = try context.template(.probesIndex)
    let links = Links(from: SitePaths.probes)
    let rows = studied.filter { $0.0.partOf == nil }.map { dataset, study -> TemplateScope in
      let arms = ArmRows(context, study, study.headline.arms)
      var row: TemplateScope = [
        "dataset": .text(dataset.id), "link": .link(links.page(SitePaths.probes(dataset.id))),
        "example_count": .count(study.design.exampleCount), "class_count": .count(dataset.classes.count),
        "metric": .text(arms.metricName), "axis": context.axisHead(arms.axis), "folds": .count(study.design.folds),
        "repeats": .count(study.design.repeats), "arms": .rows(arms.rows()),
      ]
      row.merge(DefinedTestSets(design: study.design).scope())
      return row
    }
    try context.publish(
      template, ["datasets": .rows(rows), "methods_link": .link(links.page(SitePaths.methods))],
      PageFrame(path: SitePaths.probes, title: context.words[.probes], section: .probes))
  }

  /// What the sections below the leading arms say.
  private func parts(
    _ dataset: DatasetFinding, _ study: ProbeStudy, _ headline: HeadlineArms, _ links: Links
  ) throws -> [TemplateScope] {
    [
      try ProbeAnswers(context: context, dataset: dataset, root: links.root).scope(),
      PairTables(context: context, dataset: dataset, study: study, headline: headline, links: links).scope(),
      LabelRows(context: context, dataset: dataset, study: study, headline: headline, links: links).scope(),
      LearningCurves(context: context, study: study, headline: headline).scope(),
      ThresholdReport(context: context, dataset: dataset, study: study, headline: headline, links: links).scope(),
      WeightCards(
        context: context, dataset: dataset, study: study, headline: headline, features: features, links: links
      ).scope(),
      StabilityReport(context: context, dataset: dataset, study: study, headline: headline, links: links).scope(),
      CalibrationReport(context: context, dataset: dataset, study: study, headline: headline, links: links).scope(),
      SplitReport(context: context, dataset: dataset, study: study, headline: headline, links: links).scope(),
      try ExplanationReport(
        context: context, dataset: dataset, study: study, headline: headline, features: features, links: links
      ).scope(),
      CostReport(context: context, headline: headline, links: links).scope(),
      NearDuplicateReport(dataset: dataset, study: study, links: links).scope(),
      DefinedTestSets(design: study.design).scope(),
    ]
  }

  private func scope(
    _ dataset: DatasetFinding, _ study: ProbeStudy, _ headline: HeadlineArms, _ links: Links
  ) throws -> TemplateScope {
    let leading = ArmRows(context, study, headline.places)
    let whole = study.wholeArms
    let shown =
      whole.count <= Self.mostArms
      ? whole : whole.filter { headline.contains($0) || study.sharesPlace($0) }
    let arms = ArmRows(context, study, Array(shown.prefix(Self.mostArms)))
    let design = study.design
    return [
      "dataset": .text(dataset.id),
      "protocol": try context.say(ProbeClaims(dataset)?.folds() ?? [], root: links.root),
      "metric": .text(leading.metricName),
      "axis": context.axisHead(leading.axis), "has_given_folds": .flag(design.foldNames != nil),
      "has_chance": .flag(leading.chance != nil),
      "fold_count": .count(design.folds * design.repeats),
      "inner_folds": .count(design.innerFolds),
      "candidates": .text(design.candidatesC.map(TemplateValue.plainText).joined(separator: ", ")),
      "cluster_column": .text(design.clusterColumn ?? ""), "cluster_count": .count(dataset.clusterCount ?? 0),
      "positive_class": .text(dataset.positiveClass ?? ""),
      "folds_link": .link(links.file(DataFiles.folds(dataset.id))),
      "probes_link": .link(links.file(DataFiles.probes(dataset.id))),
      "methods_link": .link(links.page(SitePaths.methods)), "leading": .rows(leading.rows()),
      "has_more_arms": .flag(study.arms.count > headline.arms.count), "arm_count": .count(study.arms.count),
      "shown_arm_count": .count(arms.places.count), "has_arms_left": .flag(study.arms.count > arms.places.count),
      "arms_axis": context.axisHead(arms.axis), "arms": .rows(arms.rows()), "solvers": .rows(try arms.solverRows()),
      "notes": try context.rows(study.notes),
      "datasets": .rows(
        studied.map { other, _ in
          [
            "title": .text(other.id), "link": .link(links.page(SitePaths.probes(other.id))),
            "is_current": .flag(other.id == dataset.id),
          ]
        }),
    ]
  }
}
