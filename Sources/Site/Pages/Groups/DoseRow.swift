import Claims
import Findings

/// Some of the flagged features dropped, the strongest first, beside random sets that match them.
struct DoseRow {
  let dose: Int
  let flagged: AblationRow
  let control: AblationRow?

  static let slots: Slots<DoseRow> = [
    .count("dose") { $0.dose }, .number("closed", .percent) { $0.flagged.gapClosed },
    .number("closed_low", .percent) { $0.flagged.gapClosedRange?.low },
    .number("closed_high", .percent) { $0.flagged.gapClosedRange?.high },
    .number("random", .percent) { $0.control?.gapClosed },
    .number("random_low", .percent) { $0.control?.gapClosedRange?.low },
    .number("random_high", .percent) { $0.control?.gapClosedRange?.high },
    .number("more", .points) { $0.flagged.versusControls?.value },
    .number("more_low", .points) { $0.flagged.versusControls?.low },
    .number("more_high", .points) { $0.flagged.versusControls?.high },
    .number("cost", .signed(3)) { $0.flagged.aurocChange },
  ]

  /// By dose; without those of which no gap is known.
  static func all(_ remedies: RemedyClaims) -> [DoseRow] {
    let rows = remedies.doses
    return rows.filter { $0.kind == .flagged && $0.gapClosed != nil }.compactMap { row in
      row.dose.map { dose in
        DoseRow(dose: dose, flagged: row, control: rows.first { $0.kind == .control && $0.dose == dose })
      }
    }
  }
}
