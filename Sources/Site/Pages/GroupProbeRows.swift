import Charts
import Claims
import Findings

/// What one arm of the probes decides in each group, with intervals.
struct GroupProbeRows {
  let context: SiteContext
  let arm: String
  let rows: [ProbeGroupRow]
  private let axis: Axis?

  static let slots: Slots<GroupProbeRows> = [
    .text("arm") { $0.arm }, .inline("axis") { $0.context.axisHead($0.axis, inPercent: true) },
    .rows("rows", Row.slots) { table in table.rows.map { Row(table: table, row: $0) } },
  ]

  /// Of every arm, in the order in which they appear in the findings.
  static func all(_ context: SiteContext, _ study: BiasStudy) -> [GroupProbeRows] {
    var names: [String] = []
    for row in study.probeRows where names.last != study.name(of: row) { names.append(study.name(of: row)) }
    return names.map { name in GroupProbeRows(context, name, study.probeRows.filter { study.name(of: $0) == name }) }
  }

  private init(_ context: SiteContext, _ arm: String, _ rows: [ProbeGroupRow]) {
    self.context = context
    self.arm = arm
    // Of many groups, say those of an intersection, the lowest impact ratio comes first.
    self.rows =
      rows.count <= 2
      ? rows
      : rows.indices.sorted {
        (rows[$0].impactRatio?.value ?? .infinity, $0) < (rows[$1].impactRatio?.value ?? .infinity, $1)
      }.map { rows[$0] }
    axis = Axis(
      holding: rows.filter { !$0.suppressed }.flatMap { row -> [Double] in
        [row.selectionRate?.value, row.selectionRate?.low, row.selectionRate?.high].compactMap { $0 }
      }, limits: 0...1)
  }

  private struct Row {
    let table: GroupProbeRows
    let row: ProbeGroupRow

    static let slots: Slots<Row> = [
      .text("group") { $0.row.group.isEmpty ? $0.table.context.words[.unknown] : $0.row.group },
      .flag("suppressed") { $0.row.suppressed },
      .text("unreliable") { row in
        let words = row.table.context.words
        return row.row.unreliable.isEmpty
          ? nil : words.series(row.row.unreliable.map { words.code("unreliable", $0.replacing("_", with: "-")) })
      },
      .value("n", .number) { $0.row.suppressed ? .text("–") : .count($0.row.n) },
      rate("selection", .percent) { $0.selectionRate }, rate("tpr", .percent) { $0.truePositiveRate },
      rate("fpr", .percent) { $0.falsePositiveRate }, rate("ppv", .percent) { $0.positivePredictiveValue },
      rate("impact", .fixed(2)) { $0.impactRatio }, rate("auroc", .fixed(3)) { $0.auroc },
      .number("brier", .fixed(3)) { $0.row.suppressed ? nil : $0.row.brier },
      .inline("strip") { row in
        let rate = row.row.suppressed ? nil : row.row.selectionRate
        return row.table.context.strip(rate?.value, rate?.low, rate?.high, row.table.axis)
      },
    ]

    /// A rate and its bounds; those of small cells are withheld.
    private static func rate(
      _ name: String, _ style: NumberStyle, _ interval: @escaping @Sendable (ProbeGroupRow) -> Interval?
    ) -> Slot<Row> {
      .interval(name, style) { $0.row.suppressed ? nil : interval($0.row) }
    }
  }
}
