import Findings
import Statistics

/// What one set of scores means: AUROC, and the largest difference between groups of true and false positive rates.
struct Outcome: Sendable {
  var auroc: Double?
  var tprGap: Double?
  var fprGap: Double?

  /// - Parameters:
  ///   - scores: decision values; above 0 is selected.
  ///   - groups: groups 0..<`groups` are compared, those with at least `minimumCell` positives (negatives).
  init(scores: [Double], truth: [Bool], group: [Int32], groups: Int, minimumCell: Int) {
    let area = AUROC.score(scores, positives: truth)
    auroc = area.isNaN ? nil : area
    tprGap = Self.gap(scores, truth, group, groups, minimumCell, positive: true)
    fprGap = Self.gap(scores, truth, group, groups, minimumCell, positive: false)
  }

  private init(auroc: Double?, tprGap: Double?, fprGap: Double?) {
    self.auroc = auroc
    self.tprGap = tprGap
    self.fprGap = fprGap
  }

  private static func gap(
    _ scores: [Double], _ truth: [Bool], _ group: [Int32], _ groups: Int, _ minimumCell: Int, positive: Bool
  ) -> Double? {
    var selected = [Int](repeating: 0, count: groups)
    var total = selected
    for row in scores.indices where truth[row] == positive && group[row] >= 0 && Int(group[row]) < groups {
      total[Int(group[row])] += 1
      if scores[row] > 0 { selected[Int(group[row])] += 1 }
    }
    let rates = (0..<groups).filter { total[$0] >= max(1, minimumCell) }.map {
      Double(selected[$0]) / Double(total[$0])
    }
    guard rates.count >= 2, let high = rates.max(), let low = rates.min() else { return nil }
    return high - low
  }

  /// `gapClosed`: the share of the base's gaps (true and false positive rate together) that is gone.
  func row(_ set: String, features: Int, base: Outcome) -> AblationRow {
    var row = AblationRow(set: set, features: features, auroc: auroc, tprGap: tprGap, fprGap: fprGap)
    if let auroc, let before = base.auroc { row.aurocChange = auroc - before }
    let before = (base.tprGap ?? 0) + (base.fprGap ?? 0)
    let after = (tprGap ?? 0) + (fprGap ?? 0)
    if before > 0 { row.gapClosed = 1 - after / before }
    return row
  }

  /// The means of several outcomes as one row; nil for none.
  static func mean(_ outcomes: [Outcome], _ set: String, features: Int, base: Outcome) -> AblationRow? {
    guard !outcomes.isEmpty else { return nil }
    func mean(_ values: [Double?]) -> Double? {
      let defined = values.compactMap { $0 }
      return defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
    }
    return Outcome(
      auroc: mean(outcomes.map(\.auroc)), tprGap: mean(outcomes.map(\.tprGap)), fprGap: mean(outcomes.map(\.fprGap))
    ).row(set, features: features, base: base)
  }
}
