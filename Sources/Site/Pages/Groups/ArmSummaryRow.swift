import Findings

/// One arm in one line: its lowest impact ratio, of which group, and the selection rates of all.
struct ArmSummaryRow {
  let context: SiteContext
  let name: String
  let rows: [ProbeGroupRow]

  static let slots: Slots<ArmSummaryRow> = [
    .text("arm") { $0.name }, .text("rates") { $0.rates }, .text("lowest") { $0.lowest?.group },
    .interval("impact", .fixed(2)) { $0.lowest?.impactRatio },
  ]

  /// Arms taught on all training rows; those of learning curves, and controls, are in the file.
  static func all(_ context: SiteContext, _ study: BiasStudy) -> [ArmSummaryRow] {
    var rows: [ArmSummaryRow] = []
    var start = 0
    while start < study.probeRows.count {
      let name = study.name(of: study.probeRows[start])
      let end =
        study.probeRows[start...].firstIndex { study.name(of: $0) != name } ?? study.probeRows.count
      let part = Array(study.probeRows[start..<end])
      if let arm = study.arms.at(part[0].arm), arm.trainingRate == 1, arm.representation.role != .control {
        rows.append(
          ArmSummaryRow(context: context, name: name, rows: part.filter { !$0.suppressed && !$0.group.isEmpty }))
      }
      start = end
    }
    return rows
  }

  private var rates: String {
    rows.map { "\($0.group) \(context.words.numbers.text($0.selectionRate?.value, .percent))" }.joined(separator: " · ")
  }

  private var lowest: ProbeGroupRow? {
    rows.filter { $0.impactRatio?.value.isFinite == true }.min {
      ($0.impactRatio?.value ?? 1) < ($1.impactRatio?.value ?? 1)
    }
  }
}
