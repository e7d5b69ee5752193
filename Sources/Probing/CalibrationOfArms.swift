import Datasets
import Evaluation
import Findings
import Statistics

/// Calibration of out-of-fold probabilities, over all examples and by group. For everybody figures of groups are withheld: of
/// few-valued scores they are exact counts.
struct CalibrationOfArms: Sendable {
  let examples: ExampleTable
  /// Class index that probabilities refer to, where there are two.
  let positive: Int
  /// Smallest bin that is shown; figures of smaller groups are not reliable.
  let minimumCell: Int
  var disclosure = Disclosure.internal

  private static let mostBins = 10

  /// All examples first, then the groups of each attribute, in the order of the data.
  func findings(_ arm: OutOfFold, at place: Int) -> [CalibrationFinding] {
    let rows = arm.decisions.indices.filter { arm.decisions[$0] >= 0 && examples.labels[$0] >= 0 }
    var result = [finding(CalibrationFinding(arm: place), arm, rows)]
    for column in examples.groups {
      let members = column.values.indices.map { value in rows.filter { column.codes[$0] == Int32(value) } }
      for (value, name) in column.values.enumerated() {
        let empty = CalibrationFinding(arm: place, attribute: column.name, group: name)
        let isShown = disclosure == .internal
        var row = isShown ? finding(empty, arm, members[value]) : empty
        row.isUnreliable = isShown && members[value].count < minimumCell
        result.append(row)
      }
    }
    return result
  }

  private func finding(_ empty: CalibrationFinding, _ arm: OutOfFold, _ rows: [Int]) -> CalibrationFinding {
    guard !rows.isEmpty else { return empty }
    var result = empty
    let isPair = arm.classCount == 2
    let predicted = rows.map { row in
      arm.probabilities[row * arm.classCount + (isPair ? positive : Int(arm.decisions[row]))]
    }
    let outcomes = rows.map { row in
      isPair ? Int(examples.labels[row]) == positive : arm.decisions[row] == examples.labels[row]
    }
    result.count = rows.count
    result.brier = BrierScore.binary(predicted, positives: outcomes)
    result.logLoss = LogLoss.binary(predicted, positives: outcomes)
    let recalibration = LogisticRecalibration(predicted, outcomes: outcomes)
    (result.intercept, result.slope) = (recalibration.intercept, recalibration.slope)
    let bins = min(Self.mostBins, rows.count / max(1, minimumCell))
    let found = bins < 1 ? [] : ReliabilityBin.equalMass(predicted, outcomes: outcomes, bins: bins)
    // Predictions that tie can leave a bin smaller than planned.
    let shown = found.filter { $0.count >= minimumCell }
    result.bins = shown.map { bin in
      let wilson = ConfidenceInterval.wilson(successes: bin.occurred, trials: bin.count)
      return CalibrationFinding.Bin(
        count: bin.count, predicted: bin.predicted, observed: Double(bin.occurred) / Double(bin.count),
        low: wilson.low, high: wilson.high)
    }
    return result
  }
}
