import Findings

/// Examples that are nearly the same on both sides of a fold: what is tested was then taught.
struct NearDuplicateReport {
  static let slots: PageSchema = [
    "has_near_duplicates": .flag, "near_link": .link, "has_near_pairs": .flag, "near_count": .text,
    "near_similarity": .text, "similar_count": .text, "similar_similarity": .text, "near_examples": .text,
    "has_near_split": .flag, "near_split": .text, "near_split_test": .text, "similar_split": .text,
    "is_near_bound": .flag,
  ]

  let dataset: DatasetFinding
  let study: ProbeStudy
  let links: Links

  func scope() -> TemplateScope {
    let found = study.nearDuplicates
    // The worst of the repeats: each draws its folds anew.
    func parted(_ count: NearDuplicateFinding.Count?) -> Int { count?.parted.max() ?? 0 }
    let across = [found?.near.acrossSplit, found?.similar.acrossSplit].compactMap { $0 }
    return [
      "has_near_duplicates": .flag(found != nil), "near_link": .link(links.file(DataFiles.nearDuplicates(dataset.id))),
      "has_near_pairs": .flag(parted(found?.similar) > 0 || across.contains { $0 > 0 }),
      "near_count": .count(parted(found?.near)), "similar_count": .count(parted(found?.similar)),
      "near_similarity": .text(found.map { TemplateValue.plainText($0.near.similarity) } ?? ""),
      "similar_similarity": .text(found.map { TemplateValue.plainText($0.similar.similarity) } ?? ""),
      "near_examples": .count(found?.exampleCount ?? 0), "has_near_split": .flag(!across.isEmpty),
      "near_split": .count(found?.near.acrossSplit ?? 0), "similar_split": .count(found?.similar.acrossSplit ?? 0),
      "near_split_test": .count(found?.splitTestCount ?? 0), "is_near_bound": .flag(!(found?.isComplete ?? true)),
    ]
  }
}
