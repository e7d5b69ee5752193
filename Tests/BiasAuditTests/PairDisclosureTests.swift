import Findings
import Statistics
import Testing

@testable import BiasAudit

@Suite struct PairDisclosureTests {
  private func row(pairs: Int, flipped: Int) -> PairRow {
    let share = ClusteredShare(
      successes: (0..<pairs).map { $0 < flipped ? 1 : 0 }, sizes: [Int](repeating: 1, count: pairs))
    let bounds = share.interval()
    return PairRow(
      subject: .arm(0), checkpoint: nil, groupA: "a", groupB: "b", pairs: pairs, flipped: flipped,
      share: Interval(value: share.share, low: bounds?.low, high: bounds?.high),
      change: Interval(value: 0.01234, low: -0.0456, high: 0.0789)
    ).published(share)
  }

  /// All counts that round alike look alike, and nothing is told of features or scores.
  @Test func everybodySeesRoundedCountsOfEnoughPairs() throws {
    let expected = row(pairs: 40, flipped: 0)
    for pairs in [38, 39, 40, 41, 42] {
      for flipped in 0...2 {
        var study = PairStudy(
          column: "p", pairs: pairs, clusters: 13,
          arms: [row(pairs: pairs, flipped: flipped), row(pairs: 27, flipped: 9)],
          headlineRows: 2)
        study.checkpoints = [PairCheckpointSummary(checkpoint: "c", tested: 3, flagged: 1, top: [])]
        let shown = study.forEverybody(minimumCell: 30)
        #expect(shown.checkpoints.isEmpty && shown.notes.isEmpty && shown.headlineRows == 1 && shown.arms.count == 1)
        let arm = try #require(shown.arms.first)
        #expect(
          arm.pairs == 40 && arm.flipped == 0 && arm.share?.value == 0 && shown.pairs == 40 && shown.clusters == 15)
        #expect(arm.change == nil && arm.share == expected.share && arm.share?.low == 0)
        let high = try #require(arm.share?.high)
        // As wide as the interval of the counts themselves.
        let own = ClusteredShare(
          successes: (0..<pairs).map { $0 < flipped ? 1 : 0 }, sizes: [Int](repeating: 1, count: pairs))
        #expect(high >= (own.interval()?.high ?? 1))
      }
    }
  }
}
