import Classifiers
import Evaluation
import Findings

extension ArmRunner {
  /// Examples shown of each kind, and reasons shown of each example.
  private static let exampleCount = 5
  private static let reasonCount = 5

  /// The examples of which the first repeat was most certain and right, most certain and wrong, and least certain, each
  /// decided by the fold that tested it. `arm` is left at 0.
  func explanations(_ splits: [Split], _ folds: [Outcomes.Fold]) -> [Explanation] {
    struct Case {
      var row: Int
      var fold: Int
      var decision: Int
      var probability: Double
      /// Lead over the next class.
      var margin: Double
    }
    var cases: [Case] = []
    for (fold, split) in splits.enumerated() where split.repeatIndex == 0 {
      // A fit of a single class has no reasons.
      guard let model = folds[fold].model, model.classes.count > 1 else { continue }
      for (place, row) in split.test.enumerated() {
        let own = folds[fold].probabilities[place * classes.count..<(place + 1) * classes.count]
        let decision = Int(largestClass(own))
        let sorted = own.sorted(by: >)
        cases.append(
          Case(row: row, fold: fold, decision: decision, probability: sorted[0], margin: sorted[0] - sorted[1]))
      }
    }
    func first(_ kind: String, _ chosen: [Case], _ isBefore: (Case, Case) -> Bool) -> [Explanation] {
      chosen.sorted(by: isBefore).prefix(Self.exampleCount).compactMap { item in
        guard let model = folds[item.fold].model else { return nil }
        return Explanation(
          arm: 0, example: item.row, kind: kind, label: classes[Int(labels[item.row])],
          decision: classes[item.decision], probability: item.probability,
          reasons: model.reasons(row: item.row, decision: item.decision, limit: Self.reasonCount))
      }
    }
    func surest(_ a: Case, _ b: Case) -> Bool { (b.margin, a.row) < (a.margin, b.row) }
    let (right, wrong) = (
      cases.filter { $0.decision == Int(labels[$0.row]) }, cases.filter { $0.decision != Int(labels[$0.row]) }
    )
    return first("confident and right", right, surest) + first("confident and wrong", wrong, surest)
      + first("undecided", cases) { ($0.margin, $0.row) < ($1.margin, $1.row) }
  }
}

extension FoldModel {
  /// The largest parts in the decision value of a row.
  func reasons(row: Int, decision: Int, limit: Int) -> [Explanation.Reason] {
    guard let (sign, weights) = weights(towards: decision) else { return [] }
    var reasons: [Explanation.Reason] = []
    var total = 0.0
    matrix.forEachEntry(ofRow: row) { column, value in
      guard weights[column] != 0 else { return }
      total += abs(weights[column] * value)
      reasons.append(
        Explanation.Reason(feature: feature(column), value: value, weight: sign * weights[column], share: 0))
    }
    reasons.sort { (abs($1.contribution), $0.feature) < (abs($0.contribution), $1.feature) }
    return reasons.prefix(limit).map { reason in
      var reason = reason
      reason.share = abs(reason.contribution) / total
      return reason
    }
  }
}
