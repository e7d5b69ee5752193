import Findings

extension AtlasFindings {
  /// Every claim of the report but those of single features, in the order of its parts.
  public var claims: [Claim] {
    let ofDatasets = datasets.flatMap { dataset -> [Claim] in
      DataClaims.all(dataset) + probes(dataset)
        + dataset.bias.flatMap { GroupClaims(dataset, $0).all() + RemedyClaims(dataset, $0).all() }
    }
    return ReportClaims.all(self) + ReviewClaims.all(reviews) + ofDatasets + checkpoints.flatMap(CheckpointClaims.all)
      + transfers.flatMap { TransferClaims($0).all() } + leftOut.flatMap { TransferClaims($0).leftOut() }
  }

  private func probes(_ dataset: DatasetFinding) -> [Claim] {
    guard let claims = ProbeClaims(dataset) else { return [] }
    let checkpoint = checkpoints.first { $0.id == claims.lead?.key.checkpoint }
    return claims.all() + (checkpoint.map(claims.encoderCost) ?? [])
  }
}
