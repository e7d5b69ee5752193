import Findings

/// What a checkpoint is and whether it explains the states.
public enum CheckpointClaims {
  public static func all(_ checkpoint: CheckpointFinding) -> [Claim] {
    var claims: [Claim] = []
    let subject = Subject("checkpoint", checkpoint.id)
    if let norm = checkpoint.decoderNorm {
      let figures = [("norm_least", norm.minimum), ("norm_mean", norm.mean), ("norm_most", norm.maximum)]
      claims.append(
        Claim(
          .decoder, [checkpoint.id], .stated, subjects: [subject],
          figures: figures.compactMap { name, value in
            Figure(name, value, .value, .magnitude, .fact("checkpoint", checkpoint.id, name))
          }))
    }
    for item in checkpoint.reconstructions {
      let evidence = Evidence.fact("reconstruction", checkpoint.id, of: item.dataset, "fvu")
      guard let figure = Figure("fvu", item.fvu, .share, .fixed(3), evidence) else { continue }
      claims.append(
        Claim(
          .reconstruction, [checkpoint.id, item.dataset], verdict(item, figure.value),
          subjects: [subject, Subject("dataset", item.dataset)],
          figures: [
            figure,
            Figure(
              "fvu_without", item.far?.fvuWithout, .share, .fixed(3),
              .fact("reconstruction", checkpoint.id, of: item.dataset, "fvu without far tokens")),
          ].compactMap { $0 }))
    }
    return claims
  }

  private static func verdict(_ item: ReconstructionFinding, _ fvu: Double) -> Verdict {
    if item.isOwnedByFewTokens { return .fewTokens }
    return fvu > ReconstructionFinding.poorFrom ? .poor : .sound
  }
}
