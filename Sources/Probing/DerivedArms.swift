import Diagnostics
import Findings

/// The best arm of a kind, chosen where the test rows are not seen: in every split the arm of least log loss on the inner
/// folds of the training rows gives the row. Its score is that of choosing so, not the largest of many scores.
///
/// Of equal ones the first. Without inner folds (one value of C and one threshold) nothing is measured to choose by, and
/// there are no derived arms.
enum DerivedArms {
  static let bestFeatures = "best-features"
  static let bestHidden = "best-hidden"

  /// One of each kind at every training rate, in the order of the rates; none where there is no choice.
  static func all(_ runs: [ArmRun]) -> [ArmRun] {
    var rates: [Double] = []
    for run in runs where !rates.contains(run.arm.trainingRate) { rates.append(run.arm.trainingRate) }
    return rates.flatMap { rate -> [ArmRun] in
      let own = runs.filter { $0.arm.trainingRate == rate }
      let kinds = [bestFeatures, bestHidden].map { name in (name, own.filter { kind($0.arm) == name }) }
      guard kinds.contains(where: { $0.1.count > 1 }) else { return [] }
      return kinds.compactMap { best($0.0, of: $0.1, rate: rate) }
    }
  }

  /// What an arm can be the best of; nil for baselines and controls.
  private static func kind(_ arm: ProbeArm) -> String? {
    switch arm.representation {
    case "hidden", "pca": bestHidden
    case "random-dictionary", "random-features", "permuted-labels": nil
    default: arm.checkpoint == nil ? nil : bestFeatures
    }
  }

  private static func best(_ representation: String, of runs: [ArmRun], rate: Double) -> ArmRun? {
    guard let first = runs.first, !first.rows.isEmpty,
      runs.allSatisfy({ run in run.rows.count == first.rows.count && run.rows.allSatisfy { $0.hasInnerLoss } })
    else { return nil }
    var counts = [Int](repeating: 0, count: runs.count)
    let rows = first.rows.indices.map { split -> ProbeRow in
      let losses = runs.map { $0.rows[split].innerLoss ?? .infinity }
      let chosen = losses.indices.min { (losses[$0], $0) < (losses[$1], $1) } ?? 0
      counts[chosen] += 1
      var row = runs[chosen].rows[split]
      row.chosenArm = runs[chosen].arm.name
      return row
    }
    let name = representation == bestFeatures ? "best features" : "best hidden"
    var arm = ProbeArm(
      name: rate < 1 ? "\(name) rate \(rate)" : name, representation: representation, trainingRate: rate,
      metrics: metricEstimates(rows),
      featureCount: Double(rows.reduce(0) { $0 + $1.featureCount }) / Double(rows.count),
      solver: .leastInnerLoss)
    arm.chosenFrom = runs.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.map {
      ArmChoice(name: runs[$0].arm.name, count: counts[$0])
    }
    return ArmRun(
      arm: arm, rows: rows, outOfFold: OutOfFold(arm: arm.name, classCount: 0, probabilities: [], decisions: []),
      fits: 0)
  }
}

extension ProbeRow {
  fileprivate var hasInnerLoss: Bool { innerLoss?.isFinite ?? false }
}
