import Findings

extension PairStudy {
  /// Counts are rounded to multiples of it, shares are quotients of rounded counts.
  static let base = 5

  /// What everybody may read: arms with enough pairs, counts rounded, bounds of shares rounded away from the share, changes of
  /// the score to two digits. Features and notes, which count examples of single groups, are left out.
  func forEverybody(minimumCell: Int) -> PairStudy {
    func shown(_ rows: some Sequence<PairRow>) -> [PairRow] {
      rows.filter { $0.pairs >= max(1, minimumCell) }.map { $0.rounded(to: Self.base) }
    }
    let headline = shown(arms.prefix(headlineRows))
    return PairStudy(
      column: column, pairs: pairs.rounded(to: Self.base), clusters: clusters.rounded(to: Self.base),
      arms: headline + shown(arms.dropFirst(headlineRows)), headlineRows: headline.count)
  }
}

extension PairRow {
  fileprivate func rounded(to base: Int) -> PairRow {
    var row = self
    row.pairs = pairs.rounded(to: base)
    row.flipped = flipped.rounded(to: base)
    let share = Double(row.flipped) / Double(max(base, row.pairs))
    row.share = self.share.map {
      Interval(
        value: share, low: $0.low.map { min(share, ($0 * 20).rounded(.down) / 20) },
        high: $0.high.map { max(share, ($0 * 20).rounded(.up) / 20) })
    }
    func twoDigits(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double { (value * 100).rounded(rule) / 100 }
    row.change = change.map {
      Interval(
        value: twoDigits($0.value, .toNearestOrEven), low: $0.low.map { twoDigits($0, .down) },
        high: $0.high.map { twoDigits($0, .up) })
    }
    return row
  }
}

extension Int {
  fileprivate func rounded(to base: Int) -> Int { (self + base / 2) / base * base }
}
