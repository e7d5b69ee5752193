import Findings

extension SyntheticFindings {
  /// Both inputs of one checkpoint: all features, the flagged ones dropped, random ones dropped.
  static func ablations(_ checkpoint: String) -> [AblationRow] {
    AblationInput.allCases.flatMap { input -> [AblationRow] in
      let shift = input == .continuous ? 0.125 : 0
      var rows = [
        AblationRow(
          set: "\(checkpoint), \(input.rawValue): all features", features: 12, auroc: 0.84, aurocChange: 0,
          tprGap: 0.06,
          fprGap: 0.04, gapClosed: 0, leakageAUROC: 0.75 + shift),
        AblationRow(
          set: "\(checkpoint), \(input.rawValue): flagged dropped", features: 4, auroc: 0.83, aurocChange: -0.01,
          tprGap: 0.02, fprGap: 0.01, gapClosed: 0.7, leakageAUROC: 0.5 + shift),
        AblationRow(
          set: "\(checkpoint), \(input.rawValue): random dropped, mean of 20", features: 4, auroc: 0.835,
          aurocChange: -0.005, tprGap: 0.05, fprGap: 0.04, gapClosed: 0.1),
      ]
      for place in rows.indices {
        (rows[place].checkpoint, rows[place].input) = (checkpoint, input)
        if place > 0 { (rows[place].method, rows[place].kind) = (.drop, place == 1 ? .flagged : .control) }
      }
      (rows[0].gapP, rows[0].gapNull, rows[1].gapP, rows[1].gapNull) = (0.002, 0.03, 0.4, 0.03)
      rows[1].gapClosedRange = ValueRange(low: 0.4, high: 0.9)
      rows[1].versusControls = Interval(value: 0.6, low: 0.2, high: 0.8)
      rows[1].leakageRange = ValueRange(low: 0.44 + shift, high: 0.62 + shift)
      rows[1].leakageNull = 0.49
      if input == .continuous { rows[1].leakageVersusBinarized = Interval(value: 0.125, low: 0.05, high: 0.2) }
      rows[2].controls = 20
      return rows
    }
  }
}
