import Datasets
import Findings
import Statistics

/// What a probe decides in each group: selection rate, error rates, ratio to the selection rate of the reference.
///
/// With two classes the positive one is "selected"; with more, each class in turn against the rest. Examples without a group
/// have a line `unknown` of their own. Rates of fewer than `minimumCell` examples are marked; for everybody they are
/// withheld. Where examples come in clusters, intervals are those of rows that are alike in a cluster.
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

  /// - Parameter gapReference: group that gaps are to.
  func study(_ predictions: [ProbePredictions], gapReference: String) -> (rows: [ProbeGroupRow], gaps: [GroupGap]) {
    let classes = examples.classes
    guard classes.count > 1 else { return ([], []) }
    var members = [[Int]](repeating: [], count: groups.values.count + 1)
    for (example, code) in groups.codes.enumerated() {
      members[code >= 0 ? Int(code) : groups.values.count].append(example)
    }
    let chosen = classes.count == 2 ? [examples.positive] : Array(classes.indices)
    let clusters = examples.clusters.map { RowClusters(codes: $0.codes) }
    var rows: [ProbeGroupRow] = []
    var gaps: [GroupGap] = []
    for (arm, prediction) in predictions.enumerated() {
      for c in chosen {
        let place = classes.count == 2 ? arm : arm * classes.count + c
        let isWithheld = published?.areDecisionsWithheld(place) ?? false
        let counts = members.enumerated().map { g, members in
          var counts = Decisions(
            prediction, positive: c, classes: classes.count, labels: examples.labels, examples: members,
            clusters: clusters)
          counts.rounded = published?.decisions[place][g]
          counts.slack = published.map { $0.rounding.base - 1 } ?? 0
          return counts
        }
        let base = reference.map { own(counts.dropLast(), $0) } ?? highest(counts.dropLast())
        rows += counts.indices.compactMap { g in
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
        if isWithheld { continue }
        gaps += self.gaps(Array(counts.dropLast()), reference: gapReference).all {
          GroupGap(
            arm: arm, positive: classes[c], isOneOfMany: classes.count > 2, metric: $0, kind: $1, group: $2,
            reference: $3, difference: $4, ratio: $5)
        }
      }
    }
    return (rows, gaps)
  }

  private func gaps(_ counts: [Decisions], reference: String) -> DecisionGaps {
    // Of a group of which only some classes could be decided, only what is given the truth is known.
    let isWhole = counts.allSatisfy { $0.undecided == 0 }
    let names: [GroupMetric] = isWhole ? GroupMetric.allCases : [.truePositiveRate, .falsePositiveRate]
    var rates: [GroupMetric: [DecisionRate]] = [:]
    for name in names { rates[name] = counts.compactMap { $0.rate(name) } }
    return DecisionGaps(
      groups: groups.values, reference: reference, minimumCell: minimumCell,
      rates: rates.filter { $0.value.count == counts.count },
      calibration: counts.map { isWhole && published == nil ? $0.errors : nil })
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
  /// The same as `exact`, cluster by cluster; nil where examples are independent.
  var units: [GroupConfusion]?
  /// Cluster of each score.
  var clusterCodes: [Int32] = []

  init(
    _ prediction: ProbePredictions, positive: Int, classes: Int, labels: [Int32], examples: [Int],
    clusters: RowClusters?
  ) {
    units = clusters.map { [GroupConfusion](repeating: GroupConfusion(), count: $0.count) }
    for example in examples where labels[example] >= 0 {
      guard prediction.predicted[example] >= 0 else {
        undecided += 1
        continue
      }
      let isPositive = Int(labels[example]) == positive
      let isSelected = Int(prediction.predicted[example]) == positive
      exact.add(isPositive: isPositive, isSelected: isSelected)
      if let clusters {
        units?[clusters.ofRow[example]].add(isPositive: isPositive, isSelected: isSelected)
        clusterCodes.append(Int32(clusters.ofRow[example]))
      }
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
    -> DecisionRate
  {
    func sum(_ cell: GroupConfusion, _ parts: [KeyPath<GroupConfusion, Int>]) -> Int {
      parts.reduce(0) { $0 + cell[keyPath: $1] }
    }
    let cells = units ?? [exact]
    return DecisionRate(
      published: PublishedRate(
        successes: sum(shown, successes), failures: sum(shown, failures),
        slack: (slack * successes.count, slack * failures.count)),
      exact: SampledRate(
        successes: cells.map { sum($0, successes) }, sizes: cells.map { sum($0, successes + failures) },
        isClustered: units != nil))
  }

  private var selection: DecisionRate {
    rate([\.truePositives, \.falsePositives], [\.trueNegatives, \.falseNegatives])
  }

  /// nil for what is not a rate of decisions.
  func rate(_ metric: GroupMetric) -> DecisionRate? {
    switch metric {
    case .selectionRate: selection
    case .truePositiveRate: rate([\.truePositives], [\.falseNegatives])
    case .falsePositiveRate: rate([\.falsePositives], [\.trueNegatives])
    case .positivePredictiveValue: rate([\.truePositives], [\.falsePositives])
    case .falseOmissionRate: rate([\.falseNegatives], [\.trueNegatives])
    case .equalizedOdds, .calibration: nil
    }
  }

  /// Score less outcome, over the examples; nil where some have no score.
  var errors: ClusteredMean? {
    if scores.isEmpty || scores.contains(where: \.isNaN) { return nil }
    let errors = zip(scores, truth).map { $0 - ($1 ? 1 : 0) }
    var sums = errors
    var sizes = [Int](repeating: 1, count: errors.count)
    if let units {
      sums = [Double](repeating: 0, count: units.count)
      for (place, code) in clusterCodes.enumerated() { sums[Int(code)] += errors[place] }
      sizes = units.map(\.count)
    }
    return ClusteredMean(sums: sums, sizes: sizes)
  }

  /// Mean score less the share of positives.
  private var calibration: Interval? {
    errors.map { errors in
      let bounds = errors.clusterCount >= SampledRate.fewestClusters ? errors.interval() : nil
      return Interval(value: errors.mean, low: bounds?.low, high: bounds?.high)
    }
  }

  /// Scores are published for everybody with two decimals, bounds outwards.
  private func coarse(_ value: Interval) -> Interval {
    guard rounded != nil else { return value }
    return Interval(
      value: (value.value * 100).rounded() / 100, low: value.low.map { ($0 * 100).rounded(.down) / 100 },
      high: value.high.map { ($0 * 100).rounded(.up) / 100 })
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
    row.falseOmissionRate = shown("for", counts.rejected, rate([\.falseNegatives], [\.trueNegatives]).interval)
    if isBase {
      row.impactRatio = Interval(value: 1, low: nil, high: nil)
    } else if let base {
      row.impactRatio = shown("impact_ratio", count, selection.ratio(to: base.selection))
    }
    guard !scores.contains(where: \.isNaN), !scores.isEmpty else { return row }
    let brier = BrierScore.binary(scores, positives: truth)
    if count < least { row.unreliable.append("brier") }
    row.brier = rounded == nil ? brier : (brier * 100).rounded() / 100
    row.calibration = shown("calibration", count, calibration.map(coarse))
    guard exact.positives > 0, exact.negatives > 0 else { return row }
    let curve = DeLong(scores, positives: truth)
    let bounds =
      units == nil
      ? curve.interval()
      : ClusteredDeLong(curve, positives: truth, clusters: RowClusters(codes: clusterCodes)).interval()
    row.auroc = shown(
      "auroc", min(counts.positives, counts.negatives),
      Interval(value: curve.auroc, low: bounds?.low, high: bounds?.high))
    row.auroc = row.auroc.map(coarse)
    return row
  }
}
