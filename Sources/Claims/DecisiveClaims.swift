import Findings

/// The claims that somebody who decides has to know, a few of each dataset.
public struct DecisiveClaims: Sendable {
  let findings: AtlasFindings

  public init(_ findings: AtlasFindings) { self.findings = findings }

  /// What the first page answers: what `decision: about` says, else the groups where there are any, else the representations.
  public var topic: DecisionTopic {
    findings.decision?.about ?? (findings.datasets.contains { !$0.bias.isEmpty } ? .groups : .representations)
  }

  /// The answer of one dataset; empty where the dataset has none.
  public func answer(_ dataset: DatasetFinding) -> [Claim] {
    switch topic {
    case .groups: lowestRatio(dataset)
    case .representations: ProbeClaims(dataset).map { Array($0.fired().prefix(1)) } ?? []
    case .transfer: findings.transfers.filter { $0.test == dataset.id }.prefix(1).flatMap { TransferClaims($0).score() }
    }
  }

  /// Everything that may be settled, in the order of the datasets, the answers left out.
  public func others() -> [Claim] {
    let answers = Set(findings.datasets.flatMap(answer).map(\.id))
    let all =
      findings.datasets.flatMap { probes($0) + groups($0) } + findings.transfers.flatMap { TransferClaims($0).score() }
      + ReviewClaims.all(findings.reviews)
    return all.filter { !answers.contains($0.id) }
  }

  /// What makes other claims doubtful: states that a checkpoint does not explain, examples that are in two places.
  public func doubts() -> [Claim] {
    let all =
      findings.checkpoints.flatMap(CheckpointClaims.all) + findings.datasets.flatMap(DataClaims.all)
      + findings.datasets.flatMap { ProbeClaims($0)?.all() ?? [] }
    return all.filter { claim in
      switch (claim.kind, claim.verdict) {
      case (.reconstruction, .poor), (.reconstruction, .fewTokens), (.dataIndependence, _),
        (.dataRowOrder, .notChecked),
        (.dataRowOrder, .noTexts), (.dataRowOrder, .unlikeTexts), (.testShared, _), (.nearDuplicates, .some),
        (.nearAcrossSplit, .some):
        true
      default: false
      }
    }
  }

  private func probes(_ dataset: DatasetFinding) -> [Claim] {
    guard let claims = ProbeClaims(dataset) else { return [] }
    return Array(claims.fired().prefix(1) + claims.state().prefix(1))
  }

  private func groups(_ dataset: DatasetFinding) -> [Claim] {
    dataset.bias.flatMap { study -> [Claim] in
      let claims = GroupClaims(dataset, study)
      let lead = study.lead.flatMap { study.arms[$0].checkpoint } ?? study.checkpoints.first?.checkpoint
      return claims.impact() + DecisionClaims(dataset, study).all()
        + (PairClaims(dataset, study)?.decisions() ?? []).filter { $0.kind == .groupPairs }
        + study.checkpoints.filter { $0.checkpoint == lead }.flatMap(claims.features)
        + RemedyClaims(dataset, study).remedy()
    }
  }

  /// Of the attribute whose groups are farthest apart: those that are shown to be first.
  private func lowestRatio(_ dataset: DatasetFinding) -> [Claim] {
    let claims = dataset.bias.flatMap { GroupClaims(dataset, $0).impact() }
    func rank(_ claim: Claim) -> (Int, Double) {
      let ratio = claim[figure: "ratio"]?.value ?? .infinity
      return (claim.verdict == .below || claim.verdict == .above ? 0 : 1, min(ratio, 1 / ratio))
    }
    return claims.min { rank($0) < rank($1) }.map { [$0] } ?? []
  }
}
