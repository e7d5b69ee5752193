/// Examples of one group by what they are and what was decided: every rate of a decision comes from these counts, so that
/// what is published of them is decided in one place.
struct GroupConfusion: Equatable, Sendable {
  var truePositives = 0
  var falsePositives = 0
  var trueNegatives = 0
  var falseNegatives = 0

  var count: Int { positives + negatives }
  var positives: Int { truePositives + falseNegatives }
  var negatives: Int { falsePositives + trueNegatives }
  var selected: Int { truePositives + falsePositives }
  var rejected: Int { trueNegatives + falseNegatives }

  mutating func add(isPositive: Bool, isSelected: Bool) {
    switch (isPositive, isSelected) {
    case (true, true): truePositives += 1
    case (false, true): falsePositives += 1
    case (false, false): trueNegatives += 1
    case (true, false): falseNegatives += 1
    }
  }

  /// One per group; rows without a group (−1), or beyond `groups`, count nowhere.
  static func all(truth: [Bool], selected: [Bool], group: [Int32], groups: Int) -> [GroupConfusion] {
    var result = [GroupConfusion](repeating: GroupConfusion(), count: groups)
    for row in truth.indices where group[row] >= 0 && Int(group[row]) < groups {
      result[Int(group[row])].add(isPositive: truth[row], isSelected: selected[row])
    }
    return result
  }
}
