import Findings
import Statistics

/// What a probe decides in each group: selection rate, error rates, ratio to the highest selection rate.
///
/// With two classes the last in sorted order is "selected"; with more, each class in turn against the rest, the arm
/// then named `ARM: CLASS`. Examples without a group have a line `unknown` of their own. A rate of fewer than
/// `minimumCell` examples is withheld.
enum ProbesByGroup {
  static func rows(
    _ predictions: [ProbePredictions], groups: GroupColumn, labels: [Int32], classes: [String], minimumCell: Int
  ) -> [ProbeGroupRow] {
    guard classes.count > 1 else { return [] }
    var members = [[Int]](repeating: [], count: groups.values.count + 1)
    for (example, code) in groups.codes.enumerated() {
      members[code >= 0 ? Int(code) : groups.values.count].append(example)
    }
    let chosen = classes.count == 2 ? [1] : Array(classes.indices)
    return predictions.flatMap { prediction in
      chosen.flatMap { c -> [ProbeGroupRow] in
        let arm = classes.count == 2 ? prediction.arm : "\(prediction.arm): \(classes[c])"
        let counts = members.map { examples in
          Decisions(prediction, positive: c, classes: classes.count, labels: labels, examples: examples)
        }
        let best = highest(counts.dropLast(), minimumCell: minimumCell)
        return counts.indices.compactMap { g in
          let isUnknown = g == groups.values.count
          if isUnknown && counts[g].count == 0 { return nil }
          return counts[g].row(
            arm: arm, group: isUnknown ? "unknown" : groups.values[g], best: isUnknown ? nil : best.map { counts[$0] },
            isBest: best == g, minimumCell: minimumCell)
        }
      }
    }
  }

  /// The group of the highest selection rate among those large enough.
  private static func highest(_ groups: ArraySlice<Decisions>, minimumCell: Int) -> Int? {
    let candidates = groups.indices.filter { groups[$0].count >= max(1, minimumCell) && groups[$0].selected > 0 }
    return candidates.max {
      // Equal rates: the first, larger group.
      let (a, b) = (groups[$0], groups[$1])
      let (left, right) = (a.selected * b.count, b.selected * a.count)
      return left != right ? left < right : $0 > $1
    }
  }
}

/// The decisions of one arm for one class in one group.
private struct Decisions {
  var count = 0
  var selected = 0
  var positives = 0
  var truePositives = 0
  var scores: [Double] = []
  var truth: [Bool] = []

  init(_ prediction: ProbePredictions, positive: Int, classes: Int, labels: [Int32], examples: [Int]) {
    for example in examples where labels[example] >= 0 && prediction.predicted[example] >= 0 {
      let isPositive = Int(labels[example]) == positive
      let isSelected = Int(prediction.predicted[example]) == positive
      count += 1
      selected += isSelected ? 1 : 0
      positives += isPositive ? 1 : 0
      truePositives += isPositive && isSelected ? 1 : 0
      scores.append(prediction.probabilities[example * classes + positive])
      truth.append(isPositive)
    }
  }

  func row(arm: String, group: String, best: Decisions?, isBest: Bool, minimumCell: Int) -> ProbeGroupRow {
    var row = ProbeGroupRow(arm: arm, group: group, n: count, suppressed: count < max(1, minimumCell))
    if row.suppressed { return row }
    func rate(_ successes: Int, _ trials: Int) -> Interval? {
      guard trials >= max(1, minimumCell) else { return nil }
      let wilson = ConfidenceInterval.wilson(successes: successes, trials: trials)
      return Interval(value: Double(successes) / Double(trials), low: wilson.low, high: wilson.high)
    }
    row.selectionRate = rate(selected, count)
    row.truePositiveRate = rate(truePositives, positives)
    row.falsePositiveRate = rate(selected - truePositives, count - positives)
    row.positivePredictiveValue = rate(truePositives, selected)
    if isBest {
      row.impactRatio = Interval(value: 1, low: nil, high: nil)
    } else if let best {
      let ratio = ConfidenceInterval.rateRatio(
        successes1: selected, trials1: count, successes2: best.selected, trials2: best.count)
      let value = Double(selected) / Double(count) / (Double(best.selected) / Double(best.count))
      row.impactRatio = Interval(value: value, low: ratio.low, high: ratio.high)
    }
    guard !scores.contains(where: \.isNaN) else { return row }
    row.brier = BrierScore.binary(scores, positives: truth)
    if positives >= max(1, minimumCell) && count - positives >= max(1, minimumCell) {
      let curve = DeLong(scores, positives: truth)
      let bounds = curve.interval()
      row.auroc = Interval(value: curve.auroc, low: bounds?.low, high: bounds?.high)
    }
    return row
  }
}
