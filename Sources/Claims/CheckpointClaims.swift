import Findings

/// What a checkpoint is and whether it explains the states.
public enum CheckpointClaims {
  public static func all(_ checkpoint: CheckpointFinding) -> [Claim] {
    design(checkpoint) + checkpoint.reconstructions.flatMap { reconstruction(checkpoint, $0) }
  }

  /// Its size and its directions.
  public static func design(_ checkpoint: CheckpointFinding) -> [Claim] {
    let sheet = FactSheet(Fact.ofCheckpoint(checkpoint))
    func claim(_ kind: ClaimKind, _ unit: FigureUnit, _ style: NumberStyle) -> Claim {
      sheet.claim(
        kind, [checkpoint.id], about: "checkpoint", subjects: [Subject("checkpoint", checkpoint.id)], unit: unit,
        styles: Dictionary(uniqueKeysWithValues: kind.slots.map { ($0, style) }))
    }
    var claims = [claim(.checkpointSize, .features, .count)]
    if checkpoint.decoderNorm != nil { claims.append(claim(.decoder, .value, .magnitude)) }
    if checkpoint.medianEncoderDecoderCosine != nil { claims.append(claim(.cosine, .value, .fixed(2))) }
    if checkpoint.declaredL0 != nil { claims.append(claim(.declaredL0, .features, .magnitude)) }
    return claims
  }

  /// How much of the variance of a dataset's states it leaves unexplained.
  public static func reconstruction(_ checkpoint: CheckpointFinding, _ item: ReconstructionFinding) -> [Claim] {
    let evidence = Evidence.fact("reconstruction", checkpoint.id, of: item.dataset, "fvu")
    guard let figure = Figure("fvu", item.fvu, .share, .fixed(3), evidence) else { return [] }
    return [
      Claim(
        .reconstruction, [checkpoint.id, item.dataset], verdict(item, figure.value),
        subjects: [Subject("checkpoint", checkpoint.id), Subject("dataset", item.dataset)],
        figures: [
          figure,
          Figure(
            "fvu_without", item.far?.fvuWithout, .share, .fixed(3),
            .fact("reconstruction", checkpoint.id, of: item.dataset, "fvu without far tokens")),
        ].compactMap { $0 })
    ]
  }

  private static func verdict(_ item: ReconstructionFinding, _ fvu: Double) -> Verdict {
    if item.isOwnedByFewTokens { return .fewTokens }
    return fvu > ReconstructionFinding.poorFrom ? .poor : .sound
  }
}
