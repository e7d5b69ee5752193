import Findings

/// Arms as rows of a forest plot, on a scale that holds these arms and no others.
struct ArmRows {
  let context: SiteContext
  let arms: [ProbeArm]
  let metric: String
  let axis: Axis?
  /// Different solvers, in the order of the arms.
  let solvers: [String]

  init(_ context: SiteContext, _ arms: [ProbeArm], metric: String) {
    self.context = context
    self.arms = arms
    self.metric = metric
    let values = arms.flatMap { arm -> [Double] in
      let estimate = arm.metric(metric)
      return [estimate?.mean, estimate?.low, estimate?.high].compactMap { $0 }
    }
    axis = Axis(holding: values, limits: 0...1)
    solvers = arms.map(\.solver).reduce(into: []) { if !$1.isEmpty, !$0.contains($1) { $0.append($1) } }
  }

  var metricName: String { context.words.code("metric", metric) }
  /// The value of the metric for guesses, where it does not depend on the data.
  var chance: Double? { metric == "auroc" ? 0.5 : nil }
  var rows: [Row] { arms.map { Row(table: self, arm: $0) } }

  /// What the letters in the rows stand for.
  var solverRows: [(letter: String, text: String)] { solvers.enumerated().map { (Self.letter($0), $1) } }
  static let solver: Slots<(letter: String, text: String)> = [.text("letter") { $0.letter }, .text("text") { $0.text }]

  private static func letter(_ index: Int) -> String {
    index < 26 ? String(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index))) : "\(index + 1)"
  }

  /// One arm.
  struct Row {
    let table: ArmRows
    let arm: ProbeArm

    static let slots: Slots<Row> = [
      .text("arm") { $0.arm.name }, .text("representation") { $0.words.representation($0.arm) },
      .text("chosen") { $0.words.chosen($0.arm) },
      .count("n_features") { Int(exactly: $0.arm.featureCount.rounded()) ?? 0 },
      .part(EstimateRow.slots) { $0.estimate },
      .number("deviation", .fixed(3)) { $0.arm.metric($0.table.metric)?.deviation },
      .all(ProbeMetric.allNames.map { name in .number(name, .fixed(3)) { $0.arm.metric(name)?.mean } }),
      .number("gradient", .magnitude) { $0.arm.optimality?.gradientNorm },
      .value("gap") { $0.arm.optimality?.relativeGap.map { .number($0, .magnitude) } ?? .text("") },
      .count("unconverged") { $0.arm.optimality?.unconverged ?? 0 },
      .text("solver") { $0.table.solvers.firstIndex(of: $0.arm.solver).map(letter) ?? "–" },
    ]

    private var words: ArmWords { ArmWords(words: table.context.words) }

    private var estimate: EstimateRow {
      EstimateRow(
        context: table.context, estimate: arm.metric(table.metric), axis: table.axis, reference: table.chance,
        emphasised: arm.representation == "binarized")
    }
  }
}
