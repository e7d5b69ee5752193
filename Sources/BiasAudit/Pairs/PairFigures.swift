import Findings
import Statistics

extension PairDesign.Comparison {
  /// Of the pairs that have an answer: how many flip, and how much the value changes. Intervals need enough clusters.
  ///
  /// - Parameters:
  ///   - flips: 0 or 1 of each pair, −1 where a twin has no answer.
  ///   - changes: of each pair, the first twin's value less the second's; nil where there is none.
  ///   - isPublished: whether everybody may read it.
  func row(
    _ subject: PairRow.Subject, checkpoint: String?, names: [String], flips: [Int8], changes: [Double]?,
    isPublished: Bool = false
  ) -> PairRow {
    let answered = flips.map { $0 < 0 ? 0 : 1 }
    let flipped = flips.map { $0 > 0 ? 1 : 0 }
    let sizes = clusters.sums(answered)
    let share = ClusteredShare(successes: clusters.sums(flipped), sizes: sizes)
    let mean = changes.map { changes in
      ClusteredMean(
        sums: clusters.sums(zip(flips, changes).map { $0 < 0 ? 0 : $1 }), sizes: sizes)
    }
    let isEnough = share.clusterCount >= ClusterDesign.fewest.inAll
    func interval(_ value: Double, _ bounds: ConfidenceInterval?) -> Interval? {
      guard value.isFinite else { return nil }
      // No mean of differences of probabilities lies beyond.
      return Interval(
        value: value, low: isEnough ? bounds.map { max(-1, $0.low) } : nil,
        high: isEnough ? bounds.map { min(1, $0.high) } : nil)
    }
    let row = PairRow(
      subject: subject, checkpoint: checkpoint, groupA: names[groups.first], groupB: names[groups.second],
      pairs: share.trials, flipped: share.successes, share: interval(share.share, share.interval()),
      change: mean.flatMap { interval($0.mean, $0.interval()) })
    return isPublished ? row.published(share) : row
  }
}
