import Claims
import Findings

/// Whether the folds choose the same features, and the libraries made of what they agree on.
struct StabilityReport {
  static let slots: PageSchema = [
    "has_stability": .flag, "stability_link": .link, "has_selections": .flag,
    "selections_link": .link, "stability_axis": .inline, "stability": .rows(row),
    "has_more_stability": .flag, "more_stability": .rows(row), "has_libraries": .flag, "library_link": .link,
    "has_library_scores": .flag, "library_metric": .text,
    "libraries": .rows([
      "arm": .text, "count": .text, "score": .text, "low": .text, "high": .text,
    ]),
  ]
  private static let row: PageSchema = [
    "arm": .text, "selected": .text, "phi": .text, "low": .text, "high": .text, "strip": .inline,
  ]
  /// Rows of a table that a page shows at most.
  private static let most = 60

  let context: SiteContext
  let dataset: DatasetFinding
  let study: ProbeStudy
  let headline: HeadlineArms
  let links: Links

  func scope() -> TemplateScope {
    let axis = Axis(
      holding: study.stability.flatMap { [$0.phi, $0.low, $0.high].compactMap { $0 } } + [0, 1], limits: 0...1)
    let own = study.stability.filter { row in headline.contains(row.arm) }
    let others = study.stability.filter { row in
      !headline.contains(row.arm) && study.wholeArms.contains(row.arm) && study.sharesPlace(row.arm)
    }
    // Without a leading arm that selects, the others stand in the open.
    let (open, more) = own.isEmpty ? (others.isEmpty ? study.stability : others, []) : (own, others)
    return [
      "has_stability": .flag(!study.stability.isEmpty), "stability_axis": context.axisHead(axis),
      "stability_link": .link(links.file(DataFiles.stability(dataset.id))),
      // Means over labels have no fits of their own.
      "has_selections": .flag(study.design.labelCount == nil),
      "selections_link": .link(links.file(DataFiles.selections(dataset.id))),
      "stability": .rows(open.prefix(Self.most).map { row($0, axis) }), "has_more_stability": .flag(!more.isEmpty),
      "more_stability": .rows(more.prefix(Self.most).map { row($0, axis) }),
      "has_libraries": .flag(!study.libraries.isEmpty),
      "has_library_scores": .flag(study.libraries.contains { $0.scores != nil }),
      "library_metric": .text(context.words.code("metric", headline.metric)),
      "library_link": .link(links.file(DataFiles.library(dataset.id))),
      "libraries": .rows(
        study.libraries.prefix(Self.most).map {
          let score = $0.scores?.first { $0.name == headline.metric }
          return [
            "arm": .text($0.arm), "count": .count($0.features.count),
            "score": .number(score?.mean, .fixed(3)), "low": .number(score?.low, .fixed(3)),
            "high": .number(score?.high, .fixed(3)),
          ]
        }),
    ]
  }

  private func row(_ row: StabilityRow, _ axis: Axis?) -> TemplateScope {
    [
      "arm": .text(study.arms[row.arm].name), "selected": .number(row.selectedMean, .fixed(1)), "phi": .number(row.phi, .fixed(2)),
      "low": .number(row.low, .fixed(2)), "high": .number(row.high, .fixed(2)),
      "strip": context.strip(row.phi, row.low, row.high, axis),
    ]
  }
}
