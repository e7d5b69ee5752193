import Diagnostics
import Findings

/// Arms as rows of a forest plot, on a scale that holds these arms and no others.
struct ArmRows {
  static let slots: PageSchema = [
    "arm": .text, "representation": .text, "chosen": .text, "n_features": .text, "mean": .text, "low": .text,
    "high": .text, "strip": .inline, "macro_f1": .text, "accuracy": .text, "auroc": .text, "average_precision": .text,
    "brier": .text, "log_loss": .text, "deviation": .text, "solver": .text, "gradient": .text, "gap": .text,
    "unconverged": .text,
  ]
  static let solverSlots: PageSchema = ["letter": .text, "text": .inline]

  let context: SiteContext
  let study: ProbeStudy
  /// Places of the arms in the study.
  let places: [Int]
  let metric: String
  let axis: Axis?
  /// Different solvers, in the order of the arms.
  let solvers: [NoteCode]

  init(_ context: SiteContext, _ study: ProbeStudy, _ places: [Int]) {
    self.context = context
    self.study = study
    self.places = places
    let metric = study.headline.metric
    self.metric = metric
    let arms = places.map { study.arms[$0] }
    let values = arms.flatMap { arm -> [Double] in
      let estimate = arm.metric(metric)
      return [estimate?.mean, estimate?.low, estimate?.high].compactMap { $0 }
    }
    axis = Axis(holding: values, limits: 0...1)
    solvers = arms.compactMap(\.solver).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  var metricName: String { context.words.code("metric", metric) }
  /// The value of the metric for guesses, where it does not depend on the data.
  var chance: Double? { study.metrics.first { $0.name == metric }?.chance }

  func rows() -> [TemplateScope] { places.map(row) }

  /// What the letters in the rows stand for.
  func solverRows() throws -> [TemplateScope] {
    try solvers.enumerated().map {
      ["letter": .text(Self.letter($0)), "text": try context.noteSpeaker.fragment(Note($1))]
    }
  }

  private static func letter(_ index: Int) -> String {
    index < 26 ? String(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index))) : "\(index + 1)"
  }

  private func row(_ place: Int) -> TemplateScope {
    let arm = study.arms[place]
    let estimate = arm.metric(metric)
    let words = ArmWords(words: context.words)
    var scope: TemplateScope = [
      "arm": .text(arm.name), "representation": .text(words.representation(arm.key)),
      "chosen": .text(study.usual(place).map(words.chosen) ?? ""),
      "n_features": .count(Int(exactly: arm.featureCount.rounded()) ?? 0),
      "mean": .number(estimate?.mean, .fixed(3)), "low": .number(estimate?.low, .fixed(3)),
      "high": .number(estimate?.high, .fixed(3)), "deviation": .number(estimate?.deviation, .fixed(3)),
      "strip": context.strip(
        estimate?.mean, estimate?.low, estimate?.high, axis, reference: chance,
        emphasised: arm.key.representation.part == .bits),
      "gradient": .number(arm.optimality?.gradientNorm, .magnitude),
      "gap": arm.optimality?.relativeGap.map { .number($0, .magnitude) } ?? .text(""),
      "unconverged": .count(arm.optimality?.unconverged ?? 0),
      "solver": .text(arm.solver.flatMap(solvers.firstIndex).map(Self.letter) ?? "–"),
    ]
    for estimate in arm.metrics { scope[estimate.name] = .number(estimate.mean, .fixed(3)) }
    return scope
  }
}
