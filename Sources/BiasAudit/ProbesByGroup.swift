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
  /// What everybody may know; nil: figures are exact.
  var published: PublishedGroups?

  /// The decisions of every arm for every class that is selected in turn, in the order of `rows`.
  static func confusions(
    _ predictions: [ProbePredictions], groups: GroupColumn, examples: ExampleTable
  ) -> [ExactDecisions] {
    let classes = examples.classes.count
    guard classes > 1 else { return [] }
    let none = groups.values.count
    return predictions.enumerated().flatMap { arm, prediction in
      (classes == 2 ? [examples.positive] : Array(0..<classes)).map { positive in
        var cells = [GroupConfusion](repeating: GroupConfusion(), count: none + 1)
        for (example, label) in examples.labels.enumerated() where label >= 0 && prediction.predicted[example] >= 0 {
          let code = groups.codes[example]
          cells[code >= 0 ? Int(code) : none].add(
            isPositive: Int(label) == positive, isSelected: Int(prediction.predicted[example]) == positive)
        }
        return ExactDecisions(arm: arm, positive: positive, cells: cells)
      }
    }
  }

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
        let place = classes.count == 2 ? arm : arm * classes.count + c
        let isWithheld = published?.areDecisionsWithheld(place) ?? false
        let counts = members.enumerated().map { g, members in
          var counts = Decisions(
            prediction, positive: c, classes: classes.count, labels: examples.labels, examples: members)
          counts.rounded = published?.decisions[place][g]
          counts.slack = published.map { $0.rounding.base - 1 } ?? 0
          return counts
        }
        let base = reference.map { own(counts.dropLast(), $0) } ?? highest(counts.dropLast())
        return counts.indices.compactMap { g in
          let isUnknown = g == groups.values.count
          if isUnknown && (published != nil || counts[g].count == 0) { return nil }
          let group = isUnknown ? "unknown" : groups.values[g]
          var row =
            isWithheld
            ? ProbeGroupRow(arm: arm, group: group, n: 0, suppressed: true)
            : counts[g].row(
              arm: arm, group: group, base: isUnknown ? nil : base.map { counts[$0] }, isBase: base == g,
              minimumCell: minimumCell)
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
  var exact = GroupConfusion()
  /// What everybody may know of them; nil: they are shown as they are.
  var rounded: GroupConfusion?
  /// How far a rounded count may be off.
  var slack = 0
  /// Labelled, but tested only by fits that were not taught its class.
  var undecided = 0
  var scores: [Double] = []
  var truth: [Bool] = []

  init(_ prediction: ProbePredictions, positive: Int, classes: Int, labels: [Int32], examples: [Int]) {
    for example in examples where labels[example] >= 0 {
      guard prediction.predicted[example] >= 0 else {
        undecided += 1
        continue
      }
      let isPositive = Int(labels[example]) == positive
      exact.add(isPositive: isPositive, isSelected: Int(prediction.predicted[example]) == positive)
      scores.append(prediction.probabilities[example * classes + positive])
      truth.append(isPositive)
    }
  }

  /// As they are shown.
  var shown: GroupConfusion { rounded ?? exact }
  var count: Int { shown.count }
  var selected: Int { shown.selected }

  /// Whether others can be divided by its selection rate.
  func hasRate(_ minimumCell: Int) -> Bool { count >= max(1, minimumCell) && selected > 0 && undecided == 0 }

  /// A rate of kinds of decisions among these and others.
  private func rate(_ successes: [KeyPath<GroupConfusion, Int>], _ failures: [KeyPath<GroupConfusion, Int>])
    -> PublishedRate
  {
    func sum(_ parts: [KeyPath<GroupConfusion, Int>]) -> Int { parts.reduce(0) { $0 + shown[keyPath: $1] } }
    return PublishedRate(
      successes: sum(successes), failures: sum(failures),
      slack: (slack * successes.count, slack * failures.count))
  }

  private var selection: PublishedRate {
    rate([\.truePositives, \.falsePositives], [\.trueNegatives, \.falseNegatives])
  }

  func row(arm: Int, group: String, base: Decisions?, isBase: Bool, minimumCell: Int) -> ProbeGroupRow {
    let least = max(1, minimumCell)
    var row = ProbeGroupRow(arm: arm, group: group, n: count, suppressed: rounded != nil && count < least)
    if row.suppressed {
      row.n = 0
      return row
    }
    func shown(_ name: String, _ trials: Int, _ value: Interval?) -> Interval? {
      guard value != nil, trials < least else { return value }
      // For everybody nothing is shown of so few; for others it is, and said.
      if rounded != nil { return nil }
      row.unreliable.append(name)
      return value
    }
    // Of a group of which only some classes could be decided, nothing is known that all classes have a part in.
    let isWhole = undecided == 0
    let counts = self.shown
    row.selectionRate = isWhole ? shown("selection_rate", count, selection.interval) : nil
    row.truePositiveRate = shown(
      "tpr", counts.positives, rate([\.truePositives], [\.falseNegatives]).interval)
    row.falsePositiveRate = shown(
      "fpr", counts.negatives, rate([\.falsePositives], [\.trueNegatives]).interval)
    row.positivePredictiveValue =
      isWhole ? shown("ppv", counts.selected, rate([\.truePositives], [\.falsePositives]).interval) : nil
    if !isWhole { return row }
    if isBase {
      row.impactRatio = Interval(value: 1, low: nil, high: nil)
    } else if let base {
      row.impactRatio = shown("impact_ratio", count, selection.ratio(to: base.selection))
    }
    guard !scores.contains(where: \.isNaN), !scores.isEmpty else { return row }
    let brier = BrierScore.binary(scores, positives: truth)
    if count < least { row.unreliable.append("brier") }
    row.brier = rounded == nil ? brier : (brier * 100).rounded() / 100
    guard exact.positives > 0, exact.negatives > 0 else { return row }
    let curve = DeLong(scores, positives: truth)
    let bounds = curve.interval()
    row.auroc = shown(
      "auroc", min(counts.positives, counts.negatives),
      Interval(value: curve.auroc, low: bounds?.low, high: bounds?.high))
    if rounded != nil, let area = row.auroc {
      row.auroc = Interval(
        value: (area.value * 100).rounded() / 100, low: area.low.map { ($0 * 100).rounded(.down) / 100 },
        high: area.high.map { ($0 * 100).rounded(.up) / 100 })
    }
    return row
  }
}
