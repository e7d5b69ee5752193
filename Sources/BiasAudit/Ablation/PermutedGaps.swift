import Statistics

/// How large gaps are where groups mean nothing: the groups are permuted as the tests permute them, the decisions stay.
struct PermutedGaps: Sendable {
  private let rows: ComparedRows
  /// Groups of the test rows, exchanged; empty where nothing can be judged.
  private let codes: [[Int32]]

  init(study: AblationStudy, design: CellDesign, rows: ComparedRows, tested: [Int]) {
    self.rows = rows
    codes =
      !design.isJudged
      ? []
      : study.permutedGroups(design, study.ablation.gapPermutations, stream: 0x6a9).map { codes in
        tested.map { codes[$0] }
      }
  }

  /// Mean of the gaps, and the share of permutations in which they are at least as large as those seen; nil where nothing is
  /// known.
  func chance(_ outcome: SetOutcome) -> (mean: Double, p: Double)? {
    let observed = outcome.rates.gap
    guard !observed.isNaN, !codes.isEmpty else { return nil }
    let gaps = codes.map { rows.rates(outcome.selected, codes: $0).gap }
    let known = gaps.filter { !$0.isNaN }
    let asLarge = gaps.count { $0 >= observed - 1e-12 }
    return (
      known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count), Double(1 + asLarge) / Double(1 + gaps.count)
    )
  }
}
