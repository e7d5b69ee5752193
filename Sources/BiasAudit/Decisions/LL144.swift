import Findings

/// The decisions of one arm in the columns of New York's Local Law 144 (6 RCNY §5-301): a category below 2 % of all is left out
/// of the ratio, with its number and rate still there.
enum LL144 {
  static let leastShare = 0.02

  /// - Parameters:
  ///   - unknown: examples without a group, as they are published.
  ///   - minimumCell: categories of fewer are withheld where everybody may read the figures.
  static func rows(
    _ judged: ProbesByGroup.Judged, names: [String], arm: String, positive: String, unknown: Int, minimumCell: Int
  ) -> [LL144Row] {
    let groups = judged.groups.prefix(names.count)
    let isRounded = groups.contains { $0.rounded != nil }
    func isHidden(_ group: GroupDecisions) -> Bool {
      judged.isWithheld || (isRounded && group.count < max(1, minimumCell))
    }
    let all = groups.reduce(0) { $0 + $1.count } + unknown
    func share(_ count: Int) -> Double? { all > 0 ? Double(count) / Double(all) : nil }
    func rate(_ group: GroupDecisions) -> Double? {
      group.count > 0 ? Double(group.selected) / Double(group.count) : nil
    }
    let highest = groups.filter { !isHidden($0) && (share($0.count) ?? 0) >= leastShare }.compactMap(rate).max()
    let median = isRounded ? nil : median(judged.groups.flatMap(\.scores))
    var rows = zip(names, groups).map { name, group in
      var row = LL144Row(category: name, arm: arm, positive: positive)
      guard !isHidden(group) else {
        row.reason = .withheld
        return row
      }
      (row.number, row.selected, row.selectionRate) = (group.count, group.selected, rate(group))
      row.shareOfAll = share(group.count)
      if let median, !group.scores.isEmpty {
        row.scoringRate = Double(group.scores.count { $0 > median }) / Double(group.scores.count)
      }
      if (row.shareOfAll ?? 0) < leastShare {
        row.reason = .share
      } else if let highest, highest > 0 {
        row.impactRatio = row.selectionRate.map { $0 / highest }
      } else {
        row.reason = .noSelection
      }
      return row
    }
    var last = LL144Row(category: "unknown", arm: arm, positive: positive)
    (last.number, last.shareOfAll, last.reason) = (unknown, share(unknown), .unknown)
    rows.append(last)
    return rows
  }

  /// nil where some score is not known.
  private static func median(_ scores: [Double]) -> Double? {
    guard !scores.isEmpty, !scores.contains(where: \.isNaN) else { return nil }
    let sorted = scores.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
