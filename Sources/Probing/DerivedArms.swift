import Diagnostics
import Evaluation
import Findings

/// The best arm of a role, chosen where the test rows are not seen: in every split the arm of least log loss on the inner
/// folds of the training rows gives the row. Its score is that of choosing so, not the largest of many scores.
///
/// Of equal ones the first. Without inner folds (one value of C and one threshold) nothing is measured to choose by, and
/// there are no derived arms.
enum DerivedArms {
  static let bestFeatures = Representation(
    RepresentationKind(
      "best-features", .features, needs: .allFeatures, part: .bestFeatures, isDerived: true),
    isMeasure: { _, _, _ in false }, arms: { _, _, _ in [] })
  static let bestHidden = Representation(
    RepresentationKind("best-hidden", .state, needs: .state, part: .bestStates, isDerived: true),
    isMeasure: { first, _, _ in first.representation.part == .bestFeatures }, arms: { _, _, _ in [] })

  static let all = [bestFeatures, bestHidden]

  /// One of each kind at every training rate, in the order of the rates; none where there is no choice.
  static func all(_ runs: [ArmRun]) -> [ArmRun] {
    var rates: [Double] = []
    for run in runs where !rates.contains(run.arm.key.trainingRate) { rates.append(run.arm.key.trainingRate) }
    return rates.flatMap { rate -> [ArmRun] in
      let kinds = all.map { derived in
        (
          kind: derived.kind,
          places: runs.indices.filter {
            runs[$0].arm.key.trainingRate == rate && runs[$0].arm.key.representation.role == derived.kind.role
          }
        )
      }
      guard kinds.contains(where: { $0.places.count > 1 }) else { return [] }
      return kinds.compactMap { best(ArmKey($0.kind, trainingRate: rate), of: $0.places, runs) }
    }
  }

  private static func best(_ key: ArmKey, of places: [Int], _ runs: [ArmRun]) -> ArmRun? {
    guard let first = places.first.map({ runs[$0] }), !first.rows.isEmpty,
      places.allSatisfy({ place in
        runs[place].rows.count == first.rows.count && runs[place].rows.allSatisfy { $0.hasInnerLoss }
      })
    else { return nil }
    var counts = [Int: Int]()
    let rows = first.rows.indices.map { split -> ProbeRow in
      func loss(_ place: Int) -> Double { runs[place].rows[split].innerLoss ?? .infinity }
      let chosen = places.min { (loss($0), $0) < (loss($1), $1) } ?? 0
      counts[chosen, default: 0] += 1
      var row = runs[chosen].rows[split]
      row.chosenArm = chosen
      return row
    }
    var arm = ProbeArm(
      key, metrics: metricEstimates(rows),
      featureCount: Double(rows.reduce(0) { $0 + $1.featureCount }) / Double(rows.count),
      solver: .leastInnerLoss)
    arm.chosenFrom = places.map { ArmChoice(arm: $0, count: counts[$0] ?? 0) }.sorted {
      ($1.count, $0.arm) < ($0.count, $1.arm)
    }
    return ArmRun(
      arm: arm, rows: rows, outOfFold: OutOfFold(arm: key, classCount: 0, probabilities: [], decisions: []), fits: 0)
  }
}

extension ProbeRow {
  fileprivate var hasInnerLoss: Bool { innerLoss?.isFinite ?? false }
}
