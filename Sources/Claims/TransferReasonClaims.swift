import Findings

/// What differs between two datasets and may be why a probe does not carry over, what does not differ, and what is not settled.
public struct TransferReasonClaims {
  let transfer: TransferFinding

  public init(_ transfer: TransferFinding) { self.transfer = transfer }

  public func all() -> [Claim] { transfer.reasons.map(claim) }

  /// Of one checkpoint.
  public func all(of checkpoint: String) -> [Claim] {
    transfer.reasons.filter { $0.checkpoint == checkpoint }.map(claim)
  }

  private func claim(_ reason: TransferReason) -> Claim {
    let evidence = Evidence(
      DataFiles.transferReasons(transfer.train, transfer.test),
      [("checkpoint", reason.checkpoint), ("reason", reason.kind.rawValue)])
    let (kind, format): (ClaimKind, NumberStyle) =
      switch reason.kind {
      case .scale: (.transferScale, .fixed(2))
      case .coverage: (.transferCoverage, .percent)
      case .labels: (.transferLabels, .signed(2))
      case .gap: (.transferGap, .fixed(3))
      case .unexplained: (.transferUnexplained, .fixed(3))
      }
    let figures = [
      Figure(
        "value", reason.value, low: reason.low, high: reason.high, .value, format,
        evidence.at("value", low: "ci_low", high: "ci_high")),
      Figure("expected", reason.expected, .value, format, evidence.at("expected")),
      Figure("limit", reason.limit, .value, .fixed(2), evidence.at("limit")),
      Figure("gain", reason.gain, .score, .signed(3), evidence.at("gain")),
    ]
    var subjects = [
      Subject("train", transfer.trainName), Subject("test", transfer.testName),
      Subject("checkpoint", reason.checkpoint),
    ]
    if let name = reason.classLabel { subjects.append(Subject("class", name)) }
    return Claim(
      kind, [transfer.train, transfer.test, reason.checkpoint],
      reason.isNamed ? .some : reason.isCleared ? .none : .open,
      subjects: subjects,
      figures: figures.compactMap { $0 })
  }
}
