import Claims
import Findings

/// The questions that every study is asked, each answered by one comparison that was named before anything was measured:
/// binarised features against their values, features against the hidden state, and the best of either, chosen inside the
/// folds.
struct ProbeAnswers {
  static let slots: PageSchema = [
    "has_answers": .flag, "fired": .rows(answer), "state": .rows(answer), "best": .rows(answer),
  ]

  /// What one sentence needs; words never say more than the interval does.
  private static let answer: PageSchema = [
    "a_words": .text, "a_place": .text, "b_words": .text, "b_place": .text, "metric": .text, "mean_a": .text,
    "mean_b": .text, "difference": .text, "low": .text, "high": .text, "margin": .text, "is_better": .flag,
    "is_worse": .flag, "is_not_worse": .flag, "is_open": .flag, "is_uncorrected": .flag, "has_pairs": .flag,
    "has_labels": .flag, "has_shares": .flag, "positive": .text, "negative": .text, "holds_zero": .flag,
    "is_gain": .flag, "fewer": .text, "more": .text, "least": .text, "most": .text, "share_a": .text,
    "share_b": .text, "label_count": .text, "family_count": .text,
  ]

  let context: SiteContext
  let dataset: DatasetFinding
  let study: ProbeStudy
  let headline: HeadlineArms

  func scope() -> TemplateScope {
    let fired = comparison("binarized", "continuous")
    let state = comparison("binarized", "hidden") ?? comparison("continuous", "hidden")
    let best = comparison("best-features", "best-hidden")
    return [
      "has_answers": .flag(fired != nil || state != nil || best != nil),
      "fired": .rows(fired.map { [sentence($0)] } ?? []), "state": .rows(state.map { [sentence($0)] } ?? []),
      "best": .rows(best.map { [sentence($0)] } ?? []),
    ]
  }

  private func comparison(_ first: String, _ second: String) -> ArmComparison? {
    guard let a = headline[first]?.name, let b = headline[second]?.name else { return nil }
    return study.comparisons.first { $0.metric == headline.metric && $0.a == a && $0.b == b }
  }

  private func sentence(_ item: ArmComparison) -> TemplateScope {
    let words = ArmWords(words: context.words)
    let a = headline.whole.first { $0.name == item.a }
    let b = headline.whole.first { $0.name == item.b }
    let isOpen = !["better", "worse", "not worse"].contains(item.verdict)
    let holdsZero = item.low < 0 && item.high > 0
    let design = study.design
    let isPairs = item.metric == "auroc"
    let negative = dataset.classes.map(\.name).first { $0 != design.positiveClass }
    return [
      "a_words": .text(a.map(words.representation) ?? item.a), "a_place": .text(a.map(words.place) ?? ""),
      "b_words": .text(b.map(words.representation) ?? item.b), "b_place": .text(b.map(words.place) ?? ""),
      "metric": .text(context.words.code("metric", item.metric)), "mean_a": .number(item.meanA, .fixed(3)),
      "mean_b": .number(item.meanB, .fixed(3)), "difference": .number(item.difference, .signed(3)),
      "low": .number(item.low, .signed(3)), "high": .number(item.high, .signed(3)),
      "margin": .text(TemplateValue.plainText(item.margin)), "is_better": .flag(item.verdict == "better"),
      "is_worse": .flag(item.verdict == "worse"), "is_not_worse": .flag(item.verdict == "not worse"),
      "is_open": .flag(isOpen),
      "is_uncorrected": .flag(!holdsZero && !["better", "worse"].contains(item.verdict)),
      "has_pairs": .flag(isPairs && design.labelCount == nil), "has_labels": .flag(isPairs && design.labelCount != nil),
      "has_shares": .flag(!isPairs), "positive": .text(design.positiveClass ?? ""),
      "negative": .text(negative ?? ""), "label_count": .count(design.labelCount ?? 0),
      "family_count": .count(FamilyCount(study)[item]), "holds_zero": .flag(holdsZero), "is_gain": .flag(item.low >= 0),
      "fewer": .number(-item.low * 100, .fixed(1)), "more": .number(item.high * 100, .fixed(1)),
      "least": .number(min(item.low.magnitude, item.high.magnitude) * 100, .fixed(1)),
      "most": .number(max(item.low.magnitude, item.high.magnitude) * 100, .fixed(1)),
      "share_a": .number(a?.metric("accuracy")?.mean.map { $0 * 100 }, .fixed(1)),
      "share_b": .number(b?.metric("accuracy")?.mean.map { $0 * 100 }, .fixed(1)),
    ]
  }
}
