import Claims
import Findings

/// The leading arms on the data's own test part, beside what cross-validation says of them.
struct SplitReport {
  static let slots: PageSchema = [
    "has_split": .flag, "split_link": .link, "split_pairs_link": .link, "split_train": .text, "split_test": .text,
    "split_shared": .text, "split_axis": .inline, "has_split_pairs": .flag, "split_metric": .text,
    "split_unused": .text, "split_unused_count": .text, "split_pair_count": .text,
    "split_clusters": .text, "split_cluster_column": .text, "split_largest": .text,
    "split_arms": .rows([
      "arm": .text, "score": .text, "low": .text, "high": .text, "strip": .inline, "validated": .text,
      "accuracy": .text, "macro_f1": .text,
    ]),
    "split_pairs": .rows([
      "a": .text, "b": .text, "difference": .text, "low": .text, "high": .text, "p": .text, "only_a": .text,
      "only_b": .text, "mcnemar": .text, "verdict": .text,
    ]),
  ]

  let context: SiteContext
  let dataset: DatasetFinding
  let study: ProbeStudy
  let headline: HeadlineArms
  let links: Links

  private var isPair: Bool { study.design.positiveClass != nil }

  private func score(_ metric: String, _ arm: SplitEvaluation.Arm) -> TemplateValue {
    .number(study.metrics.firstIndex { $0.name == metric }.flatMap { arm.metrics[$0] }, .fixed(3))
  }

  func scope() -> TemplateScope {
    let place = study.metrics.firstIndex { $0.name == headline.metric } ?? 0
    let arms = study.split?.arms.filter { headline.contains($0.arm) } ?? []
    let pairs = study.split?.pairs.filter { headline.contains($0.a) && headline.contains($0.b) } ?? []
    let axis = Axis(
      holding: arms.flatMap { [$0.metrics[place], $0.aurocLow, $0.aurocHigh].compactMap { $0 } }, limits: 0...1)
    let clusters = study.split?.clusters
    let unused = study.split?.others ?? []
    return [
      "has_split": .flag(study.split != nil), "split_axis": context.axisHead(axis),
      "split_link": .link(links.file(DataFiles.split(dataset.id))),
      "split_pairs_link": .link(links.file(DataFiles.splitComparisons(dataset.id))),
      "split_train": .count(study.split?.trainCount ?? 0), "split_test": .count(study.split?.testCount ?? 0),
      "split_shared": study.split.map { $0.sharedClusters > 0 ? .count($0.sharedClusters) : .text("") } ?? .text(""),
      "split_clusters": clusters.map { .count($0.count) } ?? .text(""),
      "split_cluster_column": .text(clusters?.column ?? ""), "split_largest": .count(clusters?.largest ?? 0),
      "split_unused": .text(unused.map(\.name).joined(separator: ", ")),
      "split_unused_count": .count(unused.reduce(0) { $0 + $1.count }),
      "split_pair_count": .count(study.split?.pairs.count ?? 0),
      "split_metric": .text(context.words.code("metric", headline.metric)), "has_split_pairs": .flag(!pairs.isEmpty),
      "split_arms": .rows(
        arms.map { arm in
          [
            "arm": .text(study.arms[arm.arm].name), "score": .number(arm.metrics[place], .fixed(3)),
            "low": .number(arm.aurocLow, .fixed(3)), "high": .number(arm.aurocHigh, .fixed(3)),
            "strip": context.strip(
              arm.metrics[place], arm.aurocLow, arm.aurocHigh, axis, reference: isPair ? 0.5 : nil,
              emphasised: arm.arm == study.headline.lead),
            "validated": .number(
              study.arms[arm.arm].metric(headline.metric)?.mean, .fixed(3)),
            "accuracy": score("accuracy", arm), "macro_f1": score("macro_f1", arm),
          ]
        }),
      "split_pairs": .rows(
        pairs.map { pair in
          [
            "a": .text(study.arms[pair.a].name), "b": .text(study.arms[pair.b].name), "difference": .number(pair.aurocDifference, .signed(3)),
            "low": .number(pair.low, .signed(3)), "high": .number(pair.high, .signed(3)),
            "p": .number(pair.delongP, .probability), "only_a": .count(pair.onlyFirst),
            "only_b": .count(pair.onlySecond), "mcnemar": .number(pair.mcnemarP, .probability),
            "verdict": .text(context.words.code("comparison", pair.verdict)),
          ]
        }),
    ]
  }
}
