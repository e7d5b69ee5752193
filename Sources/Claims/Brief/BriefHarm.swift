import Findings

/// Who could be harmed, what would change the verdict, and what may be said in a meeting.
extension BriefClaims {
  /// The lowest impact ratio that is shown, the largest gap in what is missed and the largest in what is flagged wrongly, over all
  /// attributes; and how many groups are withheld.
  public func harm() -> [Claim] {
    guard let dataset else { return [] }
    let gaps = gaps(dataset)
    let shown = [ClaimKind.briefAlarmGap, .briefFoundGap].compactMap { kind in gaps.first { $0.kind == kind } }
    let ratios = dataset.bias.flatMap { GroupClaims(dataset, $0).impact() }.filter { $0.verdict == .below }
    let lowest = ratios.min { ($0[figure: "ratio"]?.value ?? 1) < ($1[figure: "ratio"]?.value ?? 1) }
    return [lowest].compactMap { $0 } + shown + withheld(dataset)
  }

  /// Of each attribute and kind of error the largest gap with an interval: those that are shown first, by their lower ends.
  func gaps(_ dataset: DatasetFinding) -> [Claim] {
    let kinds: [ClaimKind: ClaimKind] = [.groupFalseAlarmGap: .briefAlarmGap, .groupErrorGap: .briefFoundGap]
    let claims = dataset.bias.flatMap { DecisionClaims(dataset, $0).all() }.compactMap { claim -> Claim? in
      guard let kind = kinds[claim.kind], let gap = claim[figure: "gap"], gap.low != nil else { return nil }
      return Claim(
        kind, [dataset.id, claim[subject: "attribute"]?.text ?? ""], claim.verdict,
        subjects: claim.subjects + [Self.items(dataset)],
        figures: claim.figures.map { figure in
          var figure = figure
          if figure.name != "gap" { figure.style = .inThousand }
          return figure
        })
    }
    func rank(_ claim: Claim) -> Double { claim[figure: "gap"]?.low ?? -1 }
    return claims.enumerated().sorted { (rank($0.element), $1.offset) > (rank($1.element), $0.offset) }.map(\.element)
  }

  private func withheld(_ dataset: DatasetFinding) -> [Claim] {
    dataset.bias.compactMap { study in
      guard let lead = study.lead else { return nil }
      let count = study.probeRows.count { $0.arm == lead && $0.suppressed }
      let figure = Figure(
        "groups", count: count, .groups,
        .count(
          DataFiles.biasProbe(dataset.id, study.attribute),
          [("arm", study.arms[lead].name), ("suppressed", "true")]))
      return count == 0
        ? nil
        : figure.map {
          Claim(
            .briefWithheld, [dataset.id, study.attribute], .stated,
            subjects: [Subject("attribute", study.attribute)], figures: [$0])
        }
    }
  }

  /// Another margin, another data set, the comparisons that are open.
  public func change() -> [Claim] { margin() + unsettled() + elsewhere() }

  /// What a probe that was trained on the data set does on another one, or the other way round.
  private func elsewhere() -> [Claim] {
    guard let dataset, topic != .transfer,
      let pair = findings.transfers.first(where: { $0.lead != nil && $0.train == dataset.id && !$0.isWithinOne })
        ?? findings.transfers.first(where: { $0.lead != nil && $0.test == dataset.id && !$0.isWithinOne }),
      let score = TransferClaims(pair).score().first
    else { return [] }
    return [
      Claim(
        .briefElsewhere, [pair.train, pair.test], score.verdict,
        subjects: [Subject("train", pair.train), Subject("test", pair.test)],
        figures: ["kept", "difference"].compactMap { score[figure: $0] })
    ]
  }

  /// Sentences that the run's own figures support, in the form that they support.
  public func phrases() -> [Claim] {
    var said: [Claim] = Array(figure().prefix(2))
    said += fired().prefix(1)
    said += few()
    said += explaining()
    said += harm().filter { $0.kind != .briefWithheld }.prefix(1)
    said += change().filter { $0.kind == .briefElsewhere }
    return said
  }
}
