import Findings

/// What single features say in both datasets of a pair.
public struct TransferFeatureClaims {
  let transfer: TransferFinding

  public init(_ transfer: TransferFinding) { self.transfer = transfer }

  /// Of one checkpoint.
  public func all(_ summary: TransferCheckpointSummary) -> [Claim] {
    guard summary.isJudged else { return [both(summary)] }
    return [both(summary), oneSided(summary)] + agreement(summary)
  }

  private func subjects(_ summary: TransferCheckpointSummary) -> [Subject] {
    [
      Subject("train", transfer.trainName), Subject("test", transfer.testName),
      Subject("checkpoint", summary.checkpoint),
      Subject("rows", "transfer-rows", code: summary.classes.count > 1 ? "classes" : "features"),
    ]
  }

  private func path(_ summary: TransferCheckpointSummary) -> [String] {
    [transfer.train, transfer.test, summary.checkpoint]
  }

  private func counted(_ kind: TransferKind, _ count: Int, _ summary: TransferCheckpointSummary) -> Figure? {
    let file = DataFiles.transferFeatures(transfer.train, transfer.test, summary.checkpoint)
    let name = kind.rawValue.split(separator: "-").joined(separator: "_")
    return Figure(name, count: count, .features, .count(file, [("kind", kind.rawValue)]))
  }

  private func evidence(_ summary: TransferCheckpointSummary) -> Evidence {
    Evidence(DataFiles.transferAgreement(transfer.train, transfer.test), [("checkpoint", summary.checkpoint)])
  }

  /// How many separate the class on both sides.
  private func both(_ summary: TransferCheckpointSummary) -> Claim {
    let figures = [
      Figure("tested", count: summary.tested, .features, evidence(summary).at("tested")),
      counted(.shared, summary.shared, summary), counted(.reversed, summary.reversed, summary),
    ]
    let verdict: Verdict = !summary.isJudged ? .insufficient : summary.shared + summary.reversed > 0 ? .some : .none
    return Claim(
      .transferFeatures, path(summary), verdict, subjects: subjects(summary), figures: figures.compactMap { $0 })
  }

  /// How many do so on one side, and on the other less than half as well.
  private func oneSided(_ summary: TransferCheckpointSummary) -> Claim {
    let figures = [
      counted(.sourceOnly, summary.sourceOnly, summary), counted(.targetOnly, summary.targetOnly, summary),
    ]
    return Claim(
      .transferOneSided, path(summary), summary.sourceOnly + summary.targetOnly > 0 ? .some : .none,
      subjects: subjects(summary), figures: figures.compactMap { $0 })
  }

  /// Whether features rank the classes alike.
  private func agreement(_ summary: TransferCheckpointSummary) -> [Claim] {
    guard let value = summary.rankCorrelation else { return [] }
    let evidence = evidence(summary)
    let partial = summary.partialCorrelation
    let figures = [
      Figure(
        "correlation", value, low: summary.rankLow, high: summary.rankHigh, .score, .fixed(2),
        evidence.at(
          "rank_correlation", low: summary.rankLow == nil ? nil : "ci_low",
          high: summary.rankHigh == nil ? nil : "ci_high")),
      Figure(
        "partial", partial?.value, low: partial?.low, high: partial?.high, .score, .fixed(2),
        evidence.at(
          "partial_correlation", low: partial?.low == nil ? nil : "partial_low",
          high: partial?.high == nil ? nil : "partial_high")),
    ]
    let verdict: Verdict
    if let low = summary.rankLow, let high = summary.rankHigh, partial?.low != nil {
      verdict = low > 0 ? .above : high < 0 ? .below : .notShown
    } else {
      verdict = .notDefined
    }
    return [
      Claim(
        .transferAgreement, path(summary), verdict, subjects: subjects(summary), figures: figures.compactMap { $0 })
    ]
  }
}
