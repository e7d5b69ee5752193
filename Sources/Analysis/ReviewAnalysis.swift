import Datasets
import Findings
import Statistics

extension ReviewStudy {
  /// nil where nobody answered.
  ///
  /// - Parameter checkpoints: in configuration order.
  init?(_ reviews: FeatureReviews, checkpoints: [String], seed: UInt64) {
    guard !reviews.rows.isEmpty else { return nil }
    var raters: [String: Int] = [:]
    for row in reviews.rows where raters[row.rater] == nil { raters[row.rater] = raters.count + 1 }
    let all = checkpoints.map { checkpoint in
      reviews.rows.filter { $0.checkpoint == checkpoint }.map { row in
        FeatureReview(
          checkpoint: checkpoint, feature: row.feature, rater: raters[row.rater] ?? 0, answer: ReviewAnswer(row.answer),
          meaning: row.meaning)
      }.sorted { ($0.feature, $0.rater) < ($1.feature, $1.rater) }
    }
    self.init(
      reviews: all.flatMap { $0 },
      agreement: zip(checkpoints, all).filter { !$1.isEmpty }.map { ReviewAgreement($0, $1, seed: seed) })
  }
}

extension ReviewAnswer {
  init(_ answer: FeatureReviews.Answer) {
    switch answer {
    case .yes: self = .agrees
    case .no: self = .disagrees
    case .unsure: self = .unsure
    }
  }
}

extension ReviewAgreement {
  /// Features are drawn in the intervals, raters are taken as they are. Who is unsure takes no side.
  fileprivate init(_ checkpoint: String, _ reviews: [FeatureReview], seed: UInt64) {
    var counts: [Int: [Int]] = [:]
    for review in reviews where review.answer != .unsure {
      counts[review.feature, default: [0, 0]][review.answer == .agrees ? 0 : 1] += 1
    }
    // In the order of the features, so that the intervals are the same in every run.
    let units = counts.sorted { $0.key < $1.key }.map(\.value)
    let alpha = KrippendorffAlpha(units)
    self.init(
      checkpoint: checkpoint, features: Set(reviews.map(\.feature)).count, raters: Set(reviews.map(\.rater)).count,
      agrees: units.reduce(0) { $0 + $1[0] }, disagrees: units.reduce(0) { $0 + $1[1] },
      unsure: reviews.count { $0.answer == .unsure }, compared: alpha.units.count)
    let shared = ClusteredShare(successes: units.map { $0[0] }, sizes: units.map { $0[0] + $0[1] })
    if shared.trials > 0 {
      share = shared.share
      (shareLow, shareHigh) = (shared.interval()?.low, shared.interval()?.high)
    }
    self.alpha = alpha.value
    if self.alpha != nil {
      let interval = alpha.interval(seed: seed)
      (alphaLow, alphaHigh) = (interval?.low, interval?.high)
    }
  }
}
