import Findings

/// Examples that are nearly the same on both sides of a fold: what is tested was then taught.
struct NearDuplicateReport {
  let page: ProbedDataset

  static let slots: Slots<NearDuplicateReport> = [
    .flag("has_near_duplicates") { $0.found != nil }, .link("near_link") { $0.page.link(DataFiles.nearDuplicates) },
    .flag("has_near_pairs") { report in
      parted(report.found?.similar) > 0 || report.across.contains { $0 > 0 }
    },
    .count("near_count") { parted($0.found?.near) }, .count("similar_count") { parted($0.found?.similar) },
    .number("near_similarity", .plain) { $0.found?.near.similarity },
    .number("similar_similarity", .plain) { $0.found?.similar.similarity },
    .count("near_examples") { $0.found?.exampleCount ?? 0 }, .flag("has_near_split") { !$0.across.isEmpty },
    .count("near_split") { $0.found?.near.acrossSplit ?? 0 },
    .count("similar_split") { $0.found?.similar.acrossSplit ?? 0 },
    .count("near_split_test") { $0.found?.splitTestCount ?? 0 },
    .flag("is_near_bound") { !($0.found?.isComplete ?? true) },
  ]

  private var found: NearDuplicateFinding? { page.study.nearDuplicates }
  private var across: [Int] { [found?.near.acrossSplit, found?.similar.acrossSplit].compactMap { $0 } }

  /// The worst of the repeats: each draws its folds anew.
  private static func parted(_ count: NearDuplicateFinding.Count?) -> Int { count?.parted.max() ?? 0 }
}
