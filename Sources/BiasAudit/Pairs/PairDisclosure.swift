import Findings
import Statistics

extension PairStudy {
  /// Counts are rounded to multiples of it, shares are quotients of rounded counts.
  static let base = 5

  /// What everybody may read: arms with enough pairs, as `PairRow.published` has them. Features and notes, which count examples
  /// of single groups, are left out.
  func forEverybody(minimumCell: Int) -> PairStudy {
    func shown(_ rows: some Sequence<PairRow>) -> [PairRow] { rows.filter { $0.pairs >= max(1, minimumCell) } }
    let headline = shown(arms.prefix(headlineRows))
    return PairStudy(
      column: column, pairs: pairs.rounded(to: Self.base), clusters: clusters.rounded(to: Self.base),
      arms: headline + shown(arms.dropFirst(headlineRows)), headlineRows: headline.count)
  }
}

extension PairRow {
  /// The same for everybody: counts rounded to the nearest multiple of the base, the share and its bounds from rounded counts
  /// alone, as wide as rounding can do. No change of the score: where scores have few values it would be a count.
  ///
  /// - Parameter share: of the pairs. How alike clusters are in their outcomes is not used, since it tells of counts: pairs of
  ///   one cluster are taken as one.
  func published(_ share: ClusteredShare) -> PairRow {
    var row = self
    (row.pairs, row.flipped) = (pairs.rounded(to: PairStudy.base), flipped.rounded(to: PairStudy.base))
    let slack = PairStudy.base / 2
    let fewest = Int(share.effectiveClusters).rounded(to: PairStudy.base) - slack
    let spread = RateSpread(
      inflation: 1 + share.meanNeighbours, degreesOfFreedom: Double(max(1, fewest - 1))
    ).roundedUp
    let published = PublishedRate(
      successes: row.flipped, failures: max(0, row.pairs - row.flipped), slack: (slack, 2 * slack), spread: spread
    ).interval()
    row.share = published.map { interval in
      let hasBounds = self.share?.low != nil
      return Interval(value: interval.value, low: hasBounds ? interval.low : nil, high: hasBounds ? interval.high : nil)
    }
    row.change = nil
    return row
  }
}

extension Int {
  fileprivate func rounded(to base: Int) -> Int { (self + base / 2) / base * base }
}
