import Claims
import Findings

/// The leading arms of a dataset and its answers, for pages that show several datasets.
struct ProbeSummary {
  let context: SiteContext
  let dataset: DatasetFinding
  let study: ProbeStudy
  let links: Links
  private let arms: ArmRows

  static let slots: Slots<ProbeSummary> = [
    .text("dataset") { $0.dataset.id }, .link("link") { $0.links.page(SitePaths.probes($0.dataset.id)) },
    .count("example_count") { $0.study.design.exampleCount },
    .text("metric") { $0.arms.metricName }, .inline("axis") { $0.context.axisHead($0.arms.axis) },
    .count("folds") { $0.study.design.folds }, .count("repeats") { $0.study.design.repeats },
    .rows("arms", ArmRows.Row.slots) { $0.arms.rows },
    .inline("defined") { summary in
      try summary.context.say(ProbeClaims(summary.dataset)?.defined() ?? [], root: summary.links.root)
    },
    .part(ProbeAnswers.slots) { ProbeAnswers(context: $0.context, dataset: $0.dataset, root: $0.links.root) },
  ]

  init(_ context: SiteContext, _ dataset: DatasetFinding, _ study: ProbeStudy, _ links: Links) {
    self.context = context
    self.dataset = dataset
    self.study = study
    self.links = links
    arms = ArmRows(context, study, study.headline.arms)
  }
}
