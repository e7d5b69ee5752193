import Findings

extension GroupClaims {
  /// Who may read the figures, and what was done so that they may.
  public func disclosure() -> [Claim] {
    [
      FactSheet(Fact.ofDataset(dataset)).claim(
        .groupDisclosure, [dataset.id, study.attribute],
        study.disclosure == .everybody ? .everybody : .internalOnly, about: "groups", of: study.attribute,
        subjects: [Subject("attribute", study.attribute)])
    ]
  }
}
