import Datasets
import Findings
import Statistics

/// What a probe decides in each group: selection rate, error rates, ratio to the selection rate of the reference.
///
/// With two classes the positive one is "selected"; with more, each class in turn against the rest. Examples without a group have a line `unknown` of their own. A rate of fewer than `minimumCell` examples is
/// withheld.
struct ProbesByGroup {
  let groups: GroupColumn
  let examples: ExampleTable
  /// Group that ratios are to; nil: for each arm the one of the highest selection rate.
  let reference: String?
  let minimumCell: Int

  func rows(_ predictions: [ProbePredictions]) -> [ProbeGroupRow] {
    let classes = examples.classes
    guard classes.count > 1 else { return [] }
    var members = [[Int]](repeating: [], count: groups.values.count + 1)
    for (example, code) in groups.codes.enumerated() {
      members[code >= 0 ? Int(code) : groups.values.count].append(example)
    }
    let chosen = classes.count == 2 ? [examples.positive] : Array(classes.indices)
    return predictions.enumerated().flatMap { arm, prediction in
      chosen.flatMap { c -> [ProbeGroupRow] in
        let counts = members.map { members in
          Decisions(prediction, positive: c, classes: classes.count, labels: examples.labels, examples: members)
        }
        let base = reference.map { own(counts.dropLast(), $0) } ?? highest(counts.dropLast())
        return counts.indices.compactMap { g in
          let isUnknown = g == groups.values.count
          if isUnknown && counts[g].count == 0 { return nil }
          var row = counts[g].row(
            arm: arm, group: isUnknown ? "unknown" : groups.values[g], base: isUnknown ? nil : base.map { counts[$0] },
            isBase: base == g, minimumCell: minimumCell)
          row.positive = classes[c]
          row.isOneOfMany = classes.count > 2
          row.reference = reference ?? base.map { groups.values[$0] }
          return row
        }
      }
    }
  }

  /// The group that was asked for, where there is a rate to divide by.
  private func own(_ counts: ArraySlice<Decisions>, _ name: String) -> Int? {
    guard let place = groups.values.firstIndex(of: name), counts[place].hasRate(minimumCell)
    else { return nil }
    return place
  }

  /// The group of the highest selection rate among those large enough.
  private func highest(_ groups: ArraySlice<Decisions>) -> Int? {
    let candidates = groups.indices.filter { groups[$0].hasRate(minimumCell) }
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
  /// Labelled, but tested only by fits that were not taught its class.
  var undecided = 0
  var selected = 0
  var positives = 0
  var truePositives = 0
  var scores: [Double] = []
  var truth: [Bool] = []

  init(_ prediction: ProbePredictions, positive: Int, classes: Int, labels: [Int32], examples: [Int]) {
    for example in examples where labels[example] >= 0 {
      guard prediction.predicted[example] >= 0 else {
        undecided += 1
        continue
      }
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

  /// Whether others can be divided by its selection rate.
  func hasRate(_ minimumCell: Int) -> Bool { count >= max(1, minimumCell) && selected > 0 && undecided == 0 }

  func row(arm: Int, group: String, base: Decisions?, isBase: Bool, minimumCell: Int) -> ProbeGroupRow {
    var row = ProbeGroupRow(arm: arm, group: group, n: count, suppressed: count < max(1, minimumCell))
    if row.suppressed { return row }
    func rate(_ successes: Int, _ trials: Int) -> Interval? {
      guard trials >= max(1, minimumCell) else { return nil }
      let wilson = ConfidenceInterval.wilson(successes: successes, trials: trials)
      return Interval(value: Double(successes) / Double(trials), low: wilson.low, high: wilson.high)
    }
    // Of a group of which only some classes could be decided, nothing is known that all classes have a part in.
    let isWhole = undecided == 0
    row.selectionRate = isWhole ? rate(selected, count) : nil
    row.truePositiveRate = rate(truePositives, positives)
    row.falsePositiveRate = rate(selected - truePositives, count - positives)
    row.positivePredictiveValue = isWhole ? rate(truePositives, selected) : nil
    if !isWhole { return row }
    if isBase {
      row.impactRatio = Interval(value: 1, low: nil, high: nil)
    } else if let base {
      let ratio = ConfidenceInterval.rateRatio(
        successes1: selected, trials1: count, successes2: base.selected, trials2: base.count)
      let value = Double(selected) / Double(count) / (Double(base.selected) / Double(base.count))
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
