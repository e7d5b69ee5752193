import Findings

/// What carries over from one dataset to another.
public struct TransferClaims {
  let transfer: TransferFinding

  public init(_ transfer: TransferFinding) { self.transfer = transfer }

  public func all() -> [Claim] {
    score() + transfer.checkpoints.flatMap(TransferFeatureClaims(transfer).all) + TransferReasonClaims(transfer).all()
      + TransferCurveClaims(transfer).all() + TransferJointClaims(transfer).all() + TransferBiasClaims(transfer).all()
  }

  /// The row that speaks for the pair.
  public var leading: TransferRow? { transfer.lead.map { transfer.rows[$0] } }

  public func score() -> [Claim] { score(.transferScore, DataFiles.transfer) }

  /// Of a probe that was trained on all datasets but the one that it is tested on.
  public func leftOut() -> [Claim] { score(.transferLeftOut, DataFiles.leftOut) }

  private func score(_ kind: ClaimKind, _ file: String) -> [Claim] {
    guard let row = leading else { return [] }
    let evidence = Evidence(
      file,
      [
        ("train", transfer.train), ("test", transfer.test), ("arm", row.arm.name), ("metric", row.metric),
        ("class", ""),
      ])
    let figures = [
      Figure(
        "score", row.score, low: row.low, high: row.high, .score, .fixed(3),
        evidence.at("score", low: "score_low", high: "score_high")),
      Figure("ceiling", row.ceiling, .score, .fixed(3), evidence.at("ceiling")),
      Figure("floor", row.floor, .score, .fixed(3), evidence.at("floor")),
      Figure(
        "kept", row.ratio?.value, low: row.ratio?.low, high: row.ratio?.high, .ratio, .percent,
        evidence.at("ratio", low: "ci_low", high: "ci_high")),
      Figure(
        "difference", row.difference?.value, low: row.difference?.low, high: row.difference?.high, .score, .signed(3),
        evidence.at("difference", low: "difference_low", high: "difference_high")),
    ]
    return [
      Claim(
        kind, kind == .transferScore ? [transfer.train, transfer.test] : [transfer.test], verdict(row),
        subjects: [
          Subject("train", transfer.trainName), Subject("test", transfer.testName), Subject("arm", arm: row.arm),
          Subject("metric", "metric", code: row.metric),
        ], figures: figures.compactMap { $0 })
    ]
  }

  /// By intervals alone, the first that holds: worse than chance; not defined; above the ceiling; not above chance though
  /// the ceiling is; at least 90 % kept; below the ceiling; not settled.
  private func verdict(_ row: TransferRow) -> Verdict {
    if let high = row.high, let floor = row.floor, high < floor { return .worse }
    guard let difference = row.difference, let (least, most) = difference.bounds else { return .notDefined }
    switch row.why {
    case .noCeiling, .noRoom, .fewUnits, .nothingLeft, .tooWide: return .notDefined
    case .aboveCeiling: return least > 0 ? .better : .open
    case .atFloor: return most < 0 ? .lost : .open
    case nil: break
    }
    guard let low = row.shownRatio?.low else { return .notDefined }
    if low <= 0 { return most < 0 ? .lost : .open }
    if low >= 0.9 { return .kept }
    return most < 0 ? .partly : .open
  }
}

extension Interval {
  fileprivate var bounds: (low: Double, high: Double)? { low.flatMap { low in high.map { (low, $0) } } }
}
