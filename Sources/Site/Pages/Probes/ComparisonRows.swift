import Findings

/// Paired comparisons of arms, with the verdict in words.
struct ComparisonRows {
  static let slots: PageSchema = [
    "a": .text, "b": .text, "a_words": .text, "b_words": .text, "metric": .text, "mean_a": .text, "mean_b": .text,
    "difference": .text, "low": .text, "high": .text, "t": .text, "df": .text, "p": .text, "adjusted": .text,
    "verdict": .text, "family": .text, "strip": .inline,
  ]

  let context: SiteContext
  let comparisons: [ArmComparison]
  let axis: Axis?
  private let study: ProbeStudy

  init(_ context: SiteContext, _ study: ProbeStudy, _ comparisons: [ArmComparison]) {
    self.study = study
    self.context = context
    self.comparisons = comparisons
    // Against majority all differences are large; on one scale with them the others would all be nothing.
    let close = comparisons.filter { $0.family != ComparisonFamily.majority }
    axis = Axis(holding: [0] + close.flatMap { [$0.low, $0.high, $0.difference] })
  }

  func rows() -> [TemplateScope] {
    let words = ArmWords(words: context.words)
    return comparisons.map { item in
      let (a, b) = (study.arms[item.a].key, study.arms[item.b].key)
      return [
        "a": .text(a.name), "b": .text(b.name), "a_words": .text(words.representation(a)),
        "b_words": .text(words.representation(b)), "metric": .text(context.words.code("metric", item.metric)),
        "mean_a": .number(item.meanA, .fixed(3)), "mean_b": .number(item.meanB, .fixed(3)),
        "difference": .number(item.difference, .signed(3)), "low": .number(item.low, .signed(3)),
        "high": .number(item.high, .signed(3)), "t": .number(item.t, .fixed(2)), "df": .count(item.degreesOfFreedom),
        "p": .number(item.p, .probability), "adjusted": .number(item.adjustedP, .probability),
        "family": .text(context.words.code("family", item.family)),
        "verdict": .text(context.words.code("comparison", item.verdict)),
        "strip": item.family == ComparisonFamily.majority
          ? .fragment(.empty) : context.strip(item.difference, item.low, item.high, axis, reference: 0),
      ]
    }
  }
}
