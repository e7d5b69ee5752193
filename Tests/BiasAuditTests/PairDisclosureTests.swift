import Findings
import Testing

@testable import BiasAudit

@Suite struct PairDisclosureTests {
  private func row(pairs: Int, flipped: Int) -> PairRow {
    let share = Double(flipped) / Double(pairs)
    return PairRow(
      subject: .arm(0), checkpoint: nil, groupA: "a", groupB: "b", pairs: pairs, flipped: flipped,
      share: Interval(value: share, low: share / 2, high: min(1, share * 2 + 0.03)),
      change: Interval(value: 0.01234, low: -0.0456, high: 0.0789))
  }

  /// All counts that round alike look alike, and nothing is told of features.
  @Test func everybodySeesRoundedCountsOfEnoughPairs() throws {
    for pairs in [38, 39, 40, 41, 42] {
      for flipped in 0...2 {
        var study = PairStudy(
          column: "p", pairs: pairs, clusters: 13,
          arms: [row(pairs: pairs, flipped: flipped), row(pairs: 29, flipped: 9)],
          headlineRows: 2)
        study.checkpoints = [PairCheckpointSummary(checkpoint: "c", tested: 3, flagged: 1, top: [])]
        let shown = study.forEverybody(minimumCell: 30)
        #expect(shown.checkpoints.isEmpty && shown.notes.isEmpty && shown.headlineRows == 1 && shown.arms.count == 1)
        let arm = try #require(shown.arms.first)
        #expect(
          arm.pairs == 40 && arm.flipped == 0 && arm.share?.value == 0 && shown.pairs == 40 && shown.clusters == 15)
        #expect(arm.share?.low == 0 && (arm.share?.high ?? 0) >= row(pairs: pairs, flipped: flipped).share?.high ?? 1)
        #expect(arm.change == Interval(value: 0.01, low: -0.05, high: 0.08))
      }
    }
  }
}
