import Findings

/// What carries over from one dataset to another.
public struct TransferClaims {
  let transfer: TransferFinding

  public init(_ transfer: TransferFinding) { self.transfer = transfer }

  public func all() -> [Claim] { score() + transfer.checkpoints.flatMap(features) }

  /// The row that speaks for the pair.
  public var leading: TransferRow? { transfer.lead.map { transfer.rows[$0] } }

  public func score() -> [Claim] {
    guard let row = leading else { return [] }
    let evidence = Evidence(
      DataFiles.transfer,
      [("train", transfer.train), ("test", transfer.test), ("arm", row.arm.name), ("metric", row.metric)])
    let figures = [
      Figure(
        "score", row.score, low: row.low, high: row.high, .score, .fixed(3),
        evidence.at("score", low: "score_low", high: "score_high")),
      Figure("ceiling", row.ceiling, .score, .fixed(3), evidence.at("ceiling")),
      Figure("floor", row.floor, .score, .fixed(3), evidence.at("floor")),
      Figure(
        "kept", row.ratio?.value, low: row.ratio?.low, high: row.ratio?.high, .ratio, .percent,
        evidence.at("ratio", low: "ci_low", high: "ci_high")),
    ]
    return [
      Claim(
        .transferScore, [transfer.train, transfer.test], verdict(row),
        subjects: [
          Subject("train", transfer.train), Subject("test", transfer.test), Subject("arm", arm: row.arm),
          Subject("metric", "metric", code: row.metric),
        ], figures: figures.compactMap { $0 })
    ]
  }

  private func verdict(_ row: TransferRow) -> Verdict {
    guard let low = row.ratio?.low else { return .notDefined }
    return low <= 0 ? .lost : low >= 0.9 ? .kept : .partly
  }

  public func features(_ summary: TransferCheckpointSummary) -> [Claim] {
    let file = DataFiles.transferFeatures(transfer.train, transfer.test, summary.checkpoint)
    let figures = [
      Figure("shared", count: summary.shared, .features, .count(file, [("shared", "true")]))
    ]
    return [
      Claim(
        .transferFeatures, [transfer.train, transfer.test, summary.checkpoint], summary.shared > 0 ? .some : .none,
        subjects: [
          Subject("train", transfer.train), Subject("test", transfer.test),
          Subject("checkpoint", summary.checkpoint),
        ], figures: figures.compactMap { $0 })
    ]
  }
}
