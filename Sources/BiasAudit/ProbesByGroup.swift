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

  func rows(_ judged: [Judged]) -> [ProbeGroupRow] {
    judged.flatMap { judged -> [ProbeGroupRow] in
      judged.groups.indices.compactMap { g in
        let isUnknown = g == groups.values.count
        if isUnknown && (published != nil || judged.groups[g].count == 0) { return nil }
        let group = isUnknown ? "unknown" : groups.values[g]
        var row =
          judged.isWithheld
          ? ProbeGroupRow(arm: judged.arm, group: group, n: 0, suppressed: true)
          : judged.groups[g].row(
            arm: judged.arm, group: group, base: isUnknown ? nil : judged.base.map { judged.groups[$0] },
            isBase: judged.base == g, minimumCell: minimumCell)
        row.positive = examples.classes[judged.positive]
        row.isOneOfMany = examples.classes.count > 2
        row.reference = reference ?? judged.base.map { groups.values[$0] }
        return row
      }
    }
  }

  /// The decisions of one arm for one class, group by group.
  struct Judged: Sendable {
    /// Place among the arms.
    var arm: Int
    /// The class that is selected.
    var positive: Int
    /// Whether its decisions are left out.
    var isWithheld: Bool
    /// One per group, and last of examples without a group.
    var groups: [GroupDecisions]
    /// Group that ratios are to.
    var base: Int?
  }

  /// Every arm for every class that is selected in turn.
  func judged(_ predictions: [ProbePredictions]) -> [Judged] {
    let classes = examples.classes
    guard classes.count > 1 else { return [] }
    var members = [[Int]](repeating: [], count: groups.values.count + 1)
    for (example, code) in groups.codes.enumerated() {
      members[code >= 0 ? Int(code) : groups.values.count].append(example)
    }
    let clusters = examples.clusters.map { RowClusters(codes: $0.codes) }
    let chosen = classes.count == 2 ? [examples.positive] : Array(classes.indices)
    return predictions.enumerated().flatMap { arm, prediction in
      chosen.map { c in
        let place = classes.count == 2 ? arm : arm * classes.count + c
        let own = members.enumerated().map { g, members in
          var counts = GroupDecisions(
            prediction, positive: c, classes: classes.count, labels: examples.labels, examples: members,
            clusters: clusters?.hasRepeats == true ? clusters : nil)
          counts.rounded = published?.decisions[place][g]
          counts.slack = published.map { $0.rounding.base - 1 } ?? 0
          return counts
        }
        return Judged(
          arm: arm, positive: c, isWithheld: published?.areDecisionsWithheld(place) ?? false, groups: own,
          base: reference.map { self.own(own.dropLast(), $0) } ?? highest(own.dropLast()))
      }
    }
  }

  /// The group that was asked for, where there is a rate to divide by.
  private func own(_ counts: ArraySlice<GroupDecisions>, _ name: String) -> Int? {
    guard let place = groups.values.firstIndex(of: name), counts[place].hasRate(minimumCell)
    else { return nil }
    return place
  }

  /// The group of the highest selection rate among those large enough.
  private func highest(_ groups: ArraySlice<GroupDecisions>) -> Int? {
    let candidates = groups.indices.filter { groups[$0].hasRate(minimumCell) }
    return candidates.max {
      // Equal rates: the first, larger group.
      let (a, b) = (groups[$0], groups[$1])
      let (left, right) = (a.selected * b.count, b.selected * a.count)
      return left != right ? left < right : $0 > $1
    }
  }
}
