import Findings

/// What a checkpoint is and whether it explains the states.
public enum CheckpointClaims {
  /// The share of variance left unexplained from which on a checkpoint hardly fits its states: sound autoencoders leave
  /// .05 to .35.
  public static let poorFrom = 0.5

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
          .reconstruction, [checkpoint.id, item.dataset], figure.value >= poorFrom ? .poor : .sound,
          subjects: [subject, Subject("dataset", item.dataset)], figures: [figure]))
    }
    return claims
  }
}
