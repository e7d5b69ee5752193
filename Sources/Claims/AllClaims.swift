import Findings

extension AtlasFindings {
  /// Every claim of the report but those of single features, in the order of its parts.
  public var claims: [Claim] {
    let ofDatasets = datasets.flatMap { dataset -> [Claim] in
      DataClaims.all(dataset) + (ProbeClaims(dataset)?.all() ?? [])
        + dataset.bias.flatMap { GroupClaims(dataset, $0).all() }
    }
    return ofDatasets + checkpoints.flatMap(CheckpointClaims.all) + transfers.flatMap { TransferClaims($0).all() }
  }
}
