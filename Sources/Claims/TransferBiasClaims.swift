import Findings

/// Whether what was found on groups in the training dataset of a pair is found in the test dataset.
public struct TransferBiasClaims {
  let transfer: TransferFinding

  public init(_ transfer: TransferFinding) { self.transfer = transfer }

  public func all() -> [Claim] { transfer.bias.flatMap { features($0) + gap($0) } }

  private func subjects(_ across: BiasAcross) -> [Subject] {
    [
      Subject("train", transfer.trainName), Subject("test", transfer.testName), Subject("attribute", across.attribute),
    ]
  }

  /// How many features that follow the group do so again, checkpoint by checkpoint.
  public func features(_ across: BiasAcross) -> [Claim] {
    across.features.map { row in
      let evidence = Evidence(
        DataFiles.transferBiasSummary(transfer.train, transfer.test),
        [("attribute", across.attribute), ("checkpoint", row.checkpoint)])
      func interval(_ name: String, _ value: Interval?, _ column: String, _ prefix: String) -> Figure? {
        Figure(
          name, value?.value, low: value?.low, high: value?.high, .share, .percent,
          evidence.at(
            column, low: value?.low == nil ? nil : prefix + "_low", high: value?.high == nil ? nil : prefix + "_high"))
      }
      let figures = [
        Figure("flagged", count: row.flagged, .features, evidence.at("flagged")),
        Figure("tested", count: row.tested, .features, evidence.at("tested")),
        Figure("reappearing", count: row.reappearing, .features, evidence.at("reappearing")),
        Figure("opposite", count: row.opposite, .features, evidence.at("opposite")),
        interval("share", row.share, "share", "ci"), interval("others", row.controlShare, "control_share", "control"),
      ]
      let verdict: Verdict =
        row.flagged == 0
        ? .none
        : row.tested == 0
          ? .insufficient
          : row.controlShare?.low == nil || row.share?.low == nil
            ? .some : (row.excess?.low ?? 0) > 0 ? .more : .notShown
      return Claim(
        .transferBiasFeatures, [transfer.train, transfer.test, across.attribute, row.checkpoint], verdict,
        subjects: subjects(across) + [Subject("checkpoint", row.checkpoint)], figures: figures.compactMap { $0 })
    }
  }

  /// How far selection rates of the groups are apart: those of the transferred probe, and of the dataset's own.
  public func gap(_ across: BiasAcross) -> [Claim] {
    if across.areDecisionsWithheld {
      return [
        Claim(
          .transferBiasGap, [transfer.train, transfer.test, across.attribute], .withheld, subjects: subjects(across))
      ]
    }
    guard let arm = across.arm,
      let row = across.gaps.first(where: { $0.metric == .selectionRate && $0.kind == .range && $0.difference != nil })
    else { return [] }
    let evidence = Evidence(
      DataFiles.transferGaps(transfer.train, transfer.test),
      [
        ("attribute", across.attribute), ("metric", row.metric.rawValue), ("kind", row.kind.rawValue),
        ("positive", row.positive),
      ])
    func figure(_ name: String, _ value: Interval?, _ column: String, _ prefix: String) -> Figure? {
      Figure(
        name, value?.value, low: value?.low, high: value?.high, .shareDifference, .points,
        evidence.at(
          column, low: value?.low == nil ? nil : prefix + "_low", high: value?.high == nil ? nil : prefix + "_high"))
    }
    let figures = [
      figure("gap", row.difference, "difference", "ci"), figure("own", row.own, "own", "own"),
    ]
    let verdict: Verdict =
      row.difference?.low == nil || row.own == nil ? .insufficient : (row.difference?.low ?? 0) > 0 ? .some : .notShown
    return [
      Claim(
        .transferBiasGap, [transfer.train, transfer.test, across.attribute], verdict,
        subjects: subjects(across) + [
          Subject("arm", arm: arm), Subject("positive", row.positive), Subject("highest", row.group),
          Subject("lowest", row.reference),
        ], figures: figures.compactMap { $0 })
    ]
  }
}
