import Findings
import Statistics

/// The pairs of arms that matter, paired fold by fold.
///
/// Differences get corrected resampled t intervals at 95 % with all repeats counted as one, and verdicts rest on the same
/// test: "better" and "worse" need a p that passes Holm's step-down procedure at 5 % among the pairs of the same metric and
/// the same family (against majority, or between representations); "not worse" needs the lower bound above −margin.
enum ArmComparisons {
  static let metrics = ["macro_f1", "auroc"]

  static func all(_ runs: [ArmRun], margin: Double) -> [ArmComparison] {
    var result: [ArmComparison] = []
    let pairs = pairs(runs.map(\.arm))
    for name in [ComparisonFamily.further, ComparisonFamily.majority] {
      for metric in metrics {
        var family: [ArmComparison] = []
        for pair in pairs where (runs[pair.b].arm.representation == "majority") == (name == ComparisonFamily.majority) {
          guard var row = compare(runs[pair.a], runs[pair.b], metric) else { continue }
          (row.margin, row.family) = (margin, name)
          family.append(row)
        }
        let adjusted = holm(family.map { $0.p ?? 1 })
        for (row, adjusted) in zip(family, adjusted) {
          var row = row
          row.adjustedP = adjusted
          row.verdict = verdict(row)
          result.append(row)
        }
      }
    }
    return result
  }

  /// Places of arms to compare, a against b, at equal training rate.
  static func pairs(_ arms: [ProbeArm]) -> [(a: Int, b: Int)] {
    var result: [(a: Int, b: Int)] = []
    for (a, first) in arms.enumerated() {
      for (b, second) in arms.enumerated()
      where a != b && first.trainingRate == second.trainingRate && matters(first, second) { result.append((a, b)) }
    }
    return result
  }

  /// Which pairs are reported: everything against majority; features against the hidden state at the same layer and
  /// pooling; everything made of a checkpoint's features against its continuous ones at the same pooling; everything
  /// against plain words.
  private static func matters(_ first: ProbeArm, _ second: ProbeArm) -> Bool {
    if first.representation == "permuted-labels" { return false }
    switch second.representation {
    case "majority": return true
    case "hidden":
      return first.representation != "hidden" && first.checkpoint != nil && first.layer == second.layer
        && first.pooling == second.pooling
    case "continuous":
      return first.representation != "continuous" && first.checkpoint == second.checkpoint
        && first.checkpoint != nil && first.pooling == second.pooling
    case "tf-idf": return first.representation == "hidden" || first.checkpoint != nil
    default: return false
    }
  }

  private static func compare(_ a: ArmRun, _ b: ArmRun, _ metric: String) -> ArmComparison? {
    guard let place = ProbeMetric.allNames.firstIndex(of: metric) else { return nil }
    var first: [Double] = []
    var second: [Double] = []
    var rows: [ProbeRow] = []
    for (left, right) in zip(a.rows, b.rows) {
      guard let x = left.metrics[place], let y = right.metrics[place] else { continue }
      first.append(x)
      second.append(y)
      rows.append(left)
    }
    let test = CorrectedResampledT(
      zip(first, second).map { $0 - $1 }, testToTrain: testToTrain(rows), countedAs: Set(rows.map(\.fold)).count)
    guard let interval = test.interval() else { return nil }
    return ArmComparison(
      a: a.arm.name, b: b.arm.name, metric: metric, meanA: mean(first), meanB: mean(second), difference: test.mean,
      low: interval.low, high: interval.high, t: test.t.isFinite ? test.t : nil,
      degreesOfFreedom: Int(test.degreesOfFreedom), p: test.p.isFinite ? test.p : nil, verdict: "")
  }

  private static func verdict(_ row: ArmComparison) -> String {
    let holds = (row.adjustedP ?? 1) <= 0.05
    if holds, row.low > 0 { return "better" }
    if holds, row.high < 0 { return "worse" }
    return row.low > -row.margin ? "not worse" : "no difference shown"
  }

  static func holm(_ p: [Double]) -> [Double] { FamilywiseError.holm(p) }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
}
