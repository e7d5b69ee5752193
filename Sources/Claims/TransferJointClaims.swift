import Findings

/// Whether training on both datasets of a pair does better on one of them than training on that one alone.
public struct TransferJointClaims {
  let transfer: TransferFinding

  public init(_ transfer: TransferFinding) { self.transfer = transfer }

  public func all() -> [Claim] { transfer.joint.compactMap(claim) }

  /// Of one arm.
  public func of(_ arm: ArmKey) -> [Claim] { transfer.joint.filter { $0.arm == arm }.compactMap(claim) }

  private func claim(_ row: TransferJointRow) -> Claim? {
    guard let difference = row.difference, let low = difference.low, let high = difference.high else { return nil }
    let evidence = Evidence(
      DataFiles.transferJoint,
      [
        ("train", transfer.train), ("test", transfer.test), ("arm", row.arm.name), ("metric", row.metric),
        ("tested_on", row.testedOn),
      ])
    let verdict: Verdict =
      low > 0
      ? .better
      : high < 0 ? .worse : low > -row.margin ? (high < row.margin ? .equivalent : .notWorse) : .open
    return Claim(
      .transferJoint, [transfer.train, transfer.test, row.arm.name, row.testedOn], verdict,
      subjects: [
        Subject("train", transfer.trainName), Subject("test", transfer.testName), Subject("tested_on", row.testedOn),
        Subject("arm", arm: row.arm), Subject("metric", "metric", code: row.metric),
      ],
      figures: [
        Figure(
          "score", row.score.value, low: row.score.low, high: row.score.high, .score, .fixed(3),
          evidence.at("score", low: "score_low", high: "score_high")),
        Figure("ceiling", row.ceiling, .score, .fixed(3), evidence.at("ceiling")),
        Figure("margin", row.margin, .score, .plain, evidence.at("margin")),
        Figure(
          "difference", difference.value, low: low, high: high, .score, .signed(3),
          evidence.at("difference", low: "difference_low", high: "difference_high")),
      ].compactMap { $0 })
  }
}
