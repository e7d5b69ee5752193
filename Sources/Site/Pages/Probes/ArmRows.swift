import Charts
import Diagnostics
import Findings

/// Arms as rows of a forest plot, on a scale that holds these arms and no others.
struct ArmRows {
  let context: SiteContext
  let study: ProbeStudy
  /// Places of the arms in the study.
  let places: [Int]
  let axis: Axis?
  /// Different solvers, in the order of the arms.
  let solvers: [NoteCode]

  init(_ context: SiteContext, _ study: ProbeStudy, _ places: [Int]) {
    self.context = context
    self.study = study
    self.places = places
    let (arms, metric) = (places.map { study.arms[$0] }, study.headline.metric)
    let values = arms.flatMap { arm -> [Double] in
      let estimate = arm.metric(metric)
      return [estimate?.mean, estimate?.low, estimate?.high].compactMap { $0 }
    }
    axis = Axis(holding: values, limits: 0...1)
    solvers = arms.compactMap(\.solver).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  var metric: String { study.headline.metric }
  var metricName: String { context.words.code("metric", metric) }
  /// The value of the metric for guesses, where it does not depend on the data.
  var chance: Double? { study.headlineMetric?.chance }
  var rows: [Row] { places.map { Row(table: self, arm: study.arms[$0], usual: study.usual($0)) } }

  /// What the letters in the rows stand for.
  var solverRows: [(letter: String, note: NoteRow)] {
    zip(solvers.indices.map(Self.letter), context.rows(solvers.map { Note($0) })).map { ($0, $1) }
  }
  static let solver: Slots<(letter: String, note: NoteRow)> = [
    .text("letter") { $0.letter }, .part(NoteRow.slots) { $0.note },
  ]

  private static func letter(_ index: Int) -> String {
    index < 26 ? String(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index))) : "\(index + 1)"
  }

  /// One arm.
  struct Row {
    let table: ArmRows
    let arm: ProbeArm
    let usual: UsualArm?

    static let slots: Slots<Row> = [
      .text("arm") { $0.arm.name }, .text("representation") { $0.words.representation($0.arm.key) },
      .text("chosen") { $0.usual.map($0.words.chosen) },
      .count("n_features") { Int(exactly: $0.arm.featureCount.rounded()) ?? 0 },
      .part(EstimateRow.slots) { $0.estimate },
      .number("deviation", .fixed(3)) { $0.arm.metric($0.table.metric)?.deviation },
      .all(metrics.map { name in .number(name, .fixed(3)) { $0.arm.metric(name)?.mean } }),
      .number("gradient", .magnitude) { $0.arm.optimality?.gradientNorm },
      .value("gap", .number) { $0.arm.optimality?.relativeGap.map { .number($0, .magnitude) } ?? .text("") },
      .count("unconverged") { $0.arm.optimality?.unconverged ?? 0 },
      .text("solver") { $0.arm.solver.flatMap($0.table.solvers.firstIndex).map(letter) ?? "–" },
    ]

    /// Those that templates may name; a study may have others, which are in its files.
    private static let metrics = ["macro_f1", "accuracy", "auroc", "average_precision", "brier", "log_loss"]

    private var words: ArmWords { ArmWords(words: table.context.words) }

    private var estimate: EstimateRow {
      EstimateRow(
        context: table.context, estimate: arm.metric(table.metric), axis: table.axis, reference: table.chance,
        emphasised: arm.key.representation.part == .bits)
    }
  }
}
