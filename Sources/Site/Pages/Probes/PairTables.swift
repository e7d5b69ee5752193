import Claims
import Findings

/// Arms compared in pairs over the same folds.
struct PairTables {
  static let slots: PageSchema = [
    "has_comparisons": .flag, "comparisons_link": .link, "difference_axis": .inline, "pair_metric": .text,
    "pair_count": .text, "shown_pair_count": .text, "has_pairs_left": .flag, "headline_count": .text,
    "further_count": .text, "pair_margin": .text,
    "comparisons": .rows(ComparisonRows.slots), "has_others": .flag, "other_comparisons": .rows(ComparisonRows.slots),
  ]
  /// Pairs that a page shows at most; of more, those of the leading arms.
  private static let most = 60

  let context: SiteContext
  let dataset: DatasetFinding
  let study: ProbeStudy
  let headline: HeadlineArms
  let links: Links

  func scope() -> TemplateScope {
    // One metric to a scale; without comparisons on the metric of the plot, the first that there is.
    let metrics = study.comparisons.map(\.metric)
    let metric = metrics.contains(headline.metric) ? headline.metric : metrics.first
    let all = study.comparisons.filter { $0.metric == metric }
    let shown = shown(all)
    let rows = ComparisonRows(context, study, shown)
    let others = ComparisonRows(context, study, self.shown(study.comparisons.filter { $0.metric != metric }))
    func count(_ family: String) -> Int { all.count { $0.family == family && $0.sameAs == nil } }
    return [
      "has_comparisons": .flag(!study.comparisons.isEmpty),
      "comparisons_link": .link(links.file(DataFiles.comparisons(dataset.id))),
      "difference_axis": context.axisHead(rows.axis),
      "pair_metric": .text(metric.map { context.words.code("metric", $0) } ?? ""), "pair_count": .count(all.count),
      "shown_pair_count": .count(shown.count), "has_pairs_left": .flag(shown.count < all.count),
      "headline_count": .count(count(ComparisonFamily.headline)),
      "further_count": .count(count(ComparisonFamily.further)),
      "pair_margin": .text(all.first.map { TemplateValue.plainText($0.margin) } ?? ""),
      "comparisons": .rows(rows.rows()),
      "has_others": .flag(!others.comparisons.isEmpty), "other_comparisons": .rows(others.rows()),
    ]
  }

  private func shown(_ comparisons: [ArmComparison]) -> [ArmComparison] {
    let whole = Set(study.wholeArms)
    let candidates = comparisons.filter { whole.contains($0.a) && whole.contains($0.b) }
    let few =
      candidates.count > Self.most
      ? candidates.filter { headline.contains($0.a) && headline.contains($0.b) } : candidates
    return few.filter { $0.family == ComparisonFamily.headline } + few.filter { $0.family != ComparisonFamily.headline }
  }
}
